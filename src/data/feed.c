/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/feed.h"

#include <math.h>
#include <string.h>

#include "src/data/views.h"

/* Bytes read at a time, and numbers converted at a time, on the stack. */
enum { READ_BYTES = 1 << 16, RUN = 1024 };

static bool is_float(DataType type)
{
	return type == TYPE_FLOAT16 || type == TYPE_FLOAT32 || type == TYPE_FLOAT64;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Whether the options turn one real number into another. */
static bool changes_reals(const Preprocess *how)
{
	return how->scale != 1 || how->n_mean > 0 || how->n_std > 0;
}

static int last_dimension(Shape shape)
{
	return shape.rank > 1 ? shape.dims[shape.rank - 1] : 1;
}

static bool check_vector(const char *option, int n, const double *values, Shape input,
	Error *err)
{
	if (n > 1 && last_dimension(input) == 1)
		return failed(err, "--%s: %d values; 1 is wanted", option, n);
	if (n > 1 && n != last_dimension(input))
		return failed(err, "--%s: %d values; 1 or %d are wanted", option, n,
			last_dimension(input));
	for (int i = 0; i < n; i++) {
		if (!isfinite(values[i]))
			return failed(err, "--%s: %g", option, values[i]);
	}
	return true;
}

static bool check_options(const Preprocess *how, Shape input, Error *err)
{
	if (!isfinite(how->scale))
		return failed(err, "--scale: %g", how->scale);
	if (!check_vector("mean", how->n_mean, how->mean, input, err) ||
		!check_vector("std", how->n_std, how->std, input, err))
		return false;
	for (int i = 0; i < how->n_std; i++) {
		if (how->std[i] == 0)
			return failed(err, "--std: 0 would divide by nothing");
	}
	if ((how->data_scale != 0) != (how->data_zero_point != NO_ZERO_POINT))
		return failed(err, "--data-scale and --data-zero-point go together");
	if (!isfinite(how->data_scale) || how->data_scale < 0)
		return failed(err, "--data-scale: %g is not above 0", how->data_scale);
	return true;
}

/* Decide between taking the data as it is, converting it, and refusing it. */
static bool choose(Feed *feed, Error *err)
{
	const Preprocess *how = feed->how;
	const FeedInput *input = &feed->input;
	DataType data = feed->data->type;
	bool is_scaled = how->data_scale != 0;
	bool has_options = is_scaled || changes_reals(how);
	const char *from = type_name(data), *to = type_name(input->type);

	feed->as_it_is = data == input->type && !has_options;
	if (feed->as_it_is)
		return true;

	int low, high;
	bool is_quantized = input->scale > 0 && quantized_range(input->type, &low, &high);
	if (input->type != TYPE_FLOAT32 && !is_quantized)
		return failed(err, "%s data%s into an input of plain %s", from,
			has_options ? " with --scale, --mean, --std or --data-scale" : "", to);
	if (!array_has_numbers(feed->data))
		return failed(err, "%s data into an input of %s", from, to);
	if (is_scaled && is_float(data))
		return failed(err, "--data-scale is for integers, not %s", from);
	if (data == TYPE_INT8 && !is_scaled && input->type == TYPE_INT8)
		return failed(err,
			"int8 data goes into the int8 input as it is: --scale, --mean and --std need "
			"--data-scale and --data-zero-point beside them");
	if (data == TYPE_INT8 && !is_scaled)
		return failed(err,
			"int8 data into an input of %s: say what it stands for with "
			"--data-scale and --data-zero-point",
			to);
	return true;
}

/* A shape without its first dimension and without ones. */
static Shape squeezed_row(Shape shape)
{
	Shape row = {0};
	for (int i = 1; i < shape.rank; i++) {
		if (shape.dims[i] != 1)
			row.dims[row.rank++] = shape.dims[i];
	}
	return row;
}

static Shape without_batch(Shape shape)
{
	Shape row = {.rank = shape.rank - 1};
	memcpy(row.dims, shape.dims + 1, (size_t)row.rank * sizeof row.dims[0]);
	return row;
}

static bool rows_fit(Shape data, Shape input)
{
	if (data.rank < 1)
		return false;
	Shape have = squeezed_row(data), want = squeezed_row(input);
	bool one_is_flat = have.rank <= 1 || want.rank <= 1;
	return shape_equal(have, want) ||
		(one_is_flat && shape_count(have) == shape_count(want));
}

static bool match_shapes(Feed *feed, Error *err)
{
	Shape data = feed->data->shape, input = feed->input.shape;
	char have[SHAPE_TEXT_BYTES], want[SHAPE_TEXT_BYTES];
	if (input.rank < 1)
		return failed(err, "the model's input is a single number, without a batch");
	Shape row = without_batch(input);
	if (rows_fit(data, input))
		feed->n_rows = (size_t)data.dims[0];
	else if (shape_equal(data, row))
		feed->n_rows = 1;
	else
		return failed(err, "shape %s does not fit the model's input, %s%s",
			shape_text(data, have), shape_text(input, want),
			is_channels_first(data, input)
				? "; it looks like channels first: --layout nchw"
				: "");
	feed->row_count = (size_t)shape_count(row);
	return type_bytes(feed->input.type, (int64_t)feed->row_count, &feed->row_bytes) ||
		failed(err, "an input of %s", type_name(feed->input.type));
}

bool feed_open(const Array *data, const FeedInput *input, const Preprocess *how,
	Feed *feed, Error *err)
{
	*feed = (Feed){.data = data, .how = how, .input = *input};
	if (!check_options(how, input->shape, err))
		return false;
	return (match_shapes(feed, err) && choose(feed, err)) ||
		failed_in(err, "%s: ", data->name);
}

static const char *not_finite_name(double x)
{
	if (isnan(x))
		return "nan";
	return x > 0 ? "inf" : "-inf";
}

/* Name an element x that is no finite float32, before or after preprocessing. */
static bool refuse_value(const Feed *feed, size_t element, double x, Error *err)
{
	size_t row = element / feed->row_count, value = element % feed->row_count;
	if (isfinite(x))
		return failed(err, "%s: row %zu, value %zu: %g goes beyond float32",
			feed->data->name, row, value, x);
	return failed(err, "%s: row %zu, value %zu is %s", feed->data->name, row, value,
		not_finite_name(x));
}

/* x[i] becomes (x[i] * scale - mean) / std, one channel after the other. */
static void preprocess(const Preprocess *how, size_t n_channels, size_t channel,
	double *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double mean = how->n_mean ? how->mean[how->n_mean > 1 ? channel : 0] : 0;
		double std = how->n_std ? how->std[how->n_std > 1 ? channel : 0] : 1;
		x[i] = (x[i] * how->scale - mean) / std;
		channel = channel + 1 < n_channels ? channel + 1 : 0;
	}
}

