/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_layer.h"

#include <math.h>

#include "passes/cluster/cluster_codes.h"
#include "passes/cluster/value_list.h"
#include "passes/layers/moments.h"
#include "passes/quantize/quant_scales.h"
#include "src/base/threads.h"
#include "src/graph/roles.h"

/* Of the mean power of an input, what a weight's change costs without regard to the data. */
static const double ridge = 0.03;

typedef struct Work {
	ClusteredLayer *layer;
	LayerGeometry geometry;
	int n, length;          /* filters, and weights of each */
	Moments *moments;       /* [groups] */
	Quadratic *forms;       /* [groups] */
	const double **targets; /* [n] */
	CodedFilters filters;
	Arena arena;
} Work;

/* --- What there is to come close to --- */

static float *unit_of(const Work *work, int filter, int k)
{
	const WeightUnits *units = &work->layer->units;
	return &units->values[set_place(units, filter, (size_t)k)];
}

static void find_rows(Work *work)
{
	size_t n = (size_t)work->n, length = (size_t)work->length;
	const ClusteredLayer *layer = work->layer;
	const Quantization *q = op_weights(layer->graph, layer->op)->quantization;
	const Quadratic **forms = arena_array(&work->arena, n, sizeof *forms);
	work->targets = arena_array(&work->arena, n, sizeof *work->targets);
	double *scales = arena_array(&work->arena, n, sizeof *scales);
	bool *stays_zero = arena_array(&work->arena, n * length, sizeof *stays_zero);
	for (size_t i = 0; i < n; i++) {
		forms[i] = &work->forms[i / (size_t)work->geometry.channels];
		scales[i] = 1;
		if (layer->units.is_whole)
			scales[i] = fmax((double)q->scale[q->n_scales > 1 ? i : 0], LEAST_SCALE);
		for (size_t k = 0; k < length; k++)
			stays_zero[i * length + k] = *unit_of(work, (int)i, (int)k) == 0;
	}
	work->filters = (CodedFilters){
		.n = work->n,
		.length = work->length,
		.forms = forms,
		.targets = work->targets,
		.scales = scales,
		.stays_zero = stays_zero,
		.is_whole = layer->units.is_whole,
		.units = arena_array(&work->arena, n * length, sizeof(double)),
	};
	for (size_t i = 0; i < layer->units.n; i++) {
		double unit = (double)layer->units.values[i];
		work->filters.low = fmin(work->filters.low, unit);
		work->filters.high = fmax(work->filters.high, unit);
	}
}

/* With the ridge, and with it times the weights beside what inputs and targets have in common:
 * the target is what minimises the whole. */
static void make_targets(Work *work, int group)
{
	Moments *moments = &work->moments[group];
	int n = work->geometry.channels, step = moments->step;
	double power = 0;
	for (int i = 0; i < moments->length; i++)
		power += moments->products[i * step + i] / moments->length;
	double lambda = power > 0 ? ridge * power : 1;
	for (int i = 0; i < moments->length; i++)
		moments->products[i * step + i] += lambda;
	work->forms[group] = quadratic_new(&work->arena, moments->products, moments->length);
	for (int filter = group * n; filter < (group + 1) * n; filter++) {
		double *wanted = moments->with_targets + (filter - group * n) * step;
		double *target = arena_array(&work->arena, (size_t)step, sizeof *target);
		for (int k = 0; k < moments->length; k++)
			wanted[k] +=
				lambda * work->filters.scales[filter] * (double)*unit_of(work, filter, k);
		quadratic_solve(&work->forms[group], wanted, target);
		work->targets[filter] = target;
	}
}

static void find_forms(Work *work, const LayerData *data)
{
	const ClusteredLayer *layer = work->layer;
	for (int group = 0; group < work->geometry.groups; group++) {
		const double *bias = layer->bias + group * work->geometry.channels;
		work->moments[group] = moments_of(data, group, layer->has_free_bias ? NULL : bias,
			layer->has_free_bias ? MOMENTS_CENTRED : MOMENTS_RAW,
			layer->settings->n_threads, &work->arena);
		make_targets(work, group);
	}
}

/* --- Choosing --- */

/* Filters first to first + n - 1, which share their values. */
static CodedFilters part_of(const Work *work, int first, int n)
{
	CodedFilters part = work->filters;
	size_t weights = (size_t)first * (size_t)part.length;
	part.n = n;
	part.forms += first;
	part.targets += first;
	part.scales += first;
	part.stays_zero += weights;
	part.units += weights;
	return part;
}

static bool has_more_values(const Work *work, int64_t channel, int k)
{
	Arena scratch = {0};
	const WeightUnits *units = &work->layer->units;
	ValueList list = value_list(set_values(units, channel, &scratch),
		set_length(units, channel), &scratch);
	arena_finish(&scratch);
	return list.n > (size_t)k;
}

static void choose_set(const Work *work, int64_t channel, int n_threads)
{
	const ClusterSettings *settings = work->layer->settings;
	const SetSettings how = {settings->k, settings->lambda};
	bool is_whole_tensor = channel == WHOLE_TENSOR;
	int first = is_whole_tensor ? 0 : (int)channel, n = is_whole_tensor ? work->n : 1;
	if (how.lambda <= 0 && !has_more_values(work, channel, how.k))
		return;
	CodedFilters part = part_of(work, first, n);
	code_filters(&part, how, n_threads);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < work->length; k++)
			*unit_of(work, first + i, k) = rounded_unit(&work->layer->units,
				part.units[(size_t)i * (size_t)work->length + (size_t)k]);
}

static void choose_channel(void *context, int worker, int channel)
{
	(void)worker;
	choose_set(context, channel, 1);
}

/* What the mean of each sum is more than it should be. */
static void find_mean_errors(const Work *work)
{
	const ClusteredLayer *layer = work->layer;
	for (int filter = 0; layer->has_free_bias && filter < work->n; filter++) {
		int group = filter / work->geometry.channels;
		const Moments *moments = &work->moments[group];
		double sum = layer->bias[filter];
		for (int k = 0; k < work->length; k++)
			sum += work->filters.scales[filter] * (double)*unit_of(work, filter, k) *
				moments->mean[k];
		layer->mean_error[filter] =
			sum - moments->target_mean[filter - group * work->geometry.channels];
	}
}

void cluster_layer(ClusteredLayer *layer, const LayerData *data)
{
	Work work = {.layer = layer, .geometry = data->geometry};
	size_t n_groups = (size_t)work.geometry.groups;
	work.n = work.geometry.groups * work.geometry.channels;
	work.length = work.geometry.taps * work.geometry.width;
	work.moments = arena_array(&work.arena, n_groups, sizeof *work.moments);
	work.forms = arena_array(&work.arena, n_groups, sizeof *work.forms);
	find_rows(&work);
	find_forms(&work, data);
	if (layer->is_per_channel)
		parallel_for(layer->settings->n_threads, work.n, choose_channel, &work);
	else
		choose_set(&work, WHOLE_TENSOR, layer->settings->n_threads);
	find_mean_errors(&work);
	arena_finish(&work.arena);
}
