/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that take a tensor apart, pick from it, or look at it in another shape. */
#include <criterion/criterion.h>

#include "tests/unit/one_op.h"
#include "tests/unit/op_case.h"

/* --- Values --- */

/* The three parts of a 2x6 input, put together again in another order. */
static void join_parts(Model *model, DataType type, const int *parts)
{
	int out = real_computed(model, type, DIMS(2, 6), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "CONCATENATION", LIST(parts[2], parts[0], parts[1]), out);
	op->attrs.concatenation.axis = 1;
}

static void build_split(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 6)), parts[3];
	int axis = test_ints(model, LIST(-1));
	for (int i = 0; i < 3; i++)
		parts[i] = real_computed(model, type, DIMS(2, 2), IN_SCALE, IN_ZERO);
	Op *op = test_op(model, "SPLIT", LIST(axis, in), 3, parts);
	op->attrs.split.n_splits = 3;
	join_parts(model, type, parts);
}

static void expect_split(const double *in, double *out)
{
	for (int i = 0; i < 12; i++)
		out[i] = in[i / 6 * 6 + (i + 4) % 6];
}

static void build_split_v(Model *model, DataType type)
{
	static const int widths[] = {1, 3, 2};
	int in = real_input(model, type, DIMS(2, 6)), parts[3];
	int sizes = test_ints(model, LIST(1, -1, 2)), axis = test_ints(model, LIST(1));
	for (int i = 0; i < 3; i++)
		parts[i] = real_computed(model, type, DIMS(2, widths[i]), IN_SCALE, IN_ZERO);
	Op *op = test_op(model, "SPLIT_V", LIST(in, sizes, axis), 3, parts);
	op->attrs.split.n_splits = 3;
	join_parts(model, type, parts);
}

/* Rows of one, three and two values become two, one and three. */
static void expect_split_v(const double *in, double *out)
{
	static const int from[6] = {4, 5, 0, 1, 2, 3};
	for (int i = 0; i < 12; i++)
		out[i] = in[i / 6 * 6 + from[i % 6]];
}

/* Along the first axis of all: samples of a batch must not be taken for its rows. */
static void build_split_rows(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 3)), axis = test_ints(model, LIST(0));
	int first = real_computed(model, type, DIMS(1, 3), IN_SCALE, IN_ZERO);
	int second = real_computed(model, type, DIMS(1, 3), IN_SCALE, IN_ZERO);
	int out = real_computed(model, type, DIMS(1, 3), 1.0F / 32, 0);
	Op *op = test_op(model, "SPLIT", LIST(axis, in), LIST(first, second));
	op->attrs.split.n_splits = 2;
	real_op(model, "SUB", LIST(second, first), out);
}

static void expect_split_rows(const double *in, double *out)
{
	for (int i = 0; i < 3; i++)
		out[i] = in[3 + i] - in[i];
}

static void build_gather(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 5, 3));
	int index = test_values(model, TYPE_INT32, DIMS(2, 2), (int[]){4, 0, 3, 3});
	int out = real_computed(model, type, DIMS(2, 2, 2, 3), IN_SCALE, IN_ZERO);
	real_op(model, "GATHER", LIST(in, index), out)->attrs.gather.axis = -2;
}

static void expect_gather(const double *in, double *out)
{
	static const int picked[] = {4, 0, 3, 3};
	for (int i = 0; i < 24; i++)
		out[i] = in[i / 12 * 15 + picked[i / 3 % 4] * 3 + i % 3];
}

static void build_gather_in_batches(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 5, 3));
	int index = test_values(model, TYPE_INT64, DIMS(2, 2), (int64_t[]){4, 0, 1, 3});
	int out = real_computed(model, type, DIMS(2, 2, 3), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "GATHER", LIST(in, index), out);
	op->attrs.gather = (GatherAttrs){.axis = 1, .batch_dims = 1};
}

static void expect_gather_in_batches(const double *in, double *out)
{
	static const int picked[] = {4, 0, 1, 3};
	for (int i = 0; i < 12; i++)
		out[i] = in[i / 6 * 15 + picked[i / 3] * 3 + i % 3];
}

