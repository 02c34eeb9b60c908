/* SPDX-License-Identifier: Apache-2.0 */
/* The losses, as functions of a row of outputs. */
#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"
#include "src/train/loss.h"

enum { MOST = 7 };

/* A loss of n outputs with all but those settled. */
typedef struct Case {
	int n, label;
	double smoothing, temperature, weight;
	float wanted[MOST];
} Case;

typedef double Loss(const Case *how, const Real *out, Real *gradient);

static double by_label(const Case *how, const Real *out, Real *gradient)
{
	return cross_entropy(out, how->n, how->label, how->smoothing, how->weight, gradient);
}

static double by_binary_label(const Case *how, const Real *out, Real *gradient)
{
	return binary_cross_entropy(out[0], how->label, how->smoothing, how->weight,
		gradient);
}

static double by_teacher(const Case *how, const Real *out, Real *gradient)
{
	return distillation(out, how->wanted, how->n, how->temperature, how->weight,
		gradient);
}

static double by_square(const Case *how, const Real *out, Real *gradient)
{
	return squared_error(out, how->wanted, how->n, how->weight, gradient);
}

/* Of fourth order, as in check.c. */
static double difference(Loss *loss, const Case *how, Real *out, int i)
{
	const double h = 1e-4, at = out[i];
	static const double steps[] = {-2, -1, 1, 2}, factors[] = {1, -8, 8, -1};
	double sum = 0;
	for (int k = 0; k < 4; k++) {
		Real ignored[MOST] = {0};
		out[i] = at + steps[k] * h;
		sum += factors[k] * loss(how, out, ignored);
	}
	out[i] = at;
	return sum / (12 * h);
}

/* The gradient is added to what is there. */
static void check(Loss *loss, Case how, double size, unsigned seed)
{
	Rng rng = rng_new(seed);
	Real out[MOST], gradient[MOST];
	for (int i = 0; i < how.n; i++) {
		out[i] = size * rng_normal(&rng);
		how.wanted[i] = (float)(size * rng_normal(&rng));
		gradient[i] = 1;
	}
	loss(&how, out, gradient);
	for (int i = 0; i < how.n; i++) {
		double expected = difference(loss, &how, out, i);
		cr_expect(fabs(gradient[i] - 1 - expected) <= 1e-8 * (1 + fabs(expected)),
			"element %d of %d: gradient %.12g, difference %.12g", i, how.n,
			gradient[i] - 1, expected);
	}
}

Test(gradient, cross_entropy)
{
	for (int label = 0; label < MOST; label++) {
		check(by_label, (Case){.n = MOST, .label = label, .weight = 1}, 2, 1);
		check(by_label,
			(Case){.n = MOST, .label = label, .smoothing = 0.1, .weight = 0.3}, 2, 2);
	}
	check(by_label, (Case){.n = 2, .weight = 1}, 10, 3);
}

Test(gradient, binary_cross_entropy)
{
	for (unsigned seed = 0; seed < 8; seed++)
		for (int label = 0; label < 2; label++) {
			check(by_binary_label, (Case){.n = 1, .label = label, .weight = 1}, 4, seed);
			check(by_binary_label,
				(Case){.n = 1, .label = label, .smoothing = 0.2, .weight = 0.5}, 1, seed);
		}
}

Test(gradient, distillation)
{
	for (unsigned seed = 0; seed < 4; seed++) {
		check(by_teacher, (Case){.n = MOST, .temperature = 4, .weight = 0.9}, 5, seed);
		check(by_teacher, (Case){.n = 3, .temperature = 1, .weight = 1}, 2, seed);
		check(by_teacher, (Case){.n = 1, .temperature = 2, .weight = 1}, 3, seed);
	}
}

Test(gradient, squared_error)
{
	check(by_square, (Case){.n = MOST, .weight = 0.7}, 3, 1);
	check(by_square, (Case){.n = 1, .weight = 1}, 3, 2);
}
