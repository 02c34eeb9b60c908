/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/refine_layer.h"

#include "passes/input_model.h"
#include "passes/layers/moments.h"
#include "passes/quantize/compensate.h"
#include "src/base/threads.h"

static double weight_of(const RefinedLayer *layer, int channel, int k)
{
	const WeightView *view = &layer->view;
	return (double)
		layer->weights[(size_t)channel * view->channel_step + (size_t)k * view->step];
}

static double *rows_of(const RefinedLayer *layer, int group, int step, Arena *arena)
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
static double *make_targets(const RefinedLayer *layer, Moments *moments,
	const double *rows, Quadratic *quadratic, Arena *arena)
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

static CompensateSettings compensate_settings(const RefinedLayer *layer, int n_threads)
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

static void choose_integers(RefinedLayer *layer, int group, const Quadratic *quadratic,
	const double *rows, const double *targets, int n_threads)
{
	Arena scratch = {0};
	int n = layer->geometry.channels, first = group * n;
	CompensateSettings how = compensate_settings(layer, n_threads);
	WeightRows weight_rows = {
		.n = n,
		.weights = rows,
		.targets = targets,
		.least_scales = layer->least_scales + first,
	};
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
static void correct_bias(RefinedLayer *layer, int group, const Moments *moments)
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
static void refine_unseen(RefinedLayer *layer, int group, int n_threads)
{
	Arena arena = {0};
	bool positive = never_negative(layer->real, data_index(layer->real_op));
	Quadratic quadratic = modelled_inputs((int)layer->view.length, positive, &arena);
	double *rows = rows_of(layer, group, quadratic.step, &arena);
	choose_integers(layer, group, &quadratic, rows, rows, n_threads);
	arena_finish(&arena);
}

static void refine_group(RefinedLayer *layer, int group, int n_threads)
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
void refine_layer(RefinedLayer *layer)
{
	if (layer->geometry.groups > 1)
		parallel_for(layer->settings->n_threads, layer->geometry.groups, refine_one_group,
			layer);
	else
		refine_group(layer, 0, layer->settings->n_threads);
}
