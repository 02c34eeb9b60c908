/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/renumber.h"

int number_kept(int *places, int n)
{
	int n_kept = 0;
	for (int i = 0; i < n; i++)
		places[i] = places[i] ? n_kept++ : -1;
	return n_kept;
}

/* --- Tensors --- */

static void mark(int *used, const int *list, int n)
{
	for (int i = 0; i < n; i++)
		if (list[i] >= 0)
			used[list[i]] = true;
}

static void mark_names(int *used, const TensorName *names, int n)
{
	for (int i = 0; i < n; i++)
		used[names[i].tensor] = true;
}

void mark_used_tensors(const Model *model, int g, int *used)
{
	const Graph *graph = &model->graphs[g];
	mark(used, graph->inputs, graph->n_inputs);
	mark(used, graph->outputs, graph->n_outputs);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		mark(used, op->inputs, op->n_inputs);
		mark(used, op->outputs, op->n_outputs);
		mark(used, op->intermediates, op->n_intermediates);
	}
	for (int i = 0; i < model->n_signatures; i++) {
		const Signature *signature = &model->signatures[i];
		if (signature->graph != g)
			continue;
		mark_names(used, signature->inputs, signature->n_inputs);
		mark_names(used, signature->outputs, signature->n_outputs);
	}
}

static int *renamed(Arena *arena, const int *places, const int *list, int n)
{
	int *copy = arena_copy(arena, list, (size_t)n * sizeof *copy);
	for (int i = 0; i < n; i++)
		copy[i] = list[i] < 0 ? list[i] : places[list[i]];
	return copy;
}

static void rename_names(const int *places, TensorName *names, int n)
{
	for (int i = 0; i < n; i++)
		names[i].tensor = places[names[i].tensor];
}

void rename_tensors(Model *model, int g, const int *places)
{
	Arena *arena = &model->arena;
	Graph *graph = &model->graphs[g];
	graph->inputs = renamed(arena, places, graph->inputs, graph->n_inputs);
	graph->outputs = renamed(arena, places, graph->outputs, graph->n_outputs);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		op->inputs = renamed(arena, places, op->inputs, op->n_inputs);
		op->outputs = renamed(arena, places, op->outputs, op->n_outputs);
		op->intermediates =
			renamed(arena, places, op->intermediates, op->n_intermediates);
	}
	for (int i = 0; i < model->n_signatures; i++) {
		Signature *signature = &model->signatures[i];
		if (signature->graph != g)
			continue;
		rename_names(places, signature->inputs, signature->n_inputs);
		rename_names(places, signature->outputs, signature->n_outputs);
	}
}

void keep_tensors(Model *model, int g, int *keep)
{
	Graph *graph = &model->graphs[g];
	int n_kept = number_kept(keep, graph->n_tensors);
	if (n_kept == graph->n_tensors)
		return;
	for (int i = 0; i < graph->n_tensors; i++)
		if (keep[i] >= 0)
			graph->tensors[keep[i]] = graph->tensors[i];
	graph->n_tensors = n_kept;
	rename_tensors(model, g, keep);
}

/* --- Buffers --- */

void mark_used_buffers(const Model *model, int *used)
{
	used[0] = true;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			used[model->graphs[g].tensors[i].buffer->index] = true;
	for (int i = 0; i < model->n_metadata; i++)
		used[model->metadata[i].buffer->index] = true;
	for (int i = 0; i < model->n_legacy_metadata; i++)
		used[model->legacy_metadata[i]->index] = true;
}

void keep_buffers(Model *model, int *keep)
{
	int n = model->n_buffers;
	model->n_buffers = number_kept(keep, n);
	for (int i = 0; i < n; i++) {
		Buffer *buffer = model->buffers[i];
		if (keep[i] < 0)
			continue;
		buffer->index = keep[i];
		model->buffers[keep[i]] = buffer;
	}
}

/* --- Operator codes --- */

void keep_codes(Model *model, int *keep)
{
	int n = model->n_codes;
	model->n_codes = number_kept(keep, n);
	for (int i = 0; i < n; i++) {
		OpCode *code = model->codes[i];
		if (keep[i] < 0)
			continue;
		code->index = keep[i];
		model->codes[keep[i]] = code;
	}
}