/* What the data's numbers stand for, preprocessed; x[0] is element first of the data. */
static void make_real(const Feed *feed, size_t first, double *x, size_t n)
{
	const Preprocess *how = feed->how;
	if (how->data_scale != 0) {
		for (size_t i = 0; i < n; i++)
			x[i] = how->data_scale * (x[i] - how->data_zero_point);
	}
	if (!changes_reals(how))
		return;
	if (how->n_mean > 1 || how->n_std > 1) {
		size_t n_channels = (size_t)last_dimension(feed->input.shape);
		preprocess(how, n_channels, first % n_channels, x, n);
		return;
	}
	double scale = how->scale, mean = how->n_mean ? how->mean[0] : 0;
	double std = how->n_std ? how->std[0] : 1;
	for (size_t i = 0; i < n; i++)
		x[i] = (x[i] * scale - mean) / std;
}

/* Store real numbers from element at of out on, in the input's type; returns how many of
 * them saturated. */
static int store(const FeedInput *input, const float *real, size_t n, void *out,
	size_t at)
{
	if (input->type == TYPE_FLOAT32) {
		memcpy((float *)out + at, real, n * sizeof *real);
		return 0;
	}
	int low = 0, high = 0;
	int n_saturated = 0;
	quantized_range(input->type, &low, &high);
	for (size_t i = 0; i < n; i++) {
		double q = (double)roundf(real[i] / input->scale) + input->zero_point;
		n_saturated += q < low || q > high;
		q = q < low ? low : q > high ? high : q;
		if (input->type == TYPE_INT8)
			((int8_t *)out)[at + i] = (int8_t)q;
		else if (input->type == TYPE_UINT8)
			((uint8_t *)out)[at + i] = (uint8_t)q;
		else
			((int16_t *)out)[at + i] = (int16_t)q;
	}
	return n_saturated;
}

