/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_growth.h"

#include <stdlib.h>
#include <string.h>

/* So many layers ahead are looked at to find one again: longer insertions are other models. */
enum { WINDOW = 64 };

double growth_percent(uint64_t was, uint64_t is)
{
	if (was == 0)
		return is > 0 ? 100 : 0;
	return 100 * ((double)is - (double)was) / (double)was;
}

/* --- The same model? --- */

static bool same_dims(const char *what, const char **was, int n_was, const char **is,
	int n_is, Error *err)
{
	if (n_was != n_is)
		return failed(err, "baseline of another model: %d %ss there, %d here", n_was,
			what, n_is);
	for (int i = 0; i < n_is; i++)
		if (strcmp(was[i], is[i]) != 0)
			return failed(err, "baseline of another model: %s %d is %s there, %s here",
				what, i, was[i], is[i]);
	return true;
}

/* The place of a layer like this one from a place on, or -1. */
static int find_layer(const Outline *outline, int from, const LayerOutline *layer)
{
	for (int i = from; i < outline->n_layers && i - from < WINDOW; i++)
		if (strcmp(outline->layers[i].kind, layer->kind) == 0 &&
			strcmp(outline->layers[i].name, layer->name) == 0)
			return i;
	return -1;
}

/* For each layer its place in the baseline, or -1; returns how many were found. */
static int match_layers(const Outline *was, const Outline *is, int *places)
{
	int next = 0, n_found = 0;
	for (int i = 0; i < is->n_layers; i++) {
		int place = find_layer(was, next, &is->layers[i]);
		/* A layer of another name is the next one, unless that comes later. */
		if (place < 0 && next < was->n_layers &&
			strcmp(was->layers[next].kind, is->layers[i].kind) == 0 &&
			find_layer(is, i + 1, &was->layers[next]) < 0)
			place = next;
		places[i] = place;
		if (place >= 0) {
			next = place + 1;
			n_found++;
		}
	}
	return n_found;
}

static bool check_model(const Outline *was, const Outline *is, int *places, Error *err)
{
	if (!same_dims("input", was->inputs, was->n_inputs, is->inputs, is->n_inputs, err) ||
		!same_dims("output", was->outputs, was->n_outputs, is->outputs, is->n_outputs,
			err))
		return false;
	int n_found = match_layers(was, is, places);
	int n_most = was->n_layers > is->n_layers ? was->n_layers : is->n_layers;
	return 2 * (int64_t)n_found >= n_most ||
		failed(err,
			"baseline of another model: %d of its %d layers are among the %d here",
			n_found, was->n_layers, is->n_layers);
}

/* --- By how much --- */

static int by_growth(const void *a, const void *b)
{
	const LayerGrowth *x = a, *y = b;
	uint64_t more = x->is - x->was, other = y->is - y->was;
	if (more != other)
		return more < other ? 1 : -1;
	return (x->layer > y->layer) - (x->layer < y->layer);
}

static void add_layer(LayerGrowths *growths, int layer, uint64_t was, uint64_t is)
{
	if (is > was)
		growths->list[growths->n++] = (LayerGrowth){layer, was, is};
}

static void find_layers(const Outline *was, const Outline *is, const int *places,
	Arena *arena, Growth *result)
{
	static const LayerOutline none = {.kind = "", .name = ""};
	size_t n = (size_t)is->n_layers;
	result->weights.list = arena_array(arena, n, sizeof(LayerGrowth));
	result->outputs.list = arena_array(arena, n, sizeof(LayerGrowth));
	for (int i = 0; i < is->n_layers; i++) {
		const LayerOutline *before = places[i] < 0 ? &none : &was->layers[places[i]];
		const LayerOutline *now = &is->layers[i];
		add_layer(&result->weights, i, before->weight_bytes, now->weight_bytes);
		add_layer(&result->outputs, i, before->output_bytes, now->output_bytes);
	}
	qsort(result->weights.list, (size_t)result->weights.n, sizeof(LayerGrowth),
		by_growth);
	qsort(result->outputs.list, (size_t)result->outputs.n, sizeof(LayerGrowth),
		by_growth);
}

static MemoryGrowth memory_growth(uint64_t was, uint64_t is, double max_percent)
{
	return (MemoryGrowth){was, is,
		max_percent < 0 || is <= was ||
			(double)(is - was) * 100 <= (double)was * max_percent};
}

static bool find_target(const Baseline *baseline, const Budget *budget,
	double max_percent, TargetGrowth *result, Error *err)
{
	BaselineTarget is = baseline_target(budget);
	const BaselineTarget *was = NULL;
	for (int i = 0; i < baseline->n_targets && !was; i++)
		if (strcmp(baseline->targets[i].name, is.name) == 0)
			was = &baseline->targets[i];
	if (!was)
		return failed(err, "does not tell of target '%s'", is.name);
	if (strcmp(was->runtime, is.runtime) != 0)
		return failed(err, "is of --runtime %s, not %s", was->runtime, is.runtime);
	if (strcmp(was->kernels, is.kernels) != 0)
		return failed(err, "is of %s kernels, not %s", was->kernels, is.kernels);
	if (strcmp(was->build, is.build) != 0)
		return failed(err, "is of --build %s, not %s", was->build, is.build);
	bool has_ram = was->has_ram && is.has_ram;
	uint64_t ram = has_ram ? is.ram_bytes : 0;
	result->flash = memory_growth(was->flash_bytes, is.flash_bytes, max_percent);
	result->ram = memory_growth(has_ram ? was->ram_bytes : 0, ram, max_percent);
	return true;
}

bool growth_find(const Baseline *baseline, const Outline *outline, const Budget *budgets,
	int n, double max_percent, Arena *arena, Growth *result, Error *err)
{
	int *places = arena_array(arena, (size_t)outline->n_layers, sizeof *places);
	*result = (Growth){
		.baseline = baseline->name,
		.max_percent = max_percent,
		.targets = arena_array(arena, (size_t)n, sizeof *result->targets),
		.within = true,
	};
	if (!check_model(&baseline->outline, outline, places, err))
		return failed_in(err, "%s: ", baseline->name);
	find_layers(&baseline->outline, outline, places, arena, result);
	for (int i = 0; i < n; i++) {
		TargetGrowth *target = &result->targets[i];
		if (!find_target(baseline, &budgets[i], max_percent, target, err))
			return failed_in(err, "%s: ", baseline->name);
		result->within = result->within && target->flash.within && target->ram.within;
	}
	return true;
}
