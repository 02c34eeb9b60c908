/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/quant_scales.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

#include "tests/unit/build.h"

static const Range unseen = {FLT_MAX, -FLT_MAX};

static void expect_scale(Range range, double scale, int zero_point)
{
	ScaleZero got = scale_for_range(range);
	cr_expect(fabs((double)got.scale / scale - 1) < 1e-6 && got.zero_point == zero_point,
		"%g to %g gives %g, %d", (double)range.low, (double)range.high, (double)got.scale,
		got.zero_point);
}

Test(quant_scales, span_255_steps_and_hold_zero)
{
	expect_scale((Range){0, 255}, 1, -128);
	expect_scale((Range){-255, 0}, 1, 127);
	expect_scale((Range){-1, 1}, 2.0 / 255, -1);
	expect_scale((Range){3, 51}, 0.2, -128);
	expect_scale((Range){-51, -3}, 0.2, 127);
	expect_scale((Range){-1, 2}, 3.0 / 255, -43);
}

Test(quant_scales, are_of_a_size_to_compute_with)
{
	expect_scale((Range){0, 0}, 1, -128);
	expect_scale((Range){0, 1e-30F}, LEAST_SCALE, -128);
	expect_scale((Range){-1e-38F, 1e-38F}, LEAST_SCALE, -128);
	expect_scale((Range){-FLT_MAX, FLT_MAX}, 2.0 * (double)FLT_MAX / 255, -1);
}

/* --- In a graph --- */

/* Tensor 0 is the input, [1, 2, 2, 1] like all others; all are in [-1, 1]. */
enum { MOST_TENSORS = 8 }; /* constants come last */

typedef struct Choice {
	Model *model;
	Range ranges[MOST_TENSORS];
	ScaleZero scales[MOST_TENSORS];
} Choice;

static Choice start(int n_tensors)
{
	Choice choice = {.model = test_model_new(1)};
	for (int i = 0; i < n_tensors; i++) {
		test_computed(choice.model, TYPE_FLOAT32, DIMS(1, 2, 2, 1));
		choice.ranges[i] = (Range){-1, 1};
	}
	test_inputs(choice.model, LIST(0));
	return choice;
}

static void finish(Choice *choice)
{
	Arena arena = {0};
	Typed typed;
	Graph *graph = &choice->model->graphs[0];
	LayerFormat *formats =
		arena_array(&arena, (size_t)graph->n_ops, sizeof *formats); /* int8 */
	assign_types(choice->model, graph, formats, choice->ranges, choice->ranges, TYPE_INT8,
		TYPE_INT8, &arena, &typed);
	choose_scales(&typed, choice->scales);
	arena_finish(&arena);
}

static void expect_like(const Choice *choice, int a, int b)
{
	cr_expect_eq(choice->scales[a].scale, choice->scales[b].scale, "%d and %d", a, b);
	cr_expect_eq(choice->scales[a].zero_point, choice->scales[b].zero_point, "%d and %d",
		a, b);
}

static void expect_chosen(const Choice *choice, int tensor, double scale, int zero_point)
{
	ScaleZero got = choice->scales[tensor];
	cr_expect(fabs((double)got.scale / scale - 1) < 1e-6 && got.zero_point == zero_point,
		"tensor %d has %g, %d", tensor, (double)got.scale, got.zero_point);
}

Test(quant_scales, leave_tensors_alone_that_were_not_seen)
{
	Choice choice = start(2);
	choice.ranges[1] = unseen;
	finish(&choice);
	cr_expect_eq(choice.scales[1].scale, 0);
	expect_chosen(&choice, 0, 2.0 / 255, -1);
	model_free(choice.model);
}

/* The first range is narrower than what is moved through it from elsewhere. */
Test(quant_scales, are_shared_along_operators_that_do_not_rescale)
{
	static const char *const names[] = {"RESHAPE", "TRANSPOSE", "SLICE", "PAD",
		"MAX_POOL_2D", "AVERAGE_POOL_2D"};
	Choice choice = start(7);
	for (int i = 0; i < 6; i++) {
		test_op(choice.model, names[i], LIST(i), LIST(i + 1));
		choice.ranges[i] = (Range){0, 1};
	}
	choice.ranges[6] = (Range){-1.55F, 0};
	finish(&choice);
	for (int i = 0; i < 7; i++)
		expect_chosen(&choice, i, 0.01, 27);
	model_free(choice.model);
}

