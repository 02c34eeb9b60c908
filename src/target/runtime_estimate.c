/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/runtime_estimate.h"

#include <math.h>
#include <string.h>

enum { SMALLEST_SET = N_IMAGE_SETS - 1 };

static bool is_in(const ImageSet *set, const char *name)
{
	for (int i = 0; i < set->n; i++)
		if (strcmp(set->names[i], name) == 0)
			return true;
	return false;
}

/* --- Estimates --- */

static double increment_of(const ImageRow *row, unsigned sets)
{
	double sum = 0;
	int n = 0;
	for (int set = 0; set < SMALLEST_SET; set++) {
		if (!(sets >> set & 1))
			continue;
		double more = (double)row->bytes[set] - row->bytes[SMALLEST_SET];
		sum += more / (image_sets[set].n - image_sets[SMALLEST_SET].n);
		n++;
	}
	return sum / n;
}

static Estimate from_set(const ImageRow *row, int set, double increment,
	const OpKinds *kinds)
{
	int n_shared = 0;
	for (int i = 0; i < kinds->n; i++)
		n_shared += is_in(&image_sets[set], kinds->names[i]);
	Estimate result = {
		.increment = increment,
		.n_lacking = kinds->n + kinds->n_custom - n_shared,
		.n_unused = image_sets[set].n - n_shared,
	};
	double more = result.n_lacking ? result.n_lacking - result.n_unused : 0;
	result.bytes = (uint64_t)(row->bytes[set] + more * increment + 0.5);
	return result;
}

static bool is_nearer(const Estimate *a, const Estimate *b)
{
	int exchanged = a->n_lacking + a->n_unused, other = b->n_lacking + b->n_unused;
	if ((a->n_lacking == 0) != (b->n_lacking == 0))
		return a->n_lacking == 0;
	if (a->n_lacking == 0)
		return a->bytes < b->bytes;
	return exchanged != other ? exchanged < other : a->bytes > b->bytes;
}

Estimate estimate_image(const ImageRow *row, unsigned sets, const OpKinds *kinds)
{
	double increment = increment_of(row, sets);
	Estimate best = from_set(row, SMALLEST_SET, increment, kinds);
	for (int set = 0; set < SMALLEST_SET; set++) {
		Estimate other = from_set(row, set, increment, kinds);
		if (sets >> set & 1 && is_nearer(&other, &best))
			best = other;
	}
	return best;
}

/* --- How far they are off --- */

/* The measured core that is most like a measured one. */
static Core most_like(Core core)
{
	switch (core) {
	case CORE_M0:
	case CORE_M4:
		return CORE_M3;
	default:
		return CORE_M4;
	}
}

static bool lacks_set(const LeftOut *one)
{
	return one->from == one->row->core;
}

/* The image of a row and set from another core's, or from the core's other sets. */
static LeftOut left_out(const ImageRow *row, int set, Core from)
{
	LeftOut one = {.row = row, .set = set, .from = from};
	OpKinds kinds = {image_sets[set].names, image_sets[set].n, 0};
	unsigned without = lacks_set(&one) ? 1U << set : 0;
	one.estimate = estimate_image(find_images(from, row->kernels, row->build),
		ALL_IMAGE_SETS & ~without, &kinds);
	return one;
}

static int most_exchanged(const Estimate *estimate)
{
	return estimate->n_lacking > estimate->n_unused ? estimate->n_lacking
													: estimate->n_unused;
}

/* Add an image to the largest errors. */
static void add_error(EstimateErrors *errors, const LeftOut *one)
{
	const Estimate *estimate = &one->estimate;
	double truth = one->row->bytes[one->set];
	double off = fabs(truth - (double)estimate->bytes);
	if (lacks_set(one))
		errors->operators = fmax(errors->operators,
			off / estimate->increment / sqrt(most_exchanged(estimate)));
	else
		errors->core = fmax(errors->core, off / (double)estimate->bytes);
}

/* All that can be left out, without their bars. */
static int list_left_out(LeftOut list[MOST_LEFT_OUT])
{
	int n = 0;
	for (int i = 0; i < N_IMAGE_ROWS; i++) {
		const ImageRow *row = &image_rows[i];
		Core like = most_like(row->core);
		bool has_like = find_images(like, row->kernels, row->build) != NULL;
		for (int set = 0; set < N_IMAGE_SETS; set++) {
			if (set != SMALLEST_SET)
				list[n++] = left_out(row, set, row->core);
			if (has_like)
				list[n++] = left_out(row, set, like);
		}
	}
	return n;
}

/* The largest errors, but for an image's own; NULL: all. */
static EstimateErrors errors_without(const LeftOut *list, int n, const LeftOut *without)
{
	EstimateErrors errors = {0};
	for (int i = 0; i < n; i++)
		if (!without || list[i].row != without->row || list[i].set != without->set)
			add_error(&errors, &list[i]);
	return errors;
}

int leave_out(LeftOut list[MOST_LEFT_OUT])
{
	int n = list_left_out(list);
	for (int i = 0; i < n; i++) {
		LeftOut *one = &list[i];
		EstimateErrors errors = errors_without(list, n, one);
		one->bar_percent = estimate_bar(&one->estimate, errors.operators,
			core_error(errors, one->row->core, one->from));
	}
	return n;
}

/* --- Cores that are near to each other --- */

/* Bytes of one image, that of the smallest set with reference kernels in another program, on cores that
 * are near: with the same compiler, and the floating-point units that these cores have at most. */
static const struct {
	Core core, from;
	uint32_t bytes, bytes_from;
} kin[] = {
	{CORE_M0PLUS, CORE_M0, 29312, 29312},
	{CORE_M7, CORE_M4, 18356, 19896},
	{CORE_M33, CORE_M4, 20520, 19896},
};

static bool are_kin(Core core, Core other)
{
	for (size_t i = 0; i < sizeof kin / sizeof kin[0]; i++)
		if (kin[i].core == core && kin[i].from == other)
			return true;
	return core == CORE_M85 &&
		other == CORE_M55; /* not measured, but of one architecture */
}

static double kin_error(void)
{
	double most = 0;
	for (size_t i = 0; i < sizeof kin / sizeof kin[0]; i++)
		most = fmax(most, fabs((double)kin[i].bytes / kin[i].bytes_from - 1));
	return most;
}

EstimateErrors estimate_errors(void)
{
	LeftOut list[MOST_LEFT_OUT];
	int n = list_left_out(list);
	EstimateErrors errors = errors_without(list, n, NULL);
	errors.kin = kin_error();
	return errors;
}

double estimate_bar(const Estimate *estimate, double operator_error, double from_error)
{
	double operators = estimate->n_lacking ? operator_error * estimate->increment *
			sqrt(most_exchanged(estimate)) / (double)estimate->bytes
										   : 0;
	return 100 * sqrt(operators * operators + from_error * from_error);
}

double core_error(EstimateErrors errors, Core core, Core from)
{
	return core == from ? 0 : are_kin(core, from) ? errors.kin : errors.core;
}
