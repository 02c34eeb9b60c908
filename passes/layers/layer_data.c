/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/layer_data.h"

#include <math.h>
#include <string.h>

#include "passes/layers/layer_sums.h"
#include "passes/layers/model_part.h"
#include "passes/real_values.h"
#include "src/graph/roles.h"
#include "src/kernels/transpose_taps.h"
#include "src/kernels/window_tap.h"

/* The last operator of a part gives its sums as they are. */
static void drop_activation(ModelPart *part)
{
	Op *op = &part->graph.ops[part->graph.n_ops - 1];
	if (op->code->type == OP_FULLY_CONNECTED)
		op->attrs.dense.activation = ACTIVATION_NONE;
	else
		op->attrs.conv.activation = ACTIVATION_NONE;
}

/* --- Which patches --- */

typedef struct Choice {
	int64_t n_samples, of_samples;     /* taken of how many */
	int64_t n_positions, of_positions; /* in each */
} Choice;

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static Choice choose_patches(const LayerData *data, int64_t n_samples,
	const LayerDataSettings *settings)
{
	const Window *window = &data->geometry.window;
	int64_t values = (int64_t)(data->n_inputs + data->n_targets);
	int64_t most = least(settings->max_patches, settings->max_values / values);
	most = most < 1 ? 1 : most;
	Choice choice = {.of_samples = n_samples};
	choice.of_positions = (int64_t)window->batch * window->out_h * window->out_w;
	choice.n_samples = least(least(most, settings->max_samples), n_samples);
	choice.n_positions = least(choice.of_positions, most / choice.n_samples);
	return choice;
}

static int64_t chosen_sample(const Choice *choice, int64_t i)
{
	return i * choice->of_samples / choice->n_samples;
}

/* Evenly over the positions, from another one in each sample. */
static int64_t chosen_position(const Choice *choice, int64_t sample, int64_t i)
{
	int64_t first = sample * 7919 % choice->of_positions;
	return (first + i * choice->of_positions / choice->n_positions) %
		choice->of_positions;
}

/* --- Running --- */

typedef struct Side {
	const Samples *samples;
	const Plan *plan;
	int tensor;
	RealValues as;   /* of that tensor */
	float **scratch; /* one a thread: a sample of it in real numbers */
} Side;

typedef struct Gathering {
	Side real,
		small; /* of the real model: the layer's sums, or with what they are made */
	const LayerSums *sums; /* that; NULL where there is no need */
	Worker **real_workers; /* one a thread, made when first used */
	Choice choice;
	LayerData *data;
} Gathering;

static bool load_side(const Side *side, const Choice *choice, const Chunk *chunk,
	Worker *worker, Error *err)
{
	uint8_t *to = worker_values(worker, side->samples->input);
	size_t bytes = plan_bytes(side->plan, side->samples->input);
	for (int i = 0; i < chunk->n; i++)
		if (!samples_read(side->samples, chosen_sample(choice, chunk->first + i),
				to + (size_t)i * bytes, err))
			return false;
	return true;
}

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Gathering *gathering = context;
	return load_side(&gathering->small, &gathering->choice, chunk, worker, err);
}

/* The values under each tap at a position of a sample. */
static void copy_taps(const LayerGeometry *geometry, const float *in, int64_t position,
	float *out)
{
	const Window *window = &geometry->window;
	size_t n = (size_t)window->in_c;
	int64_t row = position / window->out_w;
	int32_t x = (int32_t)(position % window->out_w), y = (int32_t)(row % window->out_h);
	int64_t image = row / window->out_h;
	in += (size_t)image * (size_t)window->in_h * (size_t)window->in_w * n;
	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++, out += n) {
			ptrdiff_t pixel = geometry->is_transposed
				? pixel_reaching(window, y, x, ky, kx)
				: window_tap(window, y, x, ky, kx);
			if (pixel >= 0)
				memcpy(out, in + (size_t)pixel * n, n * sizeof *out);
			else
				memset(out, 0, n * sizeof *out);
		}
	}
}

static bool all_finite(const float *values, size_t n)
{
	bool finite = true;
	for (size_t i = 0; i < n; i++)
		finite &= isfinite(values[i]) != 0;
	return finite;
}

/* in and real_in: the sample of each model's tensor. */
static bool gather_sample(const Gathering *gathering, int64_t i, const float *in,
	const float *real_in, Error *err)
{
	LayerData *data = gathering->data;
	const Choice *choice = &gathering->choice;
	for (int64_t k = 0; k < choice->n_positions; k++) {
		int64_t position = chosen_position(choice, i, k);
		size_t patch = (size_t)(i * choice->n_positions + k);
		float *to = data->targets + patch * data->n_targets;
		float *taps = data->inputs + patch * data->n_inputs;
		if (gathering->sums) {
			copy_taps(&data->geometry, real_in, position, taps);
			layer_sums(gathering->sums, taps, to);
		} else {
			memcpy(to, real_in + (size_t)position * data->n_targets,
				data->n_targets * sizeof *to);
		}
		copy_taps(&data->geometry, in, position, taps);
		if (!all_finite(to, data->n_targets) || !all_finite(taps, data->n_inputs))
			return failed(err, "sample %lld: values that are not finite",
				(long long)chosen_sample(choice, i));
	}
	return true;
}

/* Sample i of what a worker holds of a side's tensor, in real numbers. */
static void read_sample(const Side *side, Worker *worker, int i, float *out)
{
	const uint8_t *values = worker_values(worker, side->tensor);
	real_values(&side->as, values + (size_t)i * plan_bytes(side->plan, side->tensor),
		plan_count(side->plan, side->tensor), out);
}