/* All outputs, where there are several. */
Test(quant_scales, are_shared_by_the_parts_that_a_tensor_is_split_into)
{
	Choice choice = start(5);
	int axis = test_ints(choice.model, LIST(1));
	choice.ranges[2] = (Range){-1, 1.55F};
	test_op(choice.model, "SPLIT", LIST(axis, 0), LIST(1, 2));
	test_op(choice.model, "SPLIT_V", LIST(1, axis, axis), LIST(3, 4));
	finish(&choice);
	for (int i = 0; i < 5; i++)
		expect_chosen(&choice, i, 0.01, -28);
	cr_expect_eq(choice.scales[axis].scale, 0);
	model_free(choice.model);
}

/* x to at least -0.5, then at most 0.25: constants far beyond do not widen what is in [-1, 1]. */
Test(quant_scales, of_a_maximum_hold_what_it_gives)
{
	Choice choice = start(3);
	static const float low = -1e20F, high = 0.25F;
	int floor = test_values(choice.model, TYPE_FLOAT32, DIMS(1), &low);
	int ceiling = test_values(choice.model, TYPE_FLOAT32, DIMS(1), &high);
	choice.ranges[floor] = (Range){low, low};
	choice.ranges[ceiling] = (Range){high, high};
	choice.ranges[2] = (Range){-1, 0.25F};
	test_op(choice.model, "MAXIMUM", LIST(0, floor), LIST(1));
	test_op(choice.model, "MINIMUM", LIST(1, ceiling), LIST(2));
	finish(&choice);
	expect_chosen(&choice, 0, 2.0 / 255, -1);
	for (int i = 1; i <= ceiling; i++)
		expect_like(&choice, i, 0);
	model_free(choice.model);
}

static Choice padded(float value, const char *reader)
{
	Choice choice = start(3);
	int sizes = test_ints(choice.model, LIST(1));
	int pad = test_values(choice.model, TYPE_FLOAT32, DIMS(1), &value);
	choice.ranges[pad] = (Range){value, value};
	choice.ranges[1] = (Range){fminf(value, -1), fmaxf(value, 1)};
	test_op(choice.model, "PADV2", LIST(0, sizes, pad), LIST(1));
	test_op(choice.model, reader, LIST(1), LIST(2));
	finish(&choice);
	expect_like(&choice, pad, 0);
	expect_like(&choice, 1, 0);
	return choice;
}

Test(quant_scales, hold_a_pad_unless_it_stands_for_nothing)
{
	Choice choice = padded(1.55F, "RELU");
	expect_chosen(&choice, 0, 0.01, -28);
	model_free(choice.model);
	choice = padded(-4.1F, "RELU");
	expect_chosen(&choice, 0, 0.02, 77);
	model_free(choice.model);
	choice = padded(-4.1F, "MAX_POOL_2D");
	expect_chosen(&choice, 0, 2.0 / 255, -1);
	model_free(choice.model);
	choice = padded(-FLT_MAX, "RELU");
	expect_chosen(&choice, 0, 2.0 / 255, -1);
	model_free(choice.model);
}

Test(quant_scales, are_each_operators_own_where_it_rescales)
{
	Choice choice = start(3);
	choice.ranges[1] = (Range){0, 2.55F};
	choice.ranges[2] = (Range){0, 5.1F};
	test_op(choice.model, "RELU", LIST(0), LIST(1));
	test_op(choice.model, "ADD", LIST(1, 1), LIST(2));
	finish(&choice);
	expect_chosen(&choice, 0, 2.0 / 255, -1);
	expect_chosen(&choice, 1, 0.01, -128);
	expect_chosen(&choice, 2, 0.02, -128);
	model_free(choice.model);
}

