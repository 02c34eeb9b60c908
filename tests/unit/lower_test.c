/* SPDX-License-Identifier: Apache-2.0 */
/* A model as calls of kernels: what costs nothing, what lies over what, what stays packed. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/lower/lower.h"
#include "tests/unit/encoded_models.h"
#include "tests/unit/op_case.h"

static const ConvAttrs valid_conv = {PADDING_VALID, ACTIVATION_NONE, 1, 1, 1, 1, 0,
	TYPE_FLOAT32};

/* Memory of a test, and the model that the program is of. */
typedef struct Lowered {
	Arena arena;
	Model *model;
	Program program;
} Lowered;

static Lowered lower(Model *model)
{
	Lowered made = {.model = model};
	LowerSettings settings = {.allow_float = false};
	Error err = {0};
	cr_assert(model_verify(model, &err), "%s", err.text);
	cr_assert(lower_model(model, &settings, &made.arena, &made.program, &err), "%s",
		err.text);
	return made;
}

static void finish(Lowered *made)
{
	arena_finish(&made->arena);
	model_free(made->model);
}

static void expect_steps(const Program *program, int n, const char *const *functions)
{
	cr_assert_eq(program->n_steps, n);
	for (int i = 0; i < n; i++)
		cr_expect_str_eq(program->steps[i].kernel->function, functions[i]);
}

#define EXPECT_STEPS(program, ...) \
	expect_steps(program, \
		(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), \
		(const char *[]){__VA_ARGS__})

static int computed(Model *model, int rank, const int *dims)
{
	return real_computed(model, TYPE_INT8, rank, dims, IN_SCALE, IN_ZERO);
}

static int pad(Model *model, int in, int by, int out)
{
	const int paddings[] = {0, 0, by, by, by, by, 0, 0};
	int list = test_values(model, TYPE_INT32, DIMS(4, 2), paddings);
	real_op(model, "PAD", LIST(in, list), out);
	return out;
}

/* 3x3, from one channel to 2; the weights. */
static int conv_3x3(Model *model, int in, int out)
{
	int weights = real_weights(model, TYPE_INT8, DIMS(2, 3, 3, 1), 0);
	int bias = real_bias(model, TYPE_INT8, 2, weights);
	real_op(model, "CONV_2D", LIST(in, weights, bias), out)->attrs.conv = valid_conv;
	return weights;
}

/* The member of a step's first argument, a struct. */
static const Value *member(const Program *program, int step, int i)
{
	const Value *params = &program->steps[step].arguments[0];
	cr_assert_eq(params->kind, VALUE_CONSTANT);
	return &program->constants[params->index].list.items[i];
}

static int64_t offset_of(const Program *program, int step, int argument)
{
	const Value *place = &program->steps[step].arguments[argument];
	cr_assert_eq(place->kind, VALUE_PLACE);
	return program->blocks[place->index].offset;
}

Test(lower, gives_another_shape_for_nothing)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 2, 4, 1));
	int flat = computed(model, DIMS(1, 8)), out = computed(model, DIMS(1, 8));
	int shape = test_ints(model, LIST(1, 8));
	real_op(model, "RESHAPE", LIST(in, shape), flat);
	real_op(model, "LEAKY_RELU", LIST(flat), out)->attrs.leaky_relu.alpha = 0.5F;
	Lowered made = lower(model);
	EXPECT_STEPS(&made.program, "table_s8");
	cr_expect_eq(made.program.placement.bytes, 8); /* and in place */
	cr_expect_eq(made.program.inputs[0].block, made.program.steps[0].arguments[1].index);
	finish(&made);
}

Test(lower, makes_a_pad_a_part_of_the_window_behind_it)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 4, 5, 1));
	int padded = pad(model, in, 1, computed(model, DIMS(1, 6, 7, 1)));
	conv_3x3(model, padded, computed(model, DIMS(1, 4, 5, 2)));
	Lowered made = lower(model);
	EXPECT_STEPS(&made.program, "conv_s8");
	const int64_t window[] = {1, 4, 5, 1, 4, 5, 2, 3, 3, 1, 1, 1, 1, 1, 1};
	for (int i = 0; i < 15; i++)
		cr_expect_eq(member(&made.program, 0, 0)->items[i].number, window[i], "member %d",
			i);
	finish(&made);
}

Test(lower, keeps_a_pad_that_others_read)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 4, 5, 1));
	int padded = pad(model, in, 1, computed(model, DIMS(1, 6, 7, 1)));
	int made_by_conv = computed(model, DIMS(1, 4, 5, 2));
	int clamped = computed(model, DIMS(1, 6, 7, 1));
	conv_3x3(model, padded, made_by_conv);
	real_op(model, "RELU", LIST(padded), clamped);
	test_outputs(model, LIST(made_by_conv, clamped));
	Lowered made = lower(model);
	cr_expect_eq(made.program.n_steps, 3);
	cr_expect_str_eq(made.program.steps[0].kernel->function, "move_pad");
	finish(&made);
}

Test(lower, keeps_a_pad_as_wide_as_the_kernel)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 4, 5, 1));
	int padded = pad(model, in, 3, computed(model, DIMS(1, 10, 11, 1)));
	conv_3x3(model, padded, computed(model, DIMS(1, 8, 9, 2)));
	Lowered made = lower(model);
	EXPECT_STEPS(&made.program, "move_pad", "conv_s8");
	finish(&made);
}

