/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/weight_pairs.h"

#include <math.h>

#include "passes/compare/match.h"
#include "passes/layers/layer_weights.h"
#include "src/graph/roles.h"
#include "src/ops/float_constant.h"

/* --- Reading --- */

static bool are_finite(const float *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return false;
	return true;
}

static bool read_side(const Tensor *tensor, const float *values, CountRoom *room,
	WeightSide *side)
{
	if (!values)
		return false;
	*side = (WeightSide){.values = values, .n = values_count(tensor)};
	side->is_counted = count_values(tensor, room, &side->counts);
	return are_finite(values, side->n);
}

/* A constant that an operator has as weights. */
static bool read_constant(const Tensor *tensor, Arena *arena, CountRoom *room,
	WeightSide *side)
{
	bool is_plain = tensor->type == TYPE_FLOAT32 && !tensor->is_sparse;
	const float *values = is_plain ? (const float *)(const void *)tensor->buffer->data
								   : float_constant(tensor, arena);
	return read_side(tensor, values, room, side);
}

static bool read_alone(const Model *model, int layer, Arena *arena, CountRoom *room,
	WeightSide *side)
{
	Error ignored = {0};
	const float *values;
	const Graph *graph = &model->graphs[0];
	int weights = layer_weights(model, layer, &ignored);
	return weights >= 0 && weights_as_real(graph, weights, arena, &values, &ignored) &&
		read_side(&graph->tensors[weights], values, room, side);
}

/* --- Pairs --- */

static bool pair_layers(const Model *before, const Model *after, Arena *arena,
	CountRoom *room, WeightPairs *result, Error *err)
{
	const Graph *a = &before->graphs[0], *b = &after->graphs[0];
	Matching matching = {0};
	if (!match_layers(a, b, arena, &matching, err))
		return false;
	result->list = arena_array(arena, (size_t)matching.n_layers, sizeof *result->list);
	for (int i = 0; i < matching.n_layers; i++) {
		Constant both[2];
		const LayerMatch *match = &matching.layers[i];
		if (!is_matched(match) || !has_weights(&a->ops[match->reference]))
			continue;
		const Op *op = &a->ops[match->reference];
		const Tensor *out = op_output(a, op, 0);
		int place = roles_of(op->code->type).weights;
		WeightPair pair = {match->reference, op->code->name, out ? out->name : "",
			{.values = NULL}, {.values = NULL}};
		if (matched_constants(a, b, &matching, match, place, both) &&
			read_constant(&a->tensors[both[0].tensor], arena, room, &pair.before) &&
			read_constant(&b->tensors[both[1].tensor], arena, room, &pair.after))
			result->list[result->n++] = pair;
	}
	return true;
}

static void pair_tensors(const Model *before, const Model *after, Arena *arena,
	CountRoom *room, WeightPairs *result)
{
	const Graph *a = &before->graphs[0], *b = &after->graphs[0];
	int n = a->n_tensors < b->n_tensors ? a->n_tensors : b->n_tensors;
	result->list = arena_array(arena, (size_t)n, sizeof *result->list);
	for (int i = 0; i < n; i++) {
		WeightPair pair = {i, "", a->tensors[i].name, {.values = NULL}, {.values = NULL}};
		if (read_alone(before, i, arena, room, &pair.before) &&
			read_alone(after, i, arena, room, &pair.after))
			result->list[result->n++] = pair;
	}
}

bool weight_pairs(const Model *before, const Model *after, Arena *arena,
	WeightPairs *result, Error *err)
{
	bool ok = true;
	CountRoom room = {0};
	*result = (WeightPairs){0};
	if (before->is_weights_only && after->is_weights_only)
		pair_tensors(before, after, arena, &room, result);
	else
		ok = pair_layers(before, after, arena, &room, result, err);
	arena_finish(&room.arena);
	return ok &&
		(result->n > 0 ||
			failed(err, "no layer has weights in both models that could be drawn"));
}

/* --- Figures --- */

static void add_side(const WeightSide *side, float *values, WeightSide *sum)
{
	for (size_t i = 0; i < side->n; i++)
		values[sum->n + i] = side->values[i];
	sum->n += side->n;
	sum->counts.n += side->counts.n;
	sum->counts.n_zeros += side->counts.n_zeros;
	sum->is_counted &= side->is_counted;
}

WeightPair weight_pairs_sum(const WeightPairs *pairs, Arena *arena)
{
	size_t n_before = 0, n_after = 0;
	WeightPair sum = {-1, "", "", {.is_counted = true}, {.is_counted = true}};
	for (int i = 0; i < pairs->n; i++) {
		n_before += pairs->list[i].before.n;
		n_after += pairs->list[i].after.n;
	}
	float *before = arena_array(arena, n_before, sizeof *before);
	float *after = arena_array(arena, n_after, sizeof *after);
	for (int i = 0; i < pairs->n; i++) {
		add_side(&pairs->list[i].before, before, &sum.before);
		add_side(&pairs->list[i].after, after, &sum.after);
	}
	sum.before.values = before;
	sum.after.values = after;
	return sum;
}

static double largest(const WeightSide *side)
{
	double most = 0;
	for (size_t i = 0; i < side->n; i++)
		most = fmax(most, fabs((double)side->values[i]));
	return most;
}

double weight_pair_limit(const WeightPair *pair)
{
	const double step = 127.5 / 127, few = 1.05;
	double before = largest(&pair->before), after = largest(&pair->after);
	double most = before > few * after ? before : after;
	return most > 0 ? most * step : 1;
}

void weight_histogram(const WeightSide *side, double limit, double shares[N_BINS])
{
	size_t counts[N_BINS] = {0};
	for (size_t i = 0; i < side->n; i++) {
		double at = floor(((double)side->values[i] / limit + 1) * N_BINS / 2);
		at = fmin(fmax(at, 0), N_BINS - 1);
		counts[(int)at]++;
	}
	for (int i = 0; i < N_BINS; i++)
		shares[i] = side->n ? (double)counts[i] / (double)side->n : 0;
}
