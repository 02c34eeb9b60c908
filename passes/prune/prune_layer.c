/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune_layer.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "passes/channels/add_to_bias.h"
#include "passes/layers/layer_weights.h"
#include "passes/prune/prune_mask.h"
#include "passes/prune/sparsify.h"
#include "src/base/threads.h"

/* Inputs of a row up to which its weights can make up for each other; and, of the mean power
 * of an input, the part that a weight's change costs without regard to the data. */
enum { LONGEST_ROW = 2048 };
static const double ridge = 0.03;

static int length_of(const PrunedLayer *layer)
{
	return (int)layer->now.view.length;
}

static const Op *op_of(const PrunedLayer *layer)
{
	return &layer->model->graphs[0].ops[layer->index];
}

bool pruned_layer_new(const Model *model, int index, const PruneSettings *settings,
	Arena *arena, PrunedLayer *layer, Error *err)
{
	Error none = {0};
	const Graph *graph = &model->graphs[0];
	int weights = layer_weights(model, index, &none);
	*layer = (PrunedLayer){.settings = settings, .model = model, .index = index};
	if (!layer_sums_new(graph, &graph->ops[index], arena, &layer->now, err))
		return false;
	layer->n = values_count(&graph->tensors[weights]);
	layer->scores = arena_array(arena, layer->n, sizeof *layer->scores);
	layer->goes = arena_array(arena, layer->n, sizeof *layer->goes);
	for (size_t i = 0; i < layer->n; i++)
		layer->n_zero += layer->now.weights[i] == 0;
	return true;
}

/* --- Scores by the power of the inputs --- */

float weight_score(const PrunedLayer *layer, size_t place, double cost)
{
	if (layer->now.weights[place] == 0)
		return 0;
	return (float)fmin(fmax(cost, (double)FLT_MIN), (double)FLT_MAX);
}

/* Means of squares of a group's inputs, in the order of a filter's values. */
static void find_powers(const LayerData *data, int group, double *powers)
{
	const LayerGeometry *geometry = &data->geometry;
	int width = geometry->width, length = geometry->taps * width;
	for (size_t p = 0; p < data->n; p++) {
		const float *in = data->inputs + p * data->n_inputs + group * width;
		for (int k = 0; k < length; k++) {
			double x = (double)in[k / width * geometry->window.in_c + k % width];
			powers[k] += x * x / (double)data->n;
		}
	}
}

static void score_group_by_power(PrunedLayer *layer, const LayerData *data, int group)
{
	Arena scratch = {0};
	int n = layer->now.geometry.channels, length = length_of(layer);
	double *powers = arena_array(&scratch, (size_t)length, sizeof *powers);
	find_powers(data, group, powers);
	for (int filter = group * n; filter < (group + 1) * n; filter++)
		for (int k = 0; k < length; k++) {
			size_t place = weight_place(layer, filter, k);
			double weight = (double)layer->now.weights[place];
			layer->scores[place] =
				weight_score(layer, place, weight * weight * powers[k]);
		}
	arena_finish(&scratch);
}

static void score_by_power(PrunedLayer *layer, const LayerData *data)
{
	ScoredWeights set = {layer->scores, layer->n, layer->goes};
	for (int group = 0; group < layer->now.geometry.groups; group++)
		score_group_by_power(layer, data, group);
	WeightRuns runs =
		weight_runs(layer->model, layer->index, weights_index(op_of(layer)));
	if (layer->settings->pattern.group > 0)
		choose_by_pattern(&set, &runs, layer->settings->pattern);
}

/* --- Scores by what the others cannot make up for --- */

/* The matrix over the inputs, with lambda on its diagonal; which is returned. */
static double make_form(GroupForm *form, Arena *arena)
{
	Moments *moments = &form->moments;
	form->is_constant = arena_array(arena, (size_t)moments->length, sizeof(bool));
	size_t next = (size_t)moments->step + 1; /* from one on the diagonal */
	double power = 0;
	for (int i = 0; i < moments->length; i++)
		power += moments->products[(size_t)i * next] / moments->length;
	double lambda = power > 0 ? ridge * power : 1;
	for (int i = 0; i < moments->length; i++) {
		double *diagonal = &moments->products[(size_t)i * next];
		double square = *diagonal + moments->mean[i] * moments->mean[i];
		form->is_constant[i] = *diagonal <= 1e-10 * square;
		*diagonal += lambda;
	}
	form->quadratic = quadratic_new(arena, moments->products, moments->length);
	return lambda;
}

