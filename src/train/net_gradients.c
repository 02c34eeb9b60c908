/* SPDX-License-Identifier: Apache-2.0 */
/* Which tensors have a gradient, and who gives it to them. */
#include "src/train/net_parts.h"

/* Whether parameters shape what an operator computes, its own or those before it. */
static bool is_shaped(const Net *net, const Op *op)
{
	for (int i = 0; i < op->n_inputs; i++) {
		const NetTensor *in = op->inputs[i] < 0 ? NULL : &net->tensors[op->inputs[i]];
		if (in && (in->param >= 0 || in->is_wanted))
			return true;
	}
	return false;
}

static void mark_shaped(Net *net)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		const Op *op = &net->graph->ops[i];
		if (!net->layers[i].is_skipped && is_shaped(net, op))
			for (int k = 0; k < op->n_outputs; k++)
				net->tensors[op->outputs[k]].is_wanted = true;
	}
}

/* From the last layer to the first: has[t] says that something gave tensor t a gradient. */
static void walk_back(Net *net, bool *has)
{
	for (int i = net->graph->n_ops - 1; i >= 0; i--) {
		NetLayer *layer = &net->layers[i];
		const Op *op = &net->graph->ops[i];
		if (layer->is_skipped)
			continue;
		layer->adds = arena_array(&net->arena, (size_t)op->n_inputs, sizeof(bool));
		layer->is_unread = arena_array(&net->arena, (size_t)op->n_outputs, sizeof(bool));
		for (int k = 0; k < op->n_outputs; k++)
			if (has[op->outputs[k]] && net->tensors[op->outputs[k]].is_wanted)
				layer->has_backward = true;
		if (!layer->has_backward)
			continue;
		for (int k = 0; k < op->n_outputs; k++) {
			layer->is_unread[k] = !has[op->outputs[k]];
			has[op->outputs[k]] = true;
		}
		for (int k = 0; k < op->n_inputs; k++) {
			int tensor = op->inputs[k];
			if (tensor < 0 || !net->tensors[tensor].is_wanted)
				continue;
			layer->adds[k] = has[tensor];
			has[tensor] = true;
		}
	}
}

void net_find_gradients(Net *net)
{
	Arena scratch = {0};
	const Graph *graph = net->graph;
	bool *has = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *has);
	mark_shaped(net);
	for (int i = 0; i < graph->n_outputs; i++)
		has[net->outputs[i]] = true;
	walk_back(net, has);
	for (int i = 0; i < graph->n_tensors; i++)
		net->tensors[i].is_wanted &= has[i];
	/* Losses fill the gradients of all outputs, wanted or not. */
	for (int i = 0; i < graph->n_outputs; i++)
		net->tensors[net->outputs[i]].is_wanted = true;
	arena_finish(&scratch);
}
