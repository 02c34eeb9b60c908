/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode_apply.h"

#include <string.h>

typedef struct Applying {
	Model *model;
	const Unit *units;
	int n_units;
	Buffer **ancillary; /* one a unit: NULL until the first tensor over it */
	Arena scratch;

	/* The graph at hand. */
	Graph *graph;
	int *unit_of;     /* of each tensor that was there before; -1: none that is packed */
	bool *is_decoded; /* whether an operator decodes it already; likewise */
	int *encoded_tensor, *ancillary_tensor; /* of each unit; -1: not made yet */
} Applying;

/* --- Tensors over packed bytes --- */

static int add_bytes_tensor(Model *model, Graph *graph, Buffer *buffer)
{
	int *dims = arena_alloc(&model->arena, sizeof *dims);
	dims[0] = (int)buffer->n_bytes;
	return graph_add_tensor(model, graph,
		(Tensor){.name = "",
			.type = TYPE_UINT8,
			.rank = 1,
			.dims = dims,
			.buffer = buffer});
}

static int encoded_tensor(Applying *applying, int unit)
{
	int *tensor = &applying->encoded_tensor[unit];
	Buffer *buffer = applying->model->buffers[applying->units[unit].buffer->index];
	if (*tensor < 0)
		*tensor = add_bytes_tensor(applying->model, applying->graph, buffer);
	return *tensor;
}

static bool has_same_ancillary(const Unit *a, const Unit *b)
{
	Bytes x = a->packed.ancillary, y = b->packed.ancillary;
	return b->is_packed && x.n == y.n && memcmp(x.data, y.data, x.n) == 0;
}

/* One tensor, and one buffer, for equal tables. */
static int ancillary_tensor(Applying *applying, int unit)
{
	const Unit *units = applying->units;
	int first = 0;
	while (!has_same_ancillary(&units[unit], &units[first]))
		first++;
	Bytes bytes = units[first].packed.ancillary;
	int *tensor = &applying->ancillary_tensor[first];
	if (!applying->ancillary[first])
		applying->ancillary[first] =
			model_add_buffer(applying->model, bytes.data, bytes.n);
	if (*tensor < 0)
		*tensor = add_bytes_tensor(applying->model, applying->graph,
			applying->ancillary[first]);
	return *tensor;
}

/* --- Operators --- */

/* The tensor that is computed in a constant's place: its own, or a copy at further uses. */
static int decoded_tensor(Applying *applying, int tensor, PackKind kind)
{
	Model *model = applying->model;
	Graph *graph = applying->graph;
	int decoded = tensor;
	if (applying->is_decoded[tensor])
		decoded = graph_add_tensor(model, graph, graph->tensors[tensor]);
	applying->is_decoded[tensor] = true;
	Tensor *entry = &graph->tensors[decoded];
	entry->buffer = model->buffers[0];
	bool asks_axis = kind == PACK_LOOKUP || kind == PACK_BITMAP;
	if (asks_axis && has_stray_axis(entry)) {
		entry->quantization =
			arena_copy(&model->arena, entry->quantization, sizeof *entry->quantization);
		entry->quantization->axis = 0;
	}
	return decoded;
}

/* Inputs of an operator that are packed, each tensor once. */
static int packed_inputs(const Applying *applying, const Op *op, int *inputs)
{
	int n = 0;
	for (int k = 0; k < op->n_inputs; k++) {
		bool is_new = op->inputs[k] >= 0 && applying->unit_of[op->inputs[k]] >= 0;
		for (int i = 0; i < n && is_new; i++)
			is_new = op->inputs[inputs[i]] != op->inputs[k];
		if (is_new)
			inputs[n++] = k;
	}
	return n;
}

/* Let an operator read another tensor; its list may be shared with the model copied from. */
static void replace_input(Model *model, Op *op, int from, int to)
{
	op->inputs =
		arena_copy(&model->arena, op->inputs, (size_t)op->n_inputs * sizeof *op->inputs);
	for (int k = 0; k < op->n_inputs; k++)
		if (op->inputs[k] == from)
			op->inputs[k] = to;
}

