/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that make images larger: transposed convolution and resizing. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "src/ops/op.h"
#include "tests/unit/one_op.h"
#include "tests/unit/op_case.h"

/* --- Transposed convolution --- */

/* From 2x3 pixels of 2 channels to h x w of n_out, by 3x2 kernels and strides of 2 and 3. */
static void build_transpose(Model *model, DataType type, int n_out, int h, int w,
	Padding padding, bool has_bias)
{
	int shape = test_ints(model, LIST(1, h, w, n_out));
	int in = real_input(model, type, DIMS(1, 2, 3, 2));
	int weights = real_weights(model, type, DIMS(n_out, 3, 2, 2), 0);
	int bias = has_bias ? real_bias(model, type, n_out, weights) : -1;
	int out = real_computed(model, type, DIMS(1, h, w, n_out), 0.02F, -20);
	Op *op = real_op(model, "TRANSPOSE_CONV", LIST(shape, weights, in, bias), out);
	op->attrs.conv = (ConvAttrs){.padding = padding,
		.activation = has_bias ? ACTIVATION_RELU6 : ACTIVATION_NONE,
		.stride_h = 2,
		.stride_w = 3};
}

/* Each input spread over the outputs, as the definition has it. */
static void expect_transpose(const double *in, double *out, int n_out, int h, int w,
	int top, bool has_bias)
{
	for (int i = 0; i < h * w * n_out; i++)
		out[i] = has_bias ? bias_value(i % n_out) : 0;
	for (int i = 0; i < 2 * 3 * 2; i++)
		for (int k = 0; k < n_out * 3 * 2; k++) {
			int y = i / 6 * 2 - top + k / 2 % 3, x = i / 2 % 3 * 3 + k % 2, o = k / 6;
			if (y >= 0 && y < h && x < w)
				out[(y * w + x) * n_out + o] += in[i] * weight_value(2 * k + i % 2);
		}
	for (int i = 0; has_bias && i < h * w * n_out; i++)
		out[i] = fmin(fmax(out[i], 0), 6);
}

/* Rows overlap by one; between columns is one that nothing reaches. */
static void build_transpose_same(Model *model, DataType type)
{
	build_transpose(model, type, 3, 3, 9, PADDING_SAME, true);
}

/* SAME to 3 rows from 2 is the convolution's padding of 1 above and below. */
static void expect_transpose_same(const double *in, double *out)
{
	expect_transpose(in, out, 3, 3, 9, 1, true);
}

/* Filters for a block of eight and one more, to an output with a row and a column over. */
static void build_transpose_valid(Model *model, DataType type)
{
	build_transpose(model, type, 9, 6, 9, PADDING_VALID, false);
}

static void expect_transpose_valid(const double *in, double *out)
{
	expect_transpose(in, out, 9, 6, 9, 0, false);
}

/* --- Resizing --- */

static void build_resize(Model *model, DataType type, const char *name, int h, int w,
	ResizeAttrs attrs)
{
	int in = real_input(model, type, DIMS(1, 3, 4, 2));
	int size = test_ints(model, LIST(h, w));
	int out = real_computed(model, type, DIMS(1, h, w, 2), IN_SCALE, IN_ZERO);
	real_op(model, name, LIST(in, size), out)->attrs.resize = attrs;
}

/* Output pixel (y, x), channel by channel, from input pixels by index. */
static void take(const double *in, double *out, int w, int y, int x, int from_y,
	int from_x)
{
	memcpy(out + 2 * (y * w + x), in + 2 * (4 * from_y + from_x), 2 * sizeof *out);
}

static void build_nearest(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_NEAREST_NEIGHBOR", 7, 3, (ResizeAttrs){0});
}

static void expect_nearest(const double *in, double *out)
{
	static const int rows[] = {0, 0, 0, 1, 1, 2, 2}, columns[] = {0, 1, 2};
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 3; x++)
			take(in, out, 3, y, x, rows[y], columns[x]);
}

static void build_nearest_centres(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_NEAREST_NEIGHBOR", 2, 3,
		(ResizeAttrs){.half_pixel_centers = true});
}

static void expect_nearest_centres(const double *in, double *out)
{
	static const int rows[] = {0, 2}, columns[] = {0, 2, 3};
	for (int y = 0; y < 2; y++)
		for (int x = 0; x < 3; x++)
			take(in, out, 3, y, x, rows[y], columns[x]);
}

