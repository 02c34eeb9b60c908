/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train_op.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/run/plan.h"
#include "src/train/net.h"
#include "tests/unit/build.h"
#include "tests/unit/random_f32.h"

/* --- What can be trained --- */

/* What makes integers, or is made of them, has nothing to give back. */
static bool is_differentiable(OpType type)
{
	return type != OP_CAST && type != OP_DEQUANTIZE && type != OP_QUANTIZE &&
		type != OP_TFLM_DECODE && type != OP_WHIT_DECODE;
}

Test(train_op, has_a_gradient_for_every_operator_on_real_numbers_that_can_be_run)
{
	for (int i = 0; i < N_OP_TYPES; i++) {
		OpType type = (OpType)i;
		bool wanted = op_info(type) && is_differentiable(type);
		cr_expect_eq(train_op(type) != NULL, wanted, "%s", op_type_name(type));
	}
}

/* --- What they compute --- */

enum { N_SAMPLES = 3, MOST_VALUES = 1024 };

typedef struct Values {
	float in[MOST_VALUES], out[MOST_VALUES];
	size_t in_count, out_count;
} Values;

static void load(void *context, const Slice *slice)
{
	const Values *values = context;
	memcpy(slice_input(slice, 0), values->in + (size_t)slice->first * values->in_count,
		(size_t)slice->n * values->in_count * sizeof(float));
}

static void keep(void *context, const Slice *slice)
{
	Values *values = context;
	memcpy(values->out + (size_t)slice->first * values->out_count, slice_output(slice, 0),
		(size_t)slice->n * values->out_count * sizeof(float));
}

static void run_interpreter(const Model *model, const Values *values, float *out)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	Plan *plan = plan_new(model, &(PlanSettings){.batch = N_SAMPLES}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	memcpy(worker_values(worker, graph->inputs[0]), values->in,
		N_SAMPLES * values->in_count * sizeof(float));
	worker_run(worker, N_SAMPLES, NULL, NULL);
	memcpy(out, worker_values(worker, graph->outputs[0]),
		N_SAMPLES * values->out_count * sizeof(float));
	worker_free(worker);
	plan_free(plan);
}

/* A model of one operator, from its input, tensor 0, to its output computes in training, to the
 * bit, what the interpreter does. */
static void expect_same(Model *model, int out)
{
	Error err = {0};
	Values values = {0};
	float expected[MOST_VALUES];
	model->name = "m";
	test_inputs(model, LIST(0));
	test_outputs(model, LIST(out));
	Net *net =
		net_new(model, &(NetSettings){.batch = N_SAMPLES, .slice = N_SAMPLES - 1}, &err);
	cr_assert(net, "%s", err.text);
	values.in_count = net_count(net, 0);
	values.out_count = net_count(net, out);
	cr_assert_leq(N_SAMPLES * values.in_count, MOST_VALUES);
	cr_assert_leq(N_SAMPLES * values.out_count, MOST_VALUES);
	float *random = random_floats(&(Random){1}, N_SAMPLES * values.in_count);
	memcpy(values.in, random, N_SAMPLES * values.in_count * sizeof *random);
	free(random);
	Team *team = team_new(1);
	const StepHooks hooks = {.context = &values, .load = load, .loss = keep};
	net_forward(net, team, N_SAMPLES, &hooks);
	run_interpreter(model, &values, expected);
	cr_expect_arr_eq(values.out, expected,
		N_SAMPLES * values.out_count * sizeof *expected);
	team_free(team);
	net_free(net);
	model_free(model);
}

/* The operator at the end of a model, on its input and another tensor. */
static void expect_same_op(Model *model, const char *name, OpAttrs attrs, int other,
	int rank, const int *dims)
{
	int out = test_computed(model, TYPE_FLOAT32, rank, dims);
	test_op(model, name, LIST(0, other), LIST(out))->attrs = attrs;
	expect_same(model, out);
}

static Model *image_model(void)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(2, 3, 4, 2));
	return model;
}

