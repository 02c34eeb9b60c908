/* SPDX-License-Identifier: Apache-2.0 */
/* Batch normalisation in training, and models that come out without. */
#include "src/train/norm.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/graph/roles.h"
#include "src/run/plan.h"
#include "tests/unit/build.h"
#include "tests/unit/train_case.h"

enum { BATCH = 21, OUTPUTS = CASE_CLASSES };

static TrainCase the;
static Error err;

static void make_case(void)
{
	train_case(&the);
}

TestSuite(norm, .init = make_case);

/* --- A net by hand --- */

typedef struct Lesson {
	float *outputs; /* [BATCH, OUTPUTS] */
} Lesson;

static void load(void *context, const Slice *slice)
{
	(void)context;
	memcpy(slice_input(slice, 0), the.inputs[slice->first],
		(size_t)slice->n * CASE_INPUTS * sizeof(float));
}

static void look(void *context, const Slice *slice)
{
	const Lesson *lesson = context;
	float *to = lesson->outputs + (size_t)slice->first * OUTPUTS;
	memcpy(to, slice_output(slice, 0), (size_t)slice->n * OUTPUTS * sizeof(float));
	for (int i = 0; i < slice->n * OUTPUTS; i++)
		slice_output_gradient(slice, 0)[i] = to[i] - (float)(i % OUTPUTS);
}

static void descend(void *context, const ParamBlock *block)
{
	(void)context;
	for (size_t i = block->first; i < block->first + block->count; i++)
		block->param->values[i] -= 0.01F * block->param->gradient[i];
}

static Net *net_of(const Model *model, bool batch_norm)
{
	Net *net =
		net_new(model, &(NetSettings){.batch = BATCH, .batch_norm = batch_norm}, &err);
	cr_assert(net, "%s", err.text);
	return net;
}

static void forward(Net *net, int n, float *outputs)
{
	Lesson lesson = {outputs};
	const StepHooks hooks = {.context = &lesson, .load = load, .loss = look};
	Team *team = team_new(2);
	net_forward(net, team, n, &hooks);
	team_free(team);
}

static void gather(Net *net, double share)
{
	float outputs[BATCH * OUTPUTS];
	Lesson lesson = {outputs};
	const StepHooks hooks = {.context = &lesson, .load = load, .loss = look};
	Team *team = team_new(2);
	net_gather_averages(net, team, BATCH, &hooks, share);
	team_free(team);
}

static void learn(Net *net, int n_steps)
{
	float outputs[BATCH * OUTPUTS];
	Lesson lesson = {outputs};
	const StepHooks hooks = {.context = &lesson,
		.load = load,
		.loss = look,
		.update = descend};
	Team *team = team_new(2);
	for (int i = 0; i < n_steps; i++)
		net_step(net, team, BATCH - i % 2, &hooks);
	team_free(team);
}

static void expect_close(const float *values, const float *expected)
{
	for (int i = 0; i < BATCH * OUTPUTS; i++)
		cr_assert(fabsf(values[i] - expected[i]) <= 2e-5F * (1 + fabsf(expected[i])),
			"output %d is %g, expected %g", i, (double)values[i], (double)expected[i]);
}

static Param *part_of(Net *net, ParamKind kind)
{
	for (int i = 0; i < net_n_params(net); i++)
		if (net_param(net, i)->tensor < 0 && net_param(net, i)->kind == kind)
			return net_param(net, i);
	return NULL;
}

Test(norm, begins_with_what_it_has_seen_and_changes_nothing)
{
	float plain[BATCH * OUTPUTS], normalised[BATCH * OUTPUTS];
	Model *model = train_case_model();
	Net *before = net_of(model, false), *net = net_of(model, true);
	cr_expect_eq(net_n_norms(before), 0);
	cr_expect_eq(net_n_norms(net), 1);
	forward(before, BATCH, plain);
	gather(net, 1);
	gather(net, 0.5);
	cr_expect(part_of(net, PARAM_AVERAGE)->values[0] != 0);
	net_use_averages(net, true);
	forward(net, BATCH, normalised);
	expect_close(normalised, plain);
	net_free(before);
	net_free(net);
	model_free(model);
}

/* What the convolution of the case makes of a batch at channel 0, before bias and activation. */
static void direct_moments(const Model *model, double *mean, double *variance)
{
	const float *w = (const float *)model->graphs[0].tensors[3 + 1].buffer->data;
	double sum = 0, squares = 0;
	const int n = BATCH * CASE_INPUTS;
	for (int i = 0; i < n; i++) {
		const float *in = the.inputs[i / CASE_INPUTS];
		int y = i % CASE_INPUTS / CASE_SIZE, x = i % CASE_SIZE;
		double value = 0;
		for (int k = 0; k < 9; k++) {
			int at_y = y + k / 3 - 1, at_x = x + k % 3 - 1;
			if (at_y >= 0 && at_y < CASE_SIZE && at_x >= 0 && at_x < CASE_SIZE)
				value += (double)w[k] * (double)in[at_y * CASE_SIZE + at_x];
		}
		sum += value;
		squares += value * value;
	}
	*mean = sum / n;
	*variance = squares / n - *mean * *mean;
}

/* 21 samples in slices of 4: one has a single sample. */
Test(norm, averages_are_those_of_the_whole_batch)
{
	double mean, variance;
	Model *model = train_case_model();
	Net *net = net_of(model, true);
	direct_moments(model, &mean, &variance);
	gather(net, 1);
	const Param *means = part_of(net, PARAM_AVERAGE), *variances = means + 1;
	cr_expect_float_eq((double)means->values[0], mean, 1e-6);
	cr_expect_float_eq((double)variances->values[0], variance, 1e-5);
	net_free(net);
	model_free(model);
}