static void build_nearest_corners(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_NEAREST_NEIGHBOR", 2, 3,
		(ResizeAttrs){.align_corners = true});
}

/* Column 1 is the input's 1.5, which goes up. */
static void expect_nearest_corners(const double *in, double *out)
{
	static const int rows[] = {0, 2}, columns[] = {0, 2, 3};
	for (int y = 0; y < 2; y++)
		for (int x = 0; x < 3; x++)
			take(in, out, 3, y, x, rows[y], columns[x]);
}

/* A value at a place between pixels, held to those at the edge. */
static double between(const double *in, double y, double x, int c)
{
	y = fmin(fmax(y, 0), 2);
	x = fmin(fmax(x, 0), 3);
	int top = y < 2 ? (int)y : 1, left = x < 3 ? (int)x : 2;
	const double *at = in + 2 * (4 * top + left) + c;
	double down = y - top, across = x - left;
	return (at[0] * (1 - down) + at[8] * down) * (1 - across) +
		(at[2] * (1 - down) + at[10] * down) * across;
}

static void build_bilinear(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_BILINEAR", 6, 8, (ResizeAttrs){0});
}

static void expect_bilinear(const double *in, double *out)
{
	for (int i = 0; i < 6 * 8 * 2; i++)
		out[i] = between(in, i / 16 / 2.0, i / 2 % 8 / 2.0, i % 2);
}

static void build_bilinear_centres(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_BILINEAR", 6, 2,
		(ResizeAttrs){.half_pixel_centers = true});
}

static void expect_bilinear_centres(const double *in, double *out)
{
	for (int i = 0; i < 6 * 2 * 2; i++)
		out[i] = between(in, (i / 4 + 0.5) / 2 - 0.5, (i / 2 % 2 + 0.5) * 2 - 0.5, i % 2);
}

static void build_bilinear_corners(Model *model, DataType type)
{
	build_resize(model, type, "RESIZE_BILINEAR", 5, 7,
		(ResizeAttrs){.align_corners = true});
}

static void expect_bilinear_corners(const double *in, double *out)
{
	for (int i = 0; i < 5 * 7 * 2; i++)
		out[i] = between(in, i / 14 / 2.0, i / 2 % 7 / 2.0, i % 2);
}

static const OpCase cases[] = {
	{"transposed convolution", build_transpose_same, expect_transpose_same, 0.51},
	{"transposed convolution, VALID", build_transpose_valid, expect_transpose_valid,
		0.51},
	{"nearest", build_nearest, expect_nearest, 0},
	{"nearest of centres", build_nearest_centres, expect_nearest_centres, 0},
	{"nearest of corners", build_nearest_corners, expect_nearest_corners, 0},
};

Test(ops, spread_and_pick_pixels_as_they_should)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_op_case(&cases[i]);
}

/* There is no int16 kernel for it. */
Test(ops, go_in_a_straight_line_from_pixel_to_pixel)
{
	static const OpCase bilinear[] = {
		{"bilinear", build_bilinear, expect_bilinear, 0.51},
		{"bilinear of centres", build_bilinear_centres, expect_bilinear_centres, 0.51},
		{"bilinear of corners", build_bilinear_corners, expect_bilinear_corners, 0.51},
	};
	for (size_t i = 0; i < sizeof bilinear / sizeof bilinear[0]; i++) {
		run_op_case_as(&bilinear[i], TYPE_FLOAT32);
		run_op_case_as(&bilinear[i], TYPE_INT8);
	}
}

/* --- What is refused, and what it costs --- */

/* 2x2 kernels, stride 2, from [1, 2, 2, 3]; 4 filters of n_in channels. */
static Model *transpose_model(DataType type, DataType weight_type, int n,
	const int *shape, int n_in, Padding padding)
{
	Model *model = op_model(type, DIMS(1, 2, 2, 3));
	int out_shape = test_ints(model, n, shape);
	int weights = test_constant(model, weight_type, DIMS(4, 2, 2, n_in));
	test_quantized(model, weights, 1, 0);
	Op *op =
		add_op(model, "TRANSPOSE_CONV", LIST(out_shape, weights, 0), DIMS(1, 4, 4, 4));
	op->attrs.conv = (ConvAttrs){.padding = padding, .stride_h = 2, .stride_w = 2};
	return model;
}

