/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/refine.h"

#include <math.h>
#include <string.h>

#include "passes/compensate.h"
#include "passes/input_model.h"
#include "passes/moments.h"
#include "passes/quant_weights.h"
#include "src/base/nibbles.h"
#include "src/base/threads.h"

/* A layer on its way; arrays have an entry a channel, but for q. */
typedef struct Layer {
	const RefineSettings *settings;
	const Graph *real;
	const Op *real_op;
	LayerGeometry geometry;
	WeightView view;
	DataType type; /* of the integers */
	bool one_scale;
	bool chooses_weights; /* and not only biases */
	const float *weights; /* the real ones, seen through view */
	double *bias;         /* the real one; in the end, the one to store */
	double *least_scales;
	const LayerData *data; /* NULL where there is none */
	int8_t *q;             /* as stored */
	float *scales;
} Layer;

/* --- Rows of a group --- */

static double weight_of(const Layer *layer, int channel, int k)
{
	const WeightView *view = &layer->view;
	return (double)
		layer->weights[(size_t)channel * view->channel_step + (size_t)k * view->step];
}

static double *rows_of(const Layer *layer, int group, int step, Arena *arena)
{
	int n = layer->geometry.channels;
	double *rows = arena_array(arena, (size_t)n * (size_t)step, sizeof *rows);
	for (int c = 0; c < n; c++)
		for (int k = 0; k < (int)layer->view.length; k++)
			rows[c * step + k] = weight_of(layer, group * n + c, k);
	return rows;
}

/* With lambda on the diagonal, and lambda times the weights beside what inputs and targets
 * have in common: the target is what minimises the whole. */
static double *make_targets(const Layer *layer, Moments *moments, const double *rows,
	Quadratic *quadratic, Arena *arena)
{
	double power = 0;
	for (int i = 0; i < moments->length; i++)
		power += moments->products[i * moments->step + i] / moments->length;
	double lambda = power > 0 ? layer->settings->ridge * power : 1;
	for (int i = 0; i < moments->length; i++)
		moments->products[i * moments->step + i] += lambda;
	*quadratic = quadratic_new(arena, moments->products, moments->length);
	size_t size = (size_t)moments->n_targets * (size_t)moments->step;
	double *targets = arena_array(arena, size, sizeof *targets);
	add_scaled(moments->with_targets, rows, lambda, (int)size);
	for (int c = 0; c < moments->n_targets; c++)
		quadratic_solve(quadratic, moments->with_targets + c * moments->step,
			targets + c * moments->step);
	return targets;
}

static CompensateSettings compensate_settings(const Layer *layer, int n_threads)
{
	bool is_wide = layer->type == TYPE_INT8;
	return (CompensateSettings){
		.limit = weight_limit(layer->type),
		.one_scale = layer->one_scale,
		.nearest = !layer->settings->compensate,
		.n_scales = !layer->settings->scale_search ? 1
			: is_wide                              ? 8
												   : 32,
		.least_ratio = is_wide ? 0.8 : 0.35,
		.sweeps = 20,
		.n_threads = n_threads,
	};
}

static void choose_integers(Layer *layer, int group, const Quadratic *quadratic,
	const double *rows, const double *targets, int n_threads)
{
	Arena scratch = {0};
	int n = layer->geometry.channels, first = group * n;
	CompensateSettings how = compensate_settings(layer, n_threads);
	WeightRows weight_rows = {n, rows, targets, layer->least_scales + first};
	RoundedRows rounded = {
		.q = arena_array(&scratch, (size_t)n * layer->view.length, sizeof(int8_t)),
		.scales = layer->scales + first,
		.errors = arena_array(&scratch, (size_t)n, sizeof(double)),
	};
	compensate(quadratic, &weight_rows, &how, &rounded);
	for (size_t c = 0; c < (size_t)n; c++)
		for (size_t k = 0; k < layer->view.length; k++)
			layer->q[((size_t)first + c) * layer->view.channel_step +
				k * layer->view.step] = rounded.q[c * layer->view.length + k];
	arena_finish(&scratch);
}