/* Put a decode operator in front of operator i, where that wants one. Returns whether. */
static bool decode_in_front(Applying *applying, int i)
{
	Model *model = applying->model;
	Graph *graph = applying->graph;
	int *inputs =
		arena_array(&applying->scratch, (size_t)graph->ops[i].n_inputs, sizeof *inputs);
	int n = packed_inputs(applying, &graph->ops[i], inputs);
	if (n == 0)
		return false;
	bool is_stock = true;
	Op decode = {.n_inputs = 2 * n, .n_outputs = n};
	decode.inputs = arena_array(&model->arena, 2 * (size_t)n, sizeof *decode.inputs);
	decode.outputs = arena_array(&model->arena, (size_t)n, sizeof *decode.outputs);
	for (int k = 0; k < n; k++) {
		int tensor = graph->ops[i].inputs[inputs[k]];
		int unit = applying->unit_of[tensor];
		PackKind kind = applying->units[unit].kind;
		is_stock = is_stock && kind != PACK_SPARSE;
		decode.outputs[k] = decoded_tensor(applying, tensor, kind);
		decode.inputs[2 * k] = encoded_tensor(applying, unit);
		decode.inputs[2 * k + 1] = ancillary_tensor(applying, unit);
		replace_input(model, &graph->ops[i], tensor, decode.outputs[k]);
	}
	decode.code = model_op_code(model, is_stock ? OP_TFLM_DECODE : OP_WHIT_DECODE);
	graph_insert_op(model, graph, i, decode);
	return true;
}

static void apply_to_graph(Applying *applying, Graph *graph, const int *unit_of_buffer)
{
	size_t n = (size_t)graph->n_tensors, n_units = (size_t)applying->n_units;
	Arena *scratch = &applying->scratch;
	applying->graph = graph;
	applying->unit_of = arena_array(scratch, n, sizeof *applying->unit_of);
	applying->is_decoded = arena_array(scratch, n, sizeof *applying->is_decoded);
	applying->encoded_tensor =
		arena_array(scratch, n_units, sizeof *applying->encoded_tensor);
	applying->ancillary_tensor =
		arena_array(scratch, n_units, sizeof *applying->ancillary_tensor);
	for (size_t i = 0; i < n; i++)
		applying->unit_of[i] = unit_of_buffer[graph->tensors[i].buffer->index];
	for (size_t i = 0; i < n_units; i++)
		applying->encoded_tensor[i] = applying->ancillary_tensor[i] = -1;
	for (int i = 0; i < graph->n_ops; i++)
		i += decode_in_front(applying, i);
}

/* --- The model --- */

/* New tensors have no place of their own in TFLM's arena: -1 in the list of those that have. */
static void extend_memory_plan(Model *model, const int *n_before, Arena *scratch)
{
	enum { HEADER_WORDS = 3 };
	for (int i = 0; i < model->n_metadata; i++) {
		Buffer *buffer = model->metadata[i].buffer;
		size_t n_words = buffer->n_bytes / sizeof(int32_t), n_old = 0, n_new = 0;
		for (int g = 0; g < model->n_graphs; g++) {
			n_old += (size_t)n_before[g];
			n_new += (size_t)model->graphs[g].n_tensors;
		}
		if (strcmp(model->metadata[i].name, "OfflineMemoryAllocation") != 0 ||
			n_words != HEADER_WORDS + n_old)
			continue;
		const int32_t *old = arena_copy(scratch, buffer->data, buffer->n_bytes);
		int32_t *new = arena_array(&model->arena, HEADER_WORDS + n_new, sizeof *new);
		int32_t *to = new + HEADER_WORDS;
		memcpy(new, old, HEADER_WORDS * sizeof *new);
		new[2] = (int32_t)n_new;
		old += HEADER_WORDS;
		for (int g = 0; g < model->n_graphs; g++) {
			for (int k = 0; k < model->graphs[g].n_tensors; k++)
				*to++ = k < n_before[g] ? old[k] : -1;
			old += n_before[g];
		}
		buffer->data = (const uint8_t *)new;
		buffer->n_bytes = (HEADER_WORDS + n_new) * sizeof *new;
	}
}

void encode_apply(Model *model, const Unit *units, int n)
{
	Applying applying = {.model = model, .units = units, .n_units = n};
	Arena *scratch = &applying.scratch;
	applying.ancillary = arena_array(scratch, (size_t)n, sizeof(Buffer *));
	int *unit_of = arena_array(scratch, (size_t)model->n_buffers, sizeof *unit_of);
	int *n_before = arena_array(scratch, (size_t)model->n_graphs, sizeof *n_before);
	for (int i = 0; i < model->n_buffers; i++)
		unit_of[i] = -1;
	for (int i = 0; i < n; i++) {
		Buffer *buffer = model->buffers[units[i].buffer->index];
		if (!units[i].is_packed)
			continue;
		unit_of[buffer->index] = i;
		buffer->data = units[i].packed.encoded.data;
		buffer->n_bytes = units[i].packed.encoded.n;
	}
	for (int g = 0; g < model->n_graphs; g++) {
		n_before[g] = model->graphs[g].n_tensors;
		apply_to_graph(&applying, &model->graphs[g], unit_of);
	}
	extend_memory_plan(model, n_before, scratch);
	arena_finish(scratch);
}
