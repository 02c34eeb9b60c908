/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_parts.h"

#include "passes/layers/layer_weights.h"

bool tune_parts(const Model *model, const bool *chosen, Arena *arena, TuneParts *parts,
	Error *err)
{
	const Graph *graph = &model->graphs[0];
	bool *is_taken = arena_array(arena, (size_t)graph->n_tensors, sizeof *is_taken);
	*parts = (TuneParts){
		.parts = arena_array(arena, (size_t)graph->n_ops, sizeof *parts->parts)};
	for (int i = 0; i < graph->n_ops; i++) {
		Error ignored = {0};
		int tensor = chosen && !chosen[i] ? -1 : layer_weights(model, i, &ignored);
		if (tensor < 0 || is_taken[tensor] || graph->tensors[tensor].type != TYPE_FLOAT32)
			continue;
		is_taken[tensor] = true;
		TunePart *part = &parts->parts[parts->n++];
		*part = (TunePart){.layer = i, .tensor = tensor};
		if (!weight_units(model, i, tensor, arena, &part->units, err))
			return failed_in(err, "%s: ", model->name);
	}
	return true;
}

Param *tune_param(Net *net, int tensor)
{
	for (int i = 0; i < net_n_params(net); i++)
		if (net_param(net, i)->tensor == tensor)
			return net_param(net, i);
	return NULL;
}
