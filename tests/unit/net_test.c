/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/net.h"

#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "src/run/plan.h"
#include "src/train/loss.h"
#include "src/train/optimizer.h"
#include "tests/unit/build.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

/* Samples and what is wanted of them. */
typedef struct Lesson {
	Optimizer *optimizer;
	const float *inputs;
	const int *labels;
	int batch;
	size_t n_in, n_out;
	float *outputs; /* NULL, or a batch's to be copied to */
} Lesson;

static void load(void *context, const Slice *slice)
{
	const Lesson *lesson = context;
	memcpy(slice_input(slice, 0), lesson->inputs + (size_t)slice->first * lesson->n_in,
		(size_t)slice->n * lesson->n_in * sizeof(float));
}

static void keep(void *context, const Slice *slice)
{
	Lesson *lesson = context;
	memcpy(lesson->outputs + (size_t)slice->first * lesson->n_out, slice_output(slice, 0),
		(size_t)slice->n * lesson->n_out * sizeof(float));
}

static void learn(void *context, const Slice *slice)
{
	const Lesson *lesson = context;
	for (int i = 0; i < slice->n; i++)
		cross_entropy(slice_output(slice, 0) + (size_t)i * lesson->n_out,
			(int)lesson->n_out, lesson->labels[slice->first + i], 0, 1.0 / lesson->batch,
			slice_output_gradient(slice, 0) + (size_t)i * lesson->n_out);
}

static void update(void *context, const ParamBlock *block)
{
	optimizer_update(((const Lesson *)context)->optimizer, block);
}

static Net *net_of(const Model *model, int batch, bool before_softmax)
{
	Error err = {0};
	Net *net = net_new(model,
		&(NetSettings){.batch = batch, .before_softmax = before_softmax}, &err);
	cr_assert(net, "%s", err.text);
	return net;
}

/* --- Forward is what the interpreter computes --- */

static void expect_forward(const Model *model, const float *inputs, int n, double bound)
{
	Error err = {0};
	Arena arena = {0};
	const Graph *graph = &model->graphs[0];
	Net *net = net_of(model, n, false);
	Lesson lesson = {.inputs = inputs,
		.n_in = net_count(net, graph->inputs[0]),
		.n_out = net_count(net, graph->outputs[0])};
	lesson.outputs = arena_array(&arena, (size_t)n * lesson.n_out, sizeof(float));
	Team *team = team_new(2);
	const StepHooks hooks = {.context = &lesson, .load = load, .loss = keep};
	net_forward(net, team, n, &hooks);
	Plan *plan = plan_new(model, &(PlanSettings){.batch = n}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	memcpy(worker_values(worker, graph->inputs[0]), inputs,
		(size_t)n * lesson.n_in * sizeof(float));
	worker_run(worker, n, NULL, NULL);
	const float *expected = worker_values(worker, graph->outputs[0]);
	for (size_t i = 0; i < (size_t)n * lesson.n_out; i++)
		cr_assert(fabs((double)(lesson.outputs[i] - expected[i])) <=
				bound * (1 + fabs((double)expected[i])),
			"%s: output %zu is %g, the interpreter's %g", model->name, i,
			(double)lesson.outputs[i], (double)expected[i]);
	worker_free(worker);
	plan_free(plan);
	team_free(team);
	net_free(net);
	arena_finish(&arena);
}

Test(net, computes_what_the_interpreter_does_for_published_models)
{
	static const struct {
		const char *model, *inputs;
		double bound;
	} cases[] = {
		{"kws_float", "golden/kws_float_x.npy", 1e-4},
		{"ic_float", "golden/ic_float_x.npy", 1e-4},
		{"vww_float", "golden/vww_float_x.npy", 1e-4},
		{"ad_float", "golden/ad_float_x.npy", 1e-4},
	};
	for (int i = 0; i < 4; i++) {
		Arena arena = {0};
		Model *model = shared_model(cases[i].model);
		Array inputs = shared_array(cases[i].inputs, &arena);
		expect_forward(model, inputs.data, 5, cases[i].bound);
		model_free(model);
		arena_finish(&arena);
	}
}

/* --- Threads --- */

static int *random_labels(Arena *arena, int n)
{
	int *labels = arena_array(arena, (size_t)n, sizeof *labels);
	for (int i = 0; i < n; i++)
		labels[i] = i * 7 % NET_CHANNELS;
	return labels;
}

/* All parameters after some steps, one behind the other. */
static float *trained(const Model *model, int threads, Arena *arena, size_t *count)
{
	enum { BATCH = 21, STEPS = 3 };
	Net *net = net_of(model, BATCH, false);
	const OptimizerSettings how = OPTIMIZER_DEFAULTS;
	Lesson lesson = {.optimizer = optimizer_new(net, &how),
		.inputs = random_net_inputs(3, BATCH, arena),
		.labels = random_labels(arena, BATCH),
		.batch = BATCH,
		.n_in = NET_INPUTS,
		.n_out = net_count(net, model->graphs[0].outputs[0])};
	Team *team = team_new(threads);
	const StepHooks hooks = {.context = &lesson,
		.load = load,
		.loss = learn,
		.update = update};
	for (int i = 0; i < STEPS; i++) {
		optimizer_begin(lesson.optimizer, 0.01, 1);
		net_step(net, team, BATCH - i, &hooks);
	}
	*count = 0;
	for (int i = 0; i < net_n_params(net); i++)
		*count += net_param(net, i)->count;
	float *all = arena_array(arena, *count, sizeof *all), *to = all;
	for (int i = 0; i < net_n_params(net); i++) {
		memcpy(to, net_param(net, i)->values, net_param(net, i)->count * sizeof *to);
		to += net_param(net, i)->count;
	}
	team_free(team);
	optimizer_free(lesson.optimizer);
	net_free(net);
	return all;
}

/* Without layers that cannot be trained. */
static bool can_train(const Model *model)
{
	Error err = {0};
	Net *net = net_new(model, &(NetSettings){.batch = 1}, &err);
	net_free(net);
	return net != NULL;
}

Test(net, results_are_the_same_for_any_number_of_threads)
{
	int n = 0;
	for (uint32_t seed = 1; n < 8; seed++) {
		Arena arena = {0};
		Model *model = random_net(seed, 6);
		size_t count;
		if (can_train(model)) {
			n++;
			const float *one = trained(model, 1, &arena, &count);
			for (int threads = 2; threads <= 5; threads++)
				cr_assert_arr_eq(trained(model, threads, &arena, &count), one,
					count * sizeof *one, "net %d, %d threads", (int)seed, threads);
		}
		model_free(model);
		arena_finish(&arena);
	}
}

Test(net, computes_what_the_interpreter_does_for_random_nets)
{
	int n = 0;
	for (uint32_t seed = 100; n < 12; seed++) {
		Arena arena = {0};
		Model *model = random_net(seed, 8);
		if (can_train(model)) {
			n++;
			expect_forward(model, random_net_inputs(seed, 9, &arena), 9, 1e-4);
		}
		model_free(model);
		arena_finish(&arena);
	}
}

/* --- What is refused --- */

static void expect_refused(Model *model, const char *message)
{
	Error err = {0};
	model->name = "m";
	cr_expect_null(net_new(model, &(NetSettings){.batch = 4}, &err));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

static Model *one_op(const char *name, DataType type)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, DIMS(1, 4));
	int out = test_computed(model, type, DIMS(1, 4));
	test_scales(model, in, 1, 0);
	test_scales(model, out, 1, 0);
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	test_op(model, name, LIST(in), LIST(out));
	return model;
}

