/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/stored_ranges.h"

#include <math.h>

/* Whether a tensor has a range of its own. */
static bool takes_range(const Tensor *tensor)
{
	return tensor->type == TYPE_FLOAT32 && !tensor_is_constant(tensor);
}

static bool is_seen(Range range)
{
	return range.low <= range.high;
}

void store_ranges(Model *model, const Range *ranges)
{
	Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_tensors; i++) {
		Tensor *tensor = &graph->tensors[i];
		if (!takes_range(tensor) || !is_seen(ranges[i]))
			continue;
		Quantization *q = arena_alloc(&model->arena, sizeof *q);
		q->n_min = q->n_max = 1;
		q->min = arena_copy(&model->arena, &ranges[i].low, sizeof ranges[i].low);
		q->max = arena_copy(&model->arena, &ranges[i].high, sizeof ranges[i].high);
		tensor->quantization = q;
	}
}

static bool stored_range(const Tensor *tensor, Range *range)
{
	const Quantization *q = tensor->quantization;
	if (!q || q->n_min != 1 || q->n_max != 1 || !isfinite(q->min[0]) ||
		!isfinite(q->max[0]))
		return false;
	*range = (Range){q->min[0], q->max[0]};
	return is_seen(*range);
}

/* Whether anything reads or writes a tensor. */
static bool is_used(const Graph *graph, int tensor)
{
	if (graph_producer(graph, tensor) >= 0)
		return true;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				return true;
	return false;
}

bool stored_ranges(const Model *model, Arena *arena, Calibrated *calibrated)
{
	const Graph *graph = &model->graphs[0];
	size_t n = (size_t)graph->n_tensors;
	calibrated->ranges = arena_array(arena, n, sizeof(Range));
	calibrated->extremes = arena_array(arena, n, sizeof(Range));
	for (int i = 0; i < graph->n_tensors; i++) {
		Range *range = &calibrated->ranges[i];
		*range = RANGE_OF_NONE;
		if (takes_range(&graph->tensors[i]) && is_used(graph, i) &&
			!stored_range(&graph->tensors[i], range))
			return false;
		calibrated->extremes[i] = *range;
	}
	quantize_add_constants(graph, calibrated);
	return true;
}