/* What takes the mean error off, now that the integers are known. */
static void correct_bias(Layer *layer, int group, const Moments *moments)
{
	int n = layer->geometry.channels;
	for (int c = group * n; c < (group + 1) * n; c++) {
		const int8_t *q = layer->q + (size_t)c * layer->view.channel_step;
		double sum = 0;
		for (size_t k = 0; k < layer->view.length; k++)
			sum += q[k * layer->view.step] * moments->mean[k];
		layer->bias[c] =
			moments->target_mean[c - group * n] - (double)layer->scales[c] * sum;
	}
}

/* Without data, by what can be said of the inputs without. */
static void refine_unseen(Layer *layer, int group, int n_threads)
{
	Arena arena = {0};
	bool positive = never_negative(layer->real, layer->real_op->inputs[0]);
	Quadratic quadratic = modelled_inputs((int)layer->view.length, positive, &arena);
	double *rows = rows_of(layer, group, quadratic.step, &arena);
	choose_integers(layer, group, &quadratic, rows, rows, n_threads);
	arena_finish(&arena);
}

static void refine_group(Layer *layer, int group, int n_threads)
{
	if (!layer->data) {
		refine_unseen(layer, group, n_threads);
		return;
	}
	Arena arena = {0};
	bool corrects_bias = layer->settings->bias_correction;
	const double *bias = layer->bias + group * layer->geometry.channels;
	Moments moments = moments_of(layer->data, group, corrects_bias ? NULL : bias,
		!layer->chooses_weights ? MOMENTS_MEANS
			: corrects_bias     ? MOMENTS_CENTRED
								: MOMENTS_RAW,
		n_threads, &arena);
	if (layer->chooses_weights) {
		Quadratic quadratic;
		double *rows = rows_of(layer, group, moments.step, &arena);
		double *targets = make_targets(layer, &moments, rows, &quadratic, &arena);
		choose_integers(layer, group, &quadratic, rows, targets, n_threads);
	}
	if (corrects_bias)
		correct_bias(layer, group, &moments);
	arena_finish(&arena);
}

static void refine_one_group(void *context, int worker, int group)
{
	(void)worker;
	refine_group(context, group, 1);
}

/* Groups side by side where there are several, else the work within the one. */
static void refine_groups(Layer *layer)
{
	if (layer->geometry.groups > 1)
		parallel_for(layer->settings->n_threads, layer->geometry.groups, refine_one_group,
			layer);
	else
		refine_group(layer, 0, layer->settings->n_threads);
}

/* --- From and into the models --- */

/* The integers that small has, and their scales. */
static void read_weights(const Tensor *weight, Layer *layer)
{
	size_t n = layer->view.n_channels * layer->view.length;
	if (weight->type == TYPE_INT4)
		nibbles_unpack(weight->buffer->data, n, layer->q);
	else
		memcpy(layer->q, weight->buffer->data, n);
	for (size_t c = 0; c < layer->view.n_channels; c++)
		layer->scales[c] = weight->quantization->scale[layer->one_scale ? 0 : c];
}

static Layer layer_new(const Graph *real, const Op *real_op, const Graph *small,
	const Op *op, const RefineSettings *settings, Arena *arena)
{
	const Tensor *weight = op_input(small, op, 1), *bias = op_input(real, real_op, 2);
	Layer layer = {
		.settings = settings,
		.real = real,
		.real_op = real_op,
		.geometry = layer_geometry(real, real_op),
		.view = weight_view(small, op),
		.type = weight->type,
		.weights = (const float *)(const void *)op_input(real, real_op, 1)->buffer->data,
	};
	size_t n = layer.view.n_channels;
	layer.one_scale = n > 1 && weight->quantization->n_scales == 1;
	/* One scale for several groups, each of other inputs, is left as it is. */
	layer.chooses_weights = (settings->compensate || settings->scale_search) &&
		layer.view.length <= (size_t)settings->max_inputs &&
		(!layer.one_scale || layer.geometry.groups == 1);
	layer.bias = arena_array(arena, n, sizeof *layer.bias);
	layer.least_scales = arena_array(arena, n, sizeof *layer.least_scales);
	layer.q = arena_array(arena, n * layer.view.length, sizeof *layer.q);
	layer.scales = arena_array(arena, n, sizeof *layer.scales);
	for (size_t c = 0; bias && c < n; c++) {
		layer.bias[c] = (double)((const float *)(const void *)bias->buffer->data)[c];
		layer.least_scales[c] = least_weight_scale(op_input(small, op, 0), layer.bias[c]);
	}
	read_weights(weight, &layer);
	return layer;
}