Test(net, refuses_operators_without_a_gradient_by_name)
{
	expect_refused(one_op("CAST", TYPE_FLOAT32),
		"m: operator 0 (CAST): this operator has no gradient");
}

Test(net, refuses_integers)
{
	expect_refused(one_op("RELU", TYPE_INT8),
		"m: input '#0': int8; training takes float32 of a known shape");
}

Test(net, refuses_what_memory_does_not_hold)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 1 << 15, 1 << 15));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1 << 15, 1 << 15));
	test_op(model, "RELU", LIST(in), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	expect_refused(model, "m: not enough memory to train with 4 samples at a time");
}

Test(net, refuses_weights_that_are_computed)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(4, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(4, 4));
	test_op(model, "FULLY_CONNECTED", LIST(in, in), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	expect_refused(model,
		"m: operator 0 (FULLY_CONNECTED): '#0' is no constant float32, as weights that "
		"are "
		"trained must be");
}

/* --- Storing --- */

Test(net, stores_what_it_learned_and_leaves_the_model_it_was_made_of_alone)
{
	float one = 1;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int weight = test_values(model, TYPE_FLOAT32, DIMS(1, 1), &one);
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	test_op(model, "FULLY_CONNECTED", LIST(in, weight), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	Net *net = net_of(model, 2, false);
	cr_assert_eq(net_n_params(net), 1);
	cr_expect_eq(net_param(net, 0)->kind, PARAM_WEIGHTS);
	cr_expect_eq(net_param(net, 0)->tensor, weight);
	net_param(net, 0)->values[0] = 3;
	Model *copy = model_copy(model);
	net_store(net, copy);
	float stored;
	memcpy(&stored, copy->graphs[0].tensors[weight].buffer->data, sizeof stored);
	cr_expect_eq(stored, 3);
	memcpy(&stored, model->graphs[0].tensors[weight].buffer->data, sizeof stored);
	cr_expect_eq(stored, 1);
	model_free(copy);
	net_free(net);
	model_free(model);
}