/* Where the error of each filter would be least: see passes/prune/prune_data.h. */
static void make_targets(PrunedLayer *layer, int group, double lambda)
{
	GroupForm *form = &layer->forms[group];
	int n = layer->now.geometry.channels;
	for (int c = 0; c < n; c++) {
		int filter = group * n + c;
		double *wanted =
			form->moments.with_targets + (size_t)c * (size_t)form->moments.step;
		for (int k = 0; k < form->quadratic.n; k++) {
			double weight = (double)layer->now.weights[weight_place(layer, filter, k)];
			wanted[k] += lambda * weight;
		}
		quadratic_solve(&form->quadratic, wanted, filter_target(layer, filter));
	}
}

static void form_group(PrunedLayer *layer, const LayerData *data, int group, Arena *arena)
{
	GroupForm *form = &layer->forms[group];
	int n_threads = layer->now.geometry.groups > 1 ? 1 : layer->settings->n_threads;
	bool is_free = layer->has_free_bias;
	const double *bias = layer->now.bias + group * layer->now.geometry.channels;
	form->moments = moments_of(data, group, is_free ? NULL : bias,
		is_free ? MOMENTS_CENTRED : MOMENTS_RAW, n_threads, arena);
	double lambda = make_form(form, arena);
	make_targets(layer, group, lambda);
	form->inverse = quadratic_inverse(&form->quadratic, n_threads, arena);
}

/* The run of each input of a row that a pattern sees, and how many runs there are. */
static int find_runs(const PrunedLayer *layer, int *run_of)
{
	int group = layer->settings->pattern.group, width = layer->now.geometry.width;
	bool is_depthwise = op_of(layer)->code->type == OP_DEPTHWISE_CONV_2D;
	int length = length_of(layer), along = is_depthwise ? length : width;
	assert(group > 0 && along > 0);
	int runs_along = (along + group - 1) / group;
	for (int k = 0; k < length; k++)
		run_of[k] = k / along * runs_along + k % along / group;
	return length / along * runs_along;
}

static void score_row(void *context, int worker, int filter)
{
	(void)worker;
	PrunedLayer *layer = context;
	Arena scratch = {0};
	const GroupForm *form = &layer->forms[filter / layer->now.geometry.channels];
	size_t n = layer->now.view.length;
	bool *is_zero = arena_array(&scratch, n, sizeof *is_zero);
	int *run_of = arena_array(&scratch, n, sizeof *run_of);
	Removal *removals = arena_array(&scratch, n, sizeof *removals);
	SparseRow row = {
		.n = (int)n,
		.target = filter_target(layer, filter),
		.is_zero = is_zero,
		.is_free = form->is_constant,
		.most = layer->settings->pattern.most,
	};
	bool has_pattern = layer->settings->pattern.group > 0;
	if (has_pattern) {
		row.n_runs = find_runs(layer, run_of);
		row.run_of = run_of;
	}
	for (size_t k = 0; k < n; k++)
		is_zero[k] = layer->now.weights[weight_place(layer, filter, (int)k)] == 0;
	int n_removed = remove_in_order(&row, form->inverse, removals);
	double highest = 0;
	for (int i = 0; i < n_removed; i++) {
		size_t place = weight_place(layer, filter, removals[i].input);
		highest = fmax(highest, removals[i].cost);
		layer->scores[place] = weight_score(layer, place, highest);
		layer->goes[place] = has_pattern;
	}
	arena_finish(&scratch);
}

void score_layer(PrunedLayer *layer, const LayerData *data, Arena *arena)
{
	Arena scratch = {0};
	const LayerGeometry *geometry = &layer->now.geometry;
	size_t n = layer->now.view.n_channels;
	if (layer->settings->method == PRUNE_ACTIVATION || length_of(layer) > LONGEST_ROW) {
		score_by_power(layer, data);
		return;
	}
	double *nothing = arena_array(&scratch, n, sizeof *nothing);
	layer->has_free_bias =
		can_add_to_bias(&layer->model->graphs[0], op_of(layer), nothing);
	layer->forms = arena_array(arena, (size_t)geometry->groups, sizeof *layer->forms);
	layer->targets = arena_array(arena, n * (size_t)quadratic_step(length_of(layer)),
		sizeof *layer->targets);
	for (int group = 0; group < geometry->groups; group++)
		form_group(layer, data, group, arena);
	parallel_for(layer->settings->n_threads, (int)n, score_row, layer);
	arena_finish(&scratch);
}
