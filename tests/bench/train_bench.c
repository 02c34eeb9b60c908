/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_bench MODEL BATCH THREADS STEPS [SLICE]: microseconds a step of training: forward, backward
 * and SGD on random inputs, each output's gradient its own value. For MODEL "block": a
 * depthwise-separable block, 3x3 and 1x1 with ReLU, of 64 channels on 25x5. The median of the
 * steps, after a tenth of them to warm up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/format.h"
#include "src/base/rng.h"
#include "src/train/optimizer.h"
#include "tests/unit/build.h"

typedef struct Bench {
	Optimizer *optimizer;
	const float *inputs;
	size_t n_in, n_out;
} Bench;

static float *random_values(Arena *arena, size_t n)
{
	static Rng rng = {1};
	float *values = arena_array(arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = rng_float(&rng) - 0.5F;
	return values;
}

static Model *block(void)
{
	enum { C = 64 };
	Model *model = test_model_new(1);
	Arena *arena = &model->arena;
	int tensors[3];
	for (int i = 0; i < 3; i++)
		tensors[i] = test_computed(model, TYPE_FLOAT32, DIMS(1, 25, 5, C));
	int first = test_values(model, TYPE_FLOAT32, DIMS(1, 3, 3, C),
		random_values(arena, (size_t)9 * C));
	int second = test_values(model, TYPE_FLOAT32, DIMS(C, 1, 1, C),
		random_values(arena, (size_t)C * C));
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(C));
	ConvAttrs attrs = {PADDING_SAME, ACTIVATION_RELU, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	test_op(model, "DEPTHWISE_CONV_2D", LIST(tensors[0], first, bias), LIST(tensors[1]))
		->attrs.conv = attrs;
	test_op(model, "CONV_2D", LIST(tensors[1], second, bias), LIST(tensors[2]))
		->attrs.conv = attrs;
	test_inputs(model, LIST(tensors[0]));
	test_outputs(model, LIST(tensors[2]));
	model->name = "block";
	return model;
}

static void load(void *context, const Slice *slice)
{
	const Bench *bench = context;
	memcpy(slice_input(slice, 0), bench->inputs + (size_t)slice->first * bench->n_in,
		(size_t)slice->n * bench->n_in * sizeof(float));
}

static void loss(void *context, const Slice *slice)
{
	const Bench *bench = context;
	memcpy(slice_output_gradient(slice, 0), slice_output(slice, 0),
		(size_t)slice->n * bench->n_out * sizeof(Real));
}

static void update(void *context, const ParamBlock *part)
{
	optimizer_update(((const Bench *)context)->optimizer, part);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	Error err = {0};
	Arena arena = {0};
	int batch = atoi(argv[2]), steps = atoi(argv[4]);
	Model *model = strcmp(argv[1], "block") ? model_read(argv[1], &err) : block();
	NetSettings settings = {.batch = batch, .slice = argc > 5 ? atoi(argv[5]) : 0};
	Net *net = model ? net_new(model, &settings, &err) : NULL;
	if (!net) {
		fprintf(stderr, "train_bench: %s\n", err.text);
		return 2;
	}
	const OptimizerSettings how = {.kind = OPTIMIZER_SGD, .momentum = 0};
	Bench bench = {.optimizer = optimizer_new(net, &how),
		.n_in = net_count(net, model->graphs[0].inputs[0]),
		.n_out = net_count(net, model->graphs[0].outputs[0])};
	bench.inputs = random_values(&arena, (size_t)batch * bench.n_in);
	Team *team = team_new(atoi(argv[3]));
	double *times = arena_array(&arena, (size_t)steps, sizeof *times);
	const StepHooks hooks = {.context = &bench,
		.load = load,
		.loss = loss,
		.update = update};
	for (int i = -steps / 10; i < steps; i++) {
		double start = now();
		optimizer_begin(bench.optimizer, 1e-6, 1);
		net_step(net, team, batch, &hooks);
		if (i >= 0)
			times[i] = now() - start;
	}
	qsort(times, (size_t)steps, sizeof *times, compare);
	printf("%.1f\n", times[steps / 2]);
	team_free(team);
	optimizer_free(bench.optimizer);
	net_free(net);
	model_free(model);
	arena_finish(&arena);
	return 0;
}