/* A scalar number: the axis goes. */
static void build_gather_one(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(4, 3));
	int index = test_values(model, TYPE_INT32, 0, NULL, (int[]){2});
	int out = real_computed(model, type, DIMS(3), IN_SCALE, IN_ZERO);
	real_op(model, "GATHER", LIST(in, index), out);
}

static void expect_gather_one(const double *in, double *out)
{
	for (int i = 0; i < 3; i++)
		out[i] = in[6 + i];
}

/* Rows backwards in twos, one column taken out, and the rest of the last axis. */
static void build_strided_slice(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(5, 3, 4));
	int begin = test_ints(model, LIST(-1, 1, 1)), end = test_ints(model, LIST(-9, 0, 0));
	int stride = test_ints(model, LIST(-2, 1, 2));
	int out = real_computed(model, type, DIMS(3, 2), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "STRIDED_SLICE", LIST(in, begin, end, stride), out);
	op->attrs.strided_slice = (StridedSliceAttrs){.end_mask = 4, .shrink_axis_mask = 2};
}

static void expect_strided_slice(const double *in, double *out)
{
	for (int i = 0; i < 6; i++)
		out[i] = in[(4 - i / 2 * 2) * 12 + 4 + 1 + i % 2 * 2];
}

static void build_squeeze(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 1, 7));
	int all = real_computed(model, type, DIMS(5, 7), IN_SCALE, IN_ZERO);
	int more = real_computed(model, type, DIMS(5, 1, 7), IN_SCALE, IN_ZERO);
	int back = real_computed(model, type, DIMS(5, 7), IN_SCALE, IN_ZERO);
	int out = real_computed(model, type, DIMS(5, 7, 1), IN_SCALE, IN_ZERO);
	int middle = test_ints(model, LIST(1)), last = test_ints(model, LIST(-1));
	test_op(model, "SQUEEZE", LIST(in), LIST(all));
	test_op(model, "EXPAND_DIMS", LIST(all, middle), LIST(more));
	Op *op = test_op(model, "SQUEEZE", LIST(more), LIST(back));
	op->attrs.squeeze = (SqueezeAttrs){.n_axes = 1, .axes = {-2}};
	real_op(model, "EXPAND_DIMS", LIST(back, last), out);
}

static void expect_same(const double *in, double *out)
{
	for (int i = 0; i < 35; i++)
		out[i] = in[i];
}

static void build_padv2(Model *model, DataType type)
{
	static const int32_t paddings[] = {0, 0, 1, 0, 0, 2};
	int in = real_input(model, type, DIMS(1, 2, 3));
	int sizes = test_values(model, TYPE_INT32, DIMS(3, 2), paddings);
	int value = real_constant(model, type, 0, NULL);
	int out = real_computed(model, type, DIMS(1, 3, 5), IN_SCALE, IN_ZERO);
	real_op(model, "PADV2", LIST(in, sizes, value), out);
}

static void expect_padv2(const double *in, double *out)
{
	for (int i = 0; i < 15; i++)
		out[i] = i >= 5 && i % 5 < 3 ? in[(i / 5 - 1) * 3 + i % 5] : real_value(0);
}

static const OpCase cases[] = {
	{"SPLIT", build_split, expect_split, 0},
	{"SPLIT of rows", build_split_rows, expect_split_rows, 0.51},
	{"SPLIT_V", build_split_v, expect_split_v, 0},
	{"GATHER", build_gather, expect_gather, 0},
	{"GATHER in batches", build_gather_in_batches, expect_gather_in_batches, 0},
	{"GATHER of one", build_gather_one, expect_gather_one, 0},
	{"STRIDED_SLICE", build_strided_slice, expect_strided_slice, 0},
	{"SQUEEZE and EXPAND_DIMS", build_squeeze, expect_same, 0},
	{"PADV2", build_padv2, expect_padv2, 0},
};

Test(ops, take_apart_and_pick_as_they_should)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_op_case(&cases[i]);
}

/* --- What is refused --- */

static Model *split_model(int axis, int n_splits, int n_outputs)
{
	Model *model = real_op_model(DIMS(2, 6));
	int outputs[3] = {0}, at = test_ints(model, LIST(axis));
	for (int i = 0; i < n_outputs; i++)
		outputs[i] = test_computed(model, TYPE_FLOAT32, DIMS(2, 3));
	Op *op = test_op(model, "SPLIT", LIST(at, 0), n_outputs, outputs);
	op->attrs.split.n_splits = n_splits;
	return model;
}