static void interpret(const Model *model, float *outputs)
{
	Plan *plan = plan_new(model, &(PlanSettings){.batch = BATCH}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	const Graph *graph = &model->graphs[0];
	memcpy(worker_values(worker, graph->inputs[0]), the.inputs,
		BATCH * sizeof the.inputs[0]);
	worker_run(worker, BATCH, NULL, NULL);
	memcpy(outputs, worker_values(worker, graph->outputs[0]),
		BATCH * OUTPUTS * sizeof *outputs);
	worker_free(worker);
	plan_free(plan);
}

/* Trained a little; what the net computes by averages, and what is stored of it. */
static void expect_stored(Model *model)
{
	float expected[BATCH * OUTPUTS], outputs[BATCH * OUTPUTS];
	int n_ops = model->graphs[0].n_ops;
	Net *net = net_of(model, true);
	gather(net, 1);
	learn(net, 30);
	net_use_averages(net, true);
	forward(net, BATCH, expected);
	net_store(net, model);
	net_free(net);
	cr_assert(model_verify(model, &err), "%s", err.text);
	cr_expect_eq(model->graphs[0].n_ops, n_ops);
	interpret(model, outputs);
	expect_close(outputs, expected);
}

Test(norm, is_folded_into_weights_and_bias)
{
	Model *model = train_case_model();
	int n_tensors = model->graphs[0].n_tensors;
	expect_stored(model);
	cr_expect_eq(model->graphs[0].n_tensors, n_tensors);
	model_free(model);
}

Test(norm, gives_a_bias_to_a_convolution_that_has_none)
{
	Model *model = train_case_model();
	model->graphs[0].ops[0].n_inputs = 2;
	expect_stored(model);
	cr_expect(bias_index(&model->graphs[0].ops[0]) >= 0);
	model_free(model);
}

/* [1, 6, 6, 1] -> CONV_2D, 3 channels -> DEPTHWISE_CONV_2D -> FULLY_CONNECTED; the first two have one
 * bias. */
static Model *deep_model(void)
{
	enum { C = 3, FLAT = CASE_INPUTS * C };
	static const float bias[C] = {0.1F, -0.2F, 0.3F};
	float values[CASE_CLASSES * FLAT];
	for (int i = 0; i < CASE_CLASSES * FLAT; i++)
		values[i] = sinf((float)i) / 4;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_SIZE, CASE_SIZE, 1));
	int map = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_SIZE, CASE_SIZE, C));
	int deep = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_SIZE, CASE_SIZE, C));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_CLASSES));
	int biases = test_values(model, TYPE_FLOAT32, DIMS(C), bias);
	int conv = test_values(model, TYPE_FLOAT32, DIMS(C, 3, 3, 1), values);
	int depthwise = test_values(model, TYPE_FLOAT32, DIMS(1, 3, 3, C), values + 50);
	int dense = test_values(model, TYPE_FLOAT32, DIMS(CASE_CLASSES, FLAT), values);
	const ConvAttrs attrs = {PADDING_SAME, ACTIVATION_RELU, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	test_op(model, "CONV_2D", LIST(in, conv, biases), LIST(map))->attrs.conv = attrs;
	test_op(model, "DEPTHWISE_CONV_2D", LIST(map, depthwise, biases), LIST(deep))
		->attrs.conv = attrs;
	test_op(model, "FULLY_CONNECTED", LIST(deep, dense, -1), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	model->name = "m";
	return model;
}

Test(norm, is_folded_into_depthwise_weights_and_out_of_a_bias_that_two_have)
{
	Model *model = deep_model();
	expect_stored(model);
	const Graph *graph = &model->graphs[0];
	cr_expect_neq(bias_index(&graph->ops[0]), bias_index(&graph->ops[1]));
	model_free(model);
}

/* A batch of one sample, whose convolutions make a value a channel, has no variance. */
Test(norm, goes_by_averages_where_there_is_one_value)
{
	Model *model = test_model_new(1);
	model->name = "m";
	float values[CASE_INPUTS * 3];
	for (int i = 0; i < CASE_INPUTS * 3; i++)
		values[i] = cosf((float)i);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_SIZE, CASE_SIZE, 1));
	int map = test_computed(model, TYPE_FLOAT32, DIMS(1, 1, 1, 3));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, OUTPUTS));
	int conv = test_values(model, TYPE_FLOAT32, DIMS(3, CASE_SIZE, CASE_SIZE, 1), values);
	int dense = test_values(model, TYPE_FLOAT32, DIMS(OUTPUTS, 3), values);
	test_op(model, "CONV_2D", LIST(in, conv, -1), LIST(map))->attrs.conv =
		(ConvAttrs){PADDING_VALID, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	test_op(model, "FULLY_CONNECTED", LIST(map, dense, -1), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	float first[BATCH * OUTPUTS], again[BATCH * OUTPUTS];
	Net *net = net_of(model, true);
	gather(net, 1);
	net_use_averages(net, true);
	forward(net, 1, first);
	net_use_averages(net, false);
	forward(net, 1, again);
	for (int i = 0; i < OUTPUTS; i++)
		cr_expect_eq(again[i], first[i]);
	net_free(net);
	model_free(model);
}