static void expect_transpose_refused(int n, const int *shape, int n_in,
	const char *message)
{
	expect_op_refused(transpose_model(TYPE_INT8, TYPE_INT8, n, shape, n_in,
						  PADDING_VALID),
		message);
}

Test(ops, transposed_convolution_refuses_what_does_not_go_together)
{
	expect_transpose_refused(LIST(4, 4, 4), 3,
		"operator 0 (TRANSPOSE_CONV): an output shape of 3 dims, expected 4");
	expect_transpose_refused(LIST(1, 4, 0, 4), 3,
		"operator 0 (TRANSPOSE_CONV): dimension 2 of the output is 0");
	expect_transpose_refused(LIST(1, 1 << 20, 1 << 20, 4), 3,
		"operator 0 (TRANSPOSE_CONV): more than 2^31 elements");
	expect_transpose_refused(LIST(1, 4, 4, 4), 2,
		"operator 0 (TRANSPOSE_CONV): 1 images of 3 channels do not become 1 of 4 by 4 "
		"filters of 2 channels");
	expect_transpose_refused(LIST(1, 1, 4, 4), 3,
		"operator 0 (TRANSPOSE_CONV): a kernel of 2 over 1 positions leaves no output");
	expect_transpose_refused(LIST(1, 5, 4, 4), 3,
		"operator 0 (TRANSPOSE_CONV): output '#3' is declared 1x4x4x4, but its inputs "
		"make it 1x5x4x4");
}

Test(ops, transposed_convolution_refuses_int4_weights)
{
	Model *model =
		transpose_model(TYPE_INT8, TYPE_INT4, LIST(1, 4, 4, 4), 3, PADDING_SAME);
	expect_op_refused(model,
		"operator 0 (TRANSPOSE_CONV): weights '#2' are int4; they must be int8");
}

Test(ops, transposed_convolution_counts_each_tap_of_each_input)
{
	Model *model =
		transpose_model(TYPE_INT8, TYPE_INT8, LIST(1, 4, 4, 4), 3, PADDING_SAME);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(op_macs(graph, &graph->ops[0]), (2 * 2 * 3) * (2 * 2) * 4);
	model_free(model);
}

static Model *resize_model(const char *name, int n, const int *size, int h, int w,
	ResizeAttrs attrs)
{
	Model *model = op_model(TYPE_INT8, DIMS(1, 1, 1, 1));
	int of = test_ints(model, n, size);
	add_op(model, name, LIST(0, of), DIMS(1, h, w, 1))->attrs.resize = attrs;
	return model;
}

Test(ops, resizing_refuses_sizes_that_cannot_be)
{
	const char *nearest = "RESIZE_NEAREST_NEIGHBOR";
	expect_op_refused(resize_model(nearest, LIST(3), 3, 3, (ResizeAttrs){0}),
		"operator 0 (RESIZE_NEAREST_NEIGHBOR): a size of 1 numbers; it is a height and a "
		"width");
	expect_op_refused(resize_model(nearest, LIST(2, 0), 2, 1, (ResizeAttrs){0}),
		"operator 0 (RESIZE_NEAREST_NEIGHBOR): from 1 to 0 pixels; each must be 1 to "
		"2^20");
	expect_op_refused(resize_model(nearest, LIST(1 << 20, 1 << 20), 2, 1,
						  (ResizeAttrs){0}),
		"operator 0 (RESIZE_NEAREST_NEIGHBOR): more than 2^31 elements");
}

Test(ops, bilinear_resizing_refuses_what_the_device_has_no_arithmetic_for)
{
	expect_op_refused(resize_model("RESIZE_BILINEAR", LIST(2, 2), 2, 2,
						  (ResizeAttrs){.align_corners = true,
							  .half_pixel_centers = true}),
		"operator 0 (RESIZE_BILINEAR): corners cannot be aligned and pixels' centres be "
		"places");
	/* 2/3 of 1/1024 of a pixel is taken for a whole 1024th. */
	expect_op_refused(resize_model("RESIZE_BILINEAR", LIST(1536, 1), 1536, 1,
						  (ResizeAttrs){0}),
		"operator 0 (RESIZE_BILINEAR): from 1 to 1536 pixels of int8: TFLite's "
		"arithmetic "
		"leaves the image");
}