Test(ops, split_divides_without_a_rest)
{
	expect_op_refused(split_model(0, 3, 3), "operator 0 (SPLIT): 2 do not divide by 3");
	expect_op_refused(split_model(2, 2, 2), "operator 0 (SPLIT): axis 2 of 2 dimensions");
	expect_op_refused(split_model(1, 3, 2),
		"operator 0 (SPLIT): it splits into 3, but has 2 outputs");
	expect_op_refused(split_model(1, 3, 3),
		"operator 0 (SPLIT): output '#2' is declared 2x3, but its inputs make it 2x2");
	Model *model = split_model(1, 2, 2);
	model->graphs[0].tensors[3].type = TYPE_INT8;
	expect_op_refused(model,
		"operator 0 (SPLIT): its input is float32 and its output int8");
}

static Model *split_v_model(int n, const int *lengths)
{
	Model *model = real_op_model(DIMS(6));
	int sizes = test_ints(model, n, lengths), axis = test_ints(model, LIST(0));
	int a = test_computed(model, TYPE_FLOAT32, DIMS(2));
	int b = test_computed(model, TYPE_FLOAT32, DIMS(4));
	Op *op = test_op(model, "SPLIT_V", LIST(0, sizes, axis), LIST(a, b));
	op->attrs.split.n_splits = 2;
	return model;
}

Test(ops, split_v_takes_lengths_that_add_up)
{
	expect_op_refused(split_v_model(LIST(2, 3)),
		"operator 0 (SPLIT_V): the lengths do not add up to 6");
	expect_op_refused(split_v_model(LIST(6, -1)),
		"operator 0 (SPLIT_V): the lengths do not add up to 6");
	expect_op_refused(split_v_model(LIST(-1, -1)),
		"operator 0 (SPLIT_V): output 1 is -1 of 6 long");
	expect_op_refused(split_v_model(LIST(0, 6)),
		"operator 0 (SPLIT_V): output 0 is 0 of 6 long");
	expect_op_refused(split_v_model(LIST(2, 2, 2)),
		"operator 0 (SPLIT_V): 3 lengths for 2 outputs");
}

static Model *gather_model(int rank, const int *dims, int index, GatherAttrs attrs)
{
	Model *model = real_op_model(DIMS(2, 3));
	int32_t values[4] = {index, index, index, index};
	int numbers = test_values(model, TYPE_INT32, rank, dims, values);
	add_op(model, "GATHER", LIST(0, numbers), DIMS(2, 2))->attrs.gather = attrs;
	return model;
}

Test(ops, gather_picks_what_is_there)
{
	expect_op_refused(gather_model(DIMS(2), 3, (GatherAttrs){1, 0}),
		"operator 0 (GATHER): row 3 of 3");
	expect_op_refused(gather_model(DIMS(2), -1, (GatherAttrs){1, 0}),
		"operator 0 (GATHER): row -1 of 3");
	expect_op_refused(gather_model(DIMS(2), 0, (GatherAttrs){-3, 0}),
		"operator 0 (GATHER): axis -3 of 2 dimensions");
	expect_op_refused(gather_model(DIMS(2), 0, (GatherAttrs){0, 1}),
		"operator 0 (GATHER): 1 batch dimensions beside axis 0 and 1 of numbers");
	expect_op_refused(gather_model(DIMS(4), 0, (GatherAttrs){1, 1}),
		"operator 0 (GATHER): batch dimension 0 is 2, and 4 of the numbers");
	expect_op_refused(gather_model(DIMS(1, 1, 1, 1, 1, 1), 0, (GatherAttrs){0, 0}),
		"operator 0 (GATHER): more than 6 dimensions");
	Model *model = gather_model(DIMS(2), 0, (GatherAttrs){1, 0});
	model->graphs[0].tensors[1] = (Tensor){.name = "n",
		.type = TYPE_INT64,
		.rank = 1,
		.dims = model->graphs[0].tensors[1].dims,
		.buffer = model->buffers[0]};
	test_inputs(model, LIST(0, 1));
	expect_op_refused(model,
		"operator 0 (GATHER): tensor 'n' is computed int64; it must be int32");
}