static bool store(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	Gathering *gathering = context;
	const Side *real = &gathering->real, *small = &gathering->small;
	Worker **real_worker = &gathering->real_workers[chunk->thread];
	if (!*real_worker)
		*real_worker = worker_new(real->plan);
	if (!load_side(real, &gathering->choice, chunk, *real_worker, err))
		return false;
	worker_run(*real_worker, chunk->n, NULL, NULL);
	float *in = small->scratch[chunk->thread], *real_in = real->scratch[chunk->thread];
	for (int i = 0; i < chunk->n; i++) {
		read_sample(small, worker, i, in);
		read_sample(real, *real_worker, i, real_in);
		if (!gather_sample(gathering, chunk->first + i, in, real_in, err))
			return false;
	}
	return true;
}

static float **scratch_of(const Side *side, int n_threads, Arena *arena)
{
	float **scratch = arena_array(arena, (size_t)n_threads, sizeof *scratch);
	for (int i = 0; i < n_threads; i++)
		scratch[i] =
			arena_array(arena, plan_count(side->plan, side->tensor), sizeof(float));
	return scratch;
}

static bool gather(Gathering *gathering, const LayerDataSettings *settings, Arena *arena,
	Error *err)
{
	Arena scratch = {0};
	LayerData *data = gathering->data;
	int n_threads = plan_threads(settings->n_threads);
	gathering->real_workers = arena_array(&scratch, (size_t)n_threads, sizeof(Worker *));
	gathering->real.scratch = scratch_of(&gathering->real, n_threads, &scratch);
	gathering->small.scratch = scratch_of(&gathering->small, n_threads, &scratch);
	data->n = (size_t)(gathering->choice.n_samples * gathering->choice.n_positions);
	data->inputs = arena_array(arena, data->n * data->n_inputs, sizeof(float));
	data->targets = arena_array(arena, data->n * data->n_targets, sizeof(float));
	RunHooks hooks = {.context = gathering, .load = load, .store = store};
	bool ok = plan_run(gathering->small.plan, gathering->choice.n_samples, n_threads,
		&hooks, err);
	for (int i = 0; i < n_threads; i++)
		worker_free(gathering->real_workers[i]);
	arena_finish(&scratch);
	return ok;
}

static bool run_parts(const ModelPart *real, Fed real_side, const LayerSums *sums,
	const ModelPart *small, Fed small_side, const LayerDataSettings *settings,
	Arena *arena, LayerData *data, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = settings->batch;
	Plan *real_plan = plan_new(&real->model, &how, err);
	Plan *small_plan = real_plan ? plan_new(&small->model, &how, err) : NULL;
	Gathering gathering = {
		.real = {.samples = real_side.samples, .plan = real_plan, .tensor = real->output},
		.small =
			{
				.samples = small_side.samples,
				.plan = small_plan,
				.tensor = small->output,
			},
		.sums = sums,
		.choice = choose_patches(data, real_side.samples->n, settings),
		.data = data,
	};
	bool ok = small_plan &&
		real_values_of(&real->graph, real->output, &gathering.real.as, err) &&
		real_values_of(&small->graph, small->output, &gathering.small.as, err) &&
		gather(&gathering, settings, arena, err);
	plan_free(small_plan);
	plan_free(real_plan);
	return ok;
}

LayerDataSettings enough_patches(const Model *model, int op, int n_threads, int batch)
{
	enum {
		PATCHES_PER_INPUT = 16,
		MIN_PATCHES = 4096,
		MAX_PATCHES = 16384,
		MIN_SAMPLES = 1024,
		MAX_VALUES = 1 << 25,
	};
	const Graph *graph = &model->graphs[0];
	LayerGeometry geometry = layer_geometry(graph, &graph->ops[op]);
	const Window *window = &geometry.window;
	int64_t positions = (int64_t)window->batch * window->out_h * window->out_w;
	int64_t patches = (int64_t)geometry.taps * geometry.width * PATCHES_PER_INPUT;
	patches = patches > MIN_PATCHES ? patches : MIN_PATCHES;
	patches = patches < MAX_PATCHES ? patches : MAX_PATCHES;
	int64_t samples = patches / positions;
	return (LayerDataSettings){
		.max_samples = samples > MIN_SAMPLES ? samples : MIN_SAMPLES,
		.max_patches = patches,
		.max_values = MAX_VALUES,
		.n_threads = n_threads,
		.batch = batch,
	};
}

bool layer_data(Fed real, int real_op, Fed small, int small_op,
	const LayerDataSettings *settings, Arena *arena, LayerData *data, Error *err)
{
	Arena scratch = {0};
	ModelPart whole, partial;
	LayerSums sums;
	const Graph *real_graph = &real.model->graphs[0];
	const Op *op = &real_graph->ops[real_op];
	const Op *small_layer = &small.model->graphs[0].ops[small_op];
	bool is_real = op_output(real_graph, op, 0)->type == TYPE_FLOAT32;
	*data = (LayerData){.geometry = layer_geometry(real_graph, op)};
	const Window *window = &data->geometry.window;
	data->n_inputs = (size_t)data->geometry.taps * (size_t)window->in_c;
	data->n_targets = (size_t)window->out_c;
	if (is_real) {
		model_part(real.model, op->outputs[0], real_op, &scratch, &whole);
		drop_activation(&whole);
	} else {
		model_part(real.model, data_index(op), real_op - 1, &scratch, &whole);
	}
	model_part(small.model, data_index(small_layer), small_op - 1, &scratch, &partial);
	bool ok = (is_real || layer_sums_new(real_graph, op, &scratch, &sums, err)) &&
		run_parts(&whole, real, is_real ? NULL : &sums, &partial, small, settings, arena,
			data, err);
	arena_finish(&scratch);
	return ok;
}
