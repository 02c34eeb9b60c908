/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/pad_value.h"

static bool only_max_pooled(const Graph *graph, int tensor)
{
	int n_readers = 0;
	for (int i = 0; i < graph->n_outputs; i++)
		if (graph->outputs[i] == tensor)
			return false;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			if (graph->ops[i].inputs[k] != tensor)
				continue;
			if (graph->ops[i].code->type != OP_MAX_POOL_2D)
				return false;
			n_readers++;
		}
	return n_readers > 0;
}

bool pads_with_nothing(const Graph *graph, const Op *op, Range value, Range data)
{
	const float endless = 1e30F;
	return value.low <= -endless || value.high >= endless ||
		(value.high <= data.low && only_max_pooled(graph, op->outputs[0]));
}