static Model *stride_model(int begin, int end, int stride, StridedSliceAttrs attrs)
{
	Model *model = real_op_model(DIMS(5));
	int from = test_ints(model, LIST(begin)), to = test_ints(model, LIST(end));
	int by = test_ints(model, LIST(stride));
	Op *op = add_op(model, "STRIDED_SLICE", LIST(0, from, to, by), DIMS(2));
	op->attrs.strided_slice = attrs;
	return model;
}

Test(ops, strided_slice_takes_something)
{
	const StridedSliceAttrs plain = {0}, shrinks = {.shrink_axis_mask = 1},
							ellipsis = {.ellipsis_mask = 1}, grows = {.new_axis_mask = 1},
							offset = {.offset = true};
	expect_op_refused(stride_model(0, 5, 0, plain),
		"operator 0 (STRIDED_SLICE): axis 0: a stride of 0");
	expect_op_refused(stride_model(3, 3, 1, plain),
		"operator 0 (STRIDED_SLICE): axis 0: nothing from 3 to 3 by 1 of 5");
	expect_op_refused(stride_model(0, 5, -1, plain),
		"operator 0 (STRIDED_SLICE): axis 0: nothing from 0 to 5 by -1 of 5");
	expect_op_refused(stride_model(5, 6, 1, shrinks),
		"operator 0 (STRIDED_SLICE): axis 0: place 5 of 5, with stride 1");
	expect_op_refused(stride_model(2, 3, -1, shrinks),
		"operator 0 (STRIDED_SLICE): axis 0: place 2 of 5, with stride -1");
	expect_op_refused(stride_model(0, 2, 1, ellipsis),
		"operator 0 (STRIDED_SLICE): an ellipsis or a new axis cannot be run");
	expect_op_refused(stride_model(0, 2, 1, grows),
		"operator 0 (STRIDED_SLICE): an ellipsis or a new axis cannot be run");
	expect_op_refused(stride_model(0, 2, 1, offset),
		"operator 0 (STRIDED_SLICE): ends that count from begin cannot be run");
	expect_op_refused(stride_model(INT32_MIN, INT32_MAX, INT32_MAX, plain),
		"operator 0 (STRIDED_SLICE): output '#4' is declared 2, but its inputs make it "
		"1");
}

Test(ops, squeeze_and_expand_dims_keep_every_value)
{
	Model *model = real_op_model(DIMS(1, 2));
	Op *op = add_op(model, "SQUEEZE", LIST(0), DIMS(1));
	op->attrs.squeeze = (SqueezeAttrs){.n_axes = 1, .axes = {1}};
	expect_op_refused(model,
		"operator 0 (SQUEEZE): axis 1 is 2 long; only one of 1 can go");
	model = real_op_model(DIMS(1, 2));
	add_op(model, "EXPAND_DIMS", LIST(0, test_ints(model, LIST(3))), DIMS(1, 2, 1));
	expect_op_refused(model, "operator 0 (EXPAND_DIMS): axis 3 of 3 dimensions");
	model = real_op_model(DIMS(1, 1, 1, 1, 1, 2));
	add_op(model, "EXPAND_DIMS", LIST(0, test_ints(model, LIST(0))), DIMS(1, 2));
	expect_op_refused(model, "operator 0 (EXPAND_DIMS): more than 6 dimensions");
}

/* Tensor 3, the value, is still to be added. */
static Model *padv2_model(DataType type)
{
	Model *model = op_model(type, DIMS(2));
	int sizes = test_values(model, TYPE_INT32, DIMS(1, 2), (int[]){1, 1});
	add_op(model, "PADV2", LIST(0, sizes, 3), DIMS(4));
	return model;
}

Test(ops, padv2_pads_with_one_value_of_the_data)
{
	Model *model = padv2_model(TYPE_INT8);
	test_quantized(model, test_constant(model, TYPE_INT8, DIMS(1)), 0.5F, 0);
	expect_op_refused(model,
		"operator 0 (PADV2): input 2 has scale 0.5, zero point 0, but the output 1, 0; "
		"they "
		"must be equal");
	model = padv2_model(TYPE_FLOAT32);
	test_constant(model, TYPE_FLOAT32, DIMS(2));
	expect_op_refused(model,
		"operator 0 (PADV2): tensor '#3' must be a constant of one float32");
}