Test(lower, adds_in_place)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 64));
	int a = computed(model, DIMS(1, 64)), b = computed(model, DIMS(1, 64));
	int sum = computed(model, DIMS(1, 64));
	real_op(model, "RELU", LIST(in), a);
	real_op(model, "LEAKY_RELU", LIST(in), b)->attrs.leaky_relu.alpha = 0.5F;
	real_op(model, "ADD", LIST(a, b), sum);
	Lowered made = lower(model);
	cr_expect_eq(made.program.n_steps, 3);
	int64_t out = offset_of(&made.program, 2, 4);
	cr_expect(
		out == offset_of(&made.program, 2, 2) || out == offset_of(&made.program, 2, 3));
	cr_expect_eq(made.program.placement.bytes, 2 * 64);
	cr_expect_eq(made.program.placement.bound_bytes, 2 * 64);
	finish(&made);
}

/* As many channels come out of a 1x1 convolution as go in: each pixel replaces its own. */
Test(lower, lays_a_convolution_over_its_input)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 20, 20, 8));
	int out = computed(model, DIMS(1, 20, 20, 8));
	int weights = real_weights(model, TYPE_INT8, DIMS(8, 1, 1, 8), 0);
	int bias = real_bias(model, TYPE_INT8, 8, weights);
	real_op(model, "CONV_2D", LIST(in, weights, bias), out)->attrs.conv = valid_conv;
	Lowered made = lower(model);
	cr_expect_lt(made.program.placement.bytes, 20 * 20 * 8 * 3 / 2);
	cr_expect_leq(offset_of(&made.program, 0, 4), offset_of(&made.program, 0, 1));
	finish(&made);
}

Test(lower, keeps_packed_weights_packed)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 4, 5, 1));
	int weights = conv_3x3(model, in, computed(model, DIMS(1, 2, 3, 2)));
	test_encode_as(model, weights, PACK_BITMAP);
	Lowered made = lower(model);
	EXPECT_STEPS(&made.program, "conv_s8_packed");
	for (int i = 0; i < made.program.n_constants; i++) {
		const Constant *constant = &made.program.constants[i];
		cr_expect_not(constant->data && constant->element == TYPE_INT8 &&
				constant->n == 18,
			"%s is the weights", constant->name);
	}
	const Value *packed = &made.program.steps[0].arguments[1];
	cr_assert_eq(packed->kind, VALUE_CONSTANT);
	cr_expect_str_eq(made.program.constants[packed->index].header, "unpack_bitmap.h");
	finish(&made);
}

Test(lower, keeps_equal_constants_once)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 64));
	int a = computed(model, DIMS(1, 64)), b = computed(model, DIMS(1, 64));
	real_op(model, "LEAKY_RELU", LIST(in), a)->attrs.leaky_relu.alpha = 0.5F;
	real_op(model, "LEAKY_RELU", LIST(a), b)->attrs.leaky_relu.alpha = 0.5F;
	Lowered made = lower(model);
	cr_expect_eq(made.program.n_steps, 2);
	cr_expect_eq(made.program.n_constants, 1);
	cr_expect_eq(program_constant_bytes(&made.program), 256);
	finish(&made);
}

/* SoftmaxS8 has five words, and no pointers. */
Test(lower, counts_structs_as_the_target_lays_them_out)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 8));
	int out = real_computed(model, TYPE_INT8, DIMS(1, 8), 1.0F / 256, -128);
	real_op(model, "SOFTMAX", LIST(in), out)->attrs.softmax.beta = 1;
	Lowered made = lower(model);
	cr_assert_eq(made.program.n_constants, 1);
	cr_expect_eq(constant_bytes(&made.program.constants[0]), 20);
	cr_expect_eq(constant_alignment(&made.program.constants[0]), 4);
	finish(&made);
}

static void expect_refused(Model *model, const char *message)
{
	Arena arena = {0};
	Program program;
	Error err = {0};
	LowerSettings settings = {.allow_float = false};
	model->name = "m";
	cr_expect_not(lower_model(model, &settings, &arena, &program, &err));
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
	model_free(model);
}

Test(lower, refuses_float32_unless_asked_for_it)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_FLOAT32, DIMS(1, 8));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 8));
	test_op(model, "RELU", LIST(in), LIST(out));
	test_outputs(model, LIST(out));
	Arena arena = {0};
	Program program;
	Error err = {0};
	LowerSettings settings = {.allow_float = true};
	cr_assert(lower_model(model, &settings, &arena, &program, &err), "%s", err.text);
	cr_expect(program.has_float);
	arena_finish(&arena);
	expect_refused(model,
		"m: input '#0': it is float32; --allow-float exports that all the same");
}

Test(lower, refuses_what_the_host_cannot_run_either)
{
	Model *model = test_model_new(1);
	int in = real_input(model, TYPE_INT8, DIMS(1, 8));
	int out = computed(model, DIMS(1, 8));
	test_custom_op(model, "Frobnicate", LIST(in), LIST(out));
	test_outputs(model, LIST(out));
	expect_refused(model,
		"m: operator 0 (Frobnicate): cannot be run: this operator is not supported");
}