/* The first of n float32 values that is not finite; n where all are. */
static size_t first_not_finite(const float *x, size_t n)
{
	size_t i = 0;
	while (i < n && isfinite(x[i]))
		i++;
	return i;
}

/* Rows of the input's own type. */
static bool copy_rows(const Feed *feed, size_t first, size_t count, void *out, Error *err)
{
	size_t start = first * feed->row_count, n = count * feed->row_count;
	if (!array_read(feed->data, start, n, out, err))
		return false;
	size_t bad = feed->input.type == TYPE_FLOAT32 ? first_not_finite(out, n) : n;
	return bad == n ||
		refuse_value(feed, start + bad, (double)((const float *)out)[bad], err);
}

/* Elements of the data that were read: the first of them is its element first. */
typedef struct Part {
	Array array; /* in memory */
	size_t first;
} Part;

/* n of a part's elements, at most RUN, from its element at on, to place to of out on. */
static bool convert(const Feed *feed, const Part *part, size_t at, size_t n, void *out,
	size_t to, Error *err)
{
	double x[RUN];
	float real[RUN];
	array_numbers(&part->array, at, n, x);
	make_real(feed, part->first + at, x, n);
	for (size_t i = 0; i < n; i++)
		real[i] = (float)x[i];
	size_t bad = first_not_finite(real, n);
	if (bad < n) {
		array_numbers(&part->array, at + bad, 1, x);
		return refuse_value(feed, part->first + at + bad, x[0], err);
	}
	int n_saturated = store(&feed->input, real, n, out, to);
	if (feed->counts && feed->input.type != TYPE_FLOAT32) {
		atomic_fetch_add(&feed->counts->n_quantized, (long long)n);
		atomic_fetch_add(&feed->counts->n_saturated, n_saturated);
	}
	return true;
}

/* How many elements to read at a time: whole rows, if one fits. */
static size_t elements_at_a_time(const Feed *feed)
{
	size_t most = READ_BYTES / ((size_t)type_bits(feed->data->type) / 8);
	return feed->row_count < most ? most / feed->row_count * feed->row_count : most;
}

bool feed_rows(const Feed *feed, size_t first, size_t count, void *out, Error *err)
{
	if (feed->as_it_is)
		return copy_rows(feed, first, count, out, err);
	double room[READ_BYTES / sizeof(double)]; /* no type's elements are larger */
	Part part = {.array = {.type = feed->data->type, .data = room}};
	size_t start = first * feed->row_count, total = count * feed->row_count;
	size_t step = elements_at_a_time(feed);
	for (size_t done = 0; done < total; done += step) {
		size_t n = smaller(step, total - done);
		part.first = start + done;
		if (!array_read(feed->data, part.first, n, room, err))
			return false;
		for (size_t at = 0; at < n; at += RUN)
			if (!convert(feed, &part, at, smaller(RUN, n - at), out, done + at, err))
				return false;
	}
	return true;
}

bool feed_is_one_row(Shape data, Shape input)
{
	return input.rank > 0 && !rows_fit(data, input) &&
		shape_equal(data, without_batch(input));
}

void feed_input_range(const FeedInput *input, double *low, double *high)
{
	int least = 0, greatest = 0;
	quantized_range(input->type, &least, &greatest);
	*low = ((double)least - input->zero_point) * (double)input->scale;
	*high = ((double)greatest - input->zero_point) * (double)input->scale;
}
