/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/layer_weights.h"
#include "src/graph/roles.h"

/* Who reads the tensors of a graph. */
typedef struct Sharing {
	int *n_readers; /* of each tensor: operators, and the graph's outputs */
	int *
		n_alike; /* layers that want with their weights what the first of them does ... */
	double *wanted; /* ... and what that is */
} Sharing;

static Sharing sharing_of(const Model *model, const double *how, Arena *arena)
{
	const Graph *graph = &model->graphs[0];
	size_t n = (size_t)graph->n_tensors;
	Sharing sharing = {
		.n_readers = arena_array(arena, n, sizeof *sharing.n_readers),
		.n_alike = arena_array(arena, n, sizeof *sharing.n_alike),
		.wanted = arena_array(arena, n, sizeof *sharing.wanted),
	};
	for (int i = 0; i < graph->n_outputs; i++)
		sharing.n_readers[graph->outputs[i]]++;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		int weights = weights_index(op);
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				sharing.n_readers[op->inputs[k]]++;
		if (weights < 0 || how[i] < 0)
			continue;
		if (sharing.n_alike[weights] == 0)
			sharing.wanted[weights] = how[i];
		sharing.n_alike[weights] += how[i] == sharing.wanted[weights];
	}
	return sharing;
}

/* Whether all who still read the weights want the same. */
static bool is_for_all(const Sharing *sharing, int weights, double wanted)
{
	int n_alike = wanted == sharing->wanted[weights] ? sharing->n_alike[weights] : 1;
	return sharing->n_readers[weights] == n_alike;
}

static int copy_of(Model *model, Graph *graph, int tensor)
{
	Tensor own = graph->tensors[tensor];
	if (own.quantization)
		own.quantization =
			arena_copy(&model->arena, own.quantization, sizeof *own.quantization);
	return graph_add_tensor(model, graph, own);
}

void unshare_weights(Model *model, const double *how)
{
	Arena scratch = {0};
	Error ignored = {0};
	Graph *graph = &model->graphs[0];
	Sharing sharing = sharing_of(model, how, &scratch);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		int weights = how[i] < 0 ? -1 : layer_weights(model, i, &ignored);
		if (weights < 0 || is_for_all(&sharing, weights, how[i]))
			continue;
		sharing.n_readers[weights]--;
		sharing.n_alike[weights] -= how[i] == sharing.wanted[weights];
		op->inputs[roles_of(op->code->type).weights] = copy_of(model, graph, weights);
	}
	arena_finish(&scratch);
}