static void store_layer(const Layer *layer, Model *model, Op *op)
{
	Graph *graph = &model->graphs[0];
	if (layer->chooses_weights)
		set_weights(model, graph, op, layer->q, layer->scales,
			layer->one_scale ? 1 : (int)layer->view.n_channels, layer->type);
	if (op_input(graph, op, 2) || (layer->data && layer->settings->bias_correction))
		set_bias(model, graph, op, layer->bias);
}

/* The operator with the same weights; -1 where there is none. */
static int same_layer(const Graph *real, const Op *op)
{
	for (int i = 0; i < real->n_ops; i++)
		if (has_weights(&real->ops[i]) && real->ops[i].inputs[1] == op->inputs[1])
			return i;
	return -1;
}

static bool is_refined(const Graph *small, const Op *op)
{
	if (!has_weights(op))
		return false;
	DataType type = op_input(small, op, 1)->type;
	return type == TYPE_INT8 || type == TYPE_INT4;
}

/* Of a layer with few inputs a channel less is to be learnt. */
static int64_t patches_for(const Graph *graph, const Op *op,
	const RefineSettings *settings)
{
	int64_t wanted = (int64_t)weight_view(graph, op).length * settings->patches_per_input;
	wanted = wanted > settings->min_patches ? wanted : settings->min_patches;
	return wanted < settings->max_patches ? wanted : settings->max_patches;
}

/* Gather what is needed to know of a layer, and refine it. */
static bool refine_on_data(Layer *layer, Fed real, int real_op, Fed small, int op,
	Arena *arena, Error *err)
{
	const RefineSettings *settings = layer->settings;
	const Graph *graph = &small.model->graphs[0];
	LayerDataSettings how = {
		.max_samples = settings->max_samples,
		.max_patches = patches_for(graph, &graph->ops[op], settings),
		.max_values = settings->max_values,
		.n_threads = settings->n_threads,
		.batch = settings->batch,
	};
	LayerData *data = arena_alloc(arena, sizeof *data);
	if (!layer_data(real, real_op, small, op, &how, arena, data, err))
		return false;
	layer->data = data;
	refine_groups(layer);
	return true;
}

static bool refine_layer(Fed real, Fed fed, Model *small, int i,
	const RefineSettings *settings, Error *err)
{
	Graph *graph = &small->graphs[0];
	int real_op = same_layer(&real.model->graphs[0], &graph->ops[i]);
	if (real_op < 0)
		return failed(err,
			"operator %d (%s): no operator of the original has its weights", i,
			graph->ops[i].code->name);
	Arena arena = {0};
	Layer layer = layer_new(&real.model->graphs[0], &real.model->graphs[0].ops[real_op],
		graph, &graph->ops[i], settings, &arena);
	bool ok = true;
	if (real.samples)
		ok = refine_on_data(&layer, real, real_op, fed, i, &arena, err);
	else if (layer.chooses_weights)
		refine_groups(&layer);
	if (ok)
		store_layer(&layer, small, &graph->ops[i]);
	arena_finish(&arena);
	return ok;
}

bool refine(const Model *real, const Samples *real_samples, Model *small,
	const Samples *small_samples, const RefineSettings *settings, Error *err)
{
	Graph *graph = &small->graphs[0];
	Fed original = {real, real_samples}, fed = {small, small_samples};
	int n_layers = 0, n_done = 0;
	for (int i = 0; i < graph->n_ops; i++)
		n_layers += is_refined(graph, &graph->ops[i]);
	for (int i = 0; i < graph->n_ops; i++) {
		if (!is_refined(graph, &graph->ops[i]))
			continue;
		if (!refine_layer(original, fed, small, i, settings, err))
			return false;
		n_done++;
		if (settings->progress)
			settings->progress->report(settings->progress->context, "refining", n_done,
				n_layers);
	}
	return true;
}