Test(quant_scales, are_fixed_where_the_arithmetic_is)
{
	Choice choice = start(5);
	test_op(choice.model, "SOFTMAX", LIST(0), LIST(1));
	test_op(choice.model, "LOGISTIC", LIST(0), LIST(2));
	test_op(choice.model, "TANH", LIST(0), LIST(3));
	test_op(choice.model, "RESHAPE", LIST(3), LIST(4));
	finish(&choice);
	expect_chosen(&choice, 1, 1.0 / 256, -128);
	expect_chosen(&choice, 2, 1.0 / 256, -128);
	expect_chosen(&choice, 3, 1.0 / 128, 0);
	expect_like(&choice, 4, 3);
	model_free(choice.model);
}

Test(quant_scales, are_shared_by_what_is_concatenated)
{
	Choice choice = start(4);
	test_inputs(choice.model, LIST(0, 1));
	choice.ranges[1] = (Range){-0.5F, 1.55F};
	Op *op = test_op(choice.model, "CONCATENATION", LIST(0, 1), LIST(2));
	test_op(choice.model, "RELU", LIST(0), LIST(3));
	finish(&choice);
	expect_chosen(&choice, 2, 0.01, -28);
	expect_like(&choice, 0, 2);
	expect_like(&choice, 1, 2);
	cr_expect_not(needs_requantize(op, 0, choice.scales));
	model_free(choice.model);
}

Test(quant_scales, are_brought_together_where_one_is_fixed)
{
	Choice choice = start(4);
	test_op(choice.model, "SOFTMAX", LIST(0), LIST(1));
	test_op(choice.model, "RELU", LIST(0), LIST(2));
	test_op(choice.model, "CONCATENATION", LIST(1, 2), LIST(3));
	finish(&choice);
	const Op *op = &choice.model->graphs[0].ops[2];
	expect_chosen(&choice, 1, 1.0 / 256, -128);
	expect_like(&choice, 2, 3);
	cr_expect(needs_requantize(op, 0, choice.scales));
	cr_expect_not(needs_requantize(op, 1, choice.scales));
	cr_expect_not(needs_requantize(op - 1, 0, choice.scales));
	model_free(choice.model);
}

Test(quant_scales, stay_fixed_where_all_that_is_concatenated_is)
{
	Choice choice = start(4);
	test_op(choice.model, "LOGISTIC", LIST(0), LIST(1));
	test_op(choice.model, "SOFTMAX", LIST(0), LIST(2));
	test_op(choice.model, "CONCATENATION", LIST(1, 2), LIST(3));
	finish(&choice);
	expect_chosen(&choice, 3, 1.0 / 256, -128);
	cr_expect_not(needs_requantize(&choice.model->graphs[0].ops[2], 0, choice.scales));
	model_free(choice.model);
}

Test(quant_scales, make_room_for_six)
{
	Choice choice = start(2);
	test_op(choice.model, "RELU6", LIST(0), LIST(1));
	finish(&choice);
	expect_chosen(&choice, 0, 7.1 / 255, -92);
	expect_like(&choice, 0, 1);
	model_free(choice.model);
}

/* A range that another operator widens counts as wide, whichever comes first. */
Test(quant_scales, are_coarse_enough_for_the_operators_that_make_them)
{
	Choice choice = start(5);
	for (int i = 1; i < 5; i++)
		choice.ranges[i] = (Range){0, 0};
	choice.ranges[0] = (Range){-100, -99};
	test_op(choice.model, "HARD_SWISH", LIST(0), LIST(1));
	test_op(choice.model, "SUB", LIST(0, 0), LIST(2));
	test_op(choice.model, "HARD_SWISH", LIST(2), LIST(3));
	test_op(choice.model, "RELU6", LIST(2), LIST(4));
	finish(&choice);
	expect_chosen(&choice, 1, 1.0 / 255, -128);
	expect_chosen(&choice, 2, 6.1 / 255, -128);
	expect_chosen(&choice, 3, 0.061 / 255, -128);
	model_free(choice.model);
}