Test(train_op, extremes_are_the_interpreters)
{
	static const char *const names[] = {"MAXIMUM", "MINIMUM"};
	const float operand[] = {0, -0.0F, -0.5F, 0.25F, -0.0F, 0, 1, -1};
	for (int i = 0; i < 2; i++) {
		Model *model = image_model();
		int other = test_values(model, TYPE_FLOAT32, DIMS(4, 2), operand);
		expect_same_op(model, names[i], (OpAttrs){0}, other, DIMS(2, 3, 4, 2));
	}
}

Test(train_op, the_largest_over_axes_is_the_interpreters)
{
	for (int i = 0; i < 2; i++) {
		Model *model = image_model();
		OpAttrs attrs = {.reduce = {.keep_dims = i == 1}};
		int axes = test_ints(model, LIST(1, -1));
		if (attrs.reduce.keep_dims)
			expect_same_op(model, "REDUCE_MAX", attrs, axes, DIMS(2, 1, 4, 1));
		else
			expect_same_op(model, "REDUCE_MAX", attrs, axes, DIMS(2, 4));
	}
}

Test(train_op, resized_images_are_the_interpreters)
{
	static const ResizeAttrs ways[] = {{0}, {.align_corners = true},
		{.half_pixel_centers = true}};
	for (int i = 0; i < 3; i++) {
		OpAttrs attrs = {.resize = ways[i]};
		Model *model = image_model();
		int larger = test_ints(model, LIST(7, 5));
		expect_same_op(model, "RESIZE_BILINEAR", attrs, larger, DIMS(2, 7, 5, 2));
		model = image_model();
		int smaller = test_ints(model, LIST(1, 3));
		expect_same_op(model, "RESIZE_BILINEAR", attrs, smaller, DIMS(2, 1, 3, 2));
	}
}

/* --- Equals --- */

static void want_more(void *context, const Slice *slice)
{
	(void)context;
	float *gradient = slice_output_gradient(slice, 0);
	for (int i = 0; i < slice->n; i++)
		gradient[i] = 1;
}

static void load_zero(void *context, const Slice *slice)
{
	(void)context;
	memset(slice_input(slice, 0), 0, (size_t)slice->n * sizeof(float));
}

/* A tensor of zeros, made by weights of zeros and a bias. */
static int zeros(Model *model, int n)
{
	int weight = test_constant(model, TYPE_FLOAT32, DIMS(n, 1));
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(n));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, n));
	test_op(model, "FULLY_CONNECTED", LIST(0, weight, bias), LIST(out));
	return out;
}

/* What the model's biases get of a sample, one behind the other, of an output [1, 1] that is to
 * grow by 1. */
static void expect_biases(Model *model, int out, int n, const float *expected)
{
	Error err = {0};
	model->name = "m";
	test_inputs(model, LIST(0));
	test_outputs(model, LIST(out));
	Net *net = net_new(model, &(NetSettings){.batch = 1}, &err);
	cr_assert(net, "%s", err.text);
	Team *team = team_new(1);
	const StepHooks hooks = {.load = load_zero, .loss = want_more};
	net_step(net, team, 1, &hooks);
	int seen = 0;
	for (int i = 0; i < net_n_params(net); i++) {
		const Param *param = net_param(net, i);
		for (size_t k = 0; param->kind == PARAM_BIAS && k < param->count; k++, seen++)
			cr_expect_eq(param->gradient[k], expected[seen], "bias %d", seen);
	}
	cr_expect_eq(seen, n);
	team_free(team);
	net_free(net);
	model_free(model);
}

Test(train_op, the_first_of_equals_gets_the_gradient)
{
	static const char *const names[] = {"MAXIMUM", "MINIMUM"};
	for (int i = 0; i < 2; i++) {
		Model *model = test_model_new(1);
		test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
		int a = zeros(model, 1), b = zeros(model, 1);
		int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
		test_op(model, names[i], LIST(a, b), LIST(out));
		expect_biases(model, out, 2, (float[]){1, 0});
	}
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int in = zeros(model, 3), axis = test_ints(model, LIST(1));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1));
	test_op(model, "REDUCE_MAX", LIST(in, axis), LIST(out));
	expect_biases(model, out, 3, (float[]){1, 0, 0});
}
