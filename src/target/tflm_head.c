/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tflm_head.h"

#include <limits.h>
#include <string.h>

enum { NOT_FIXED = -1 };

static bool shape_is_known(const Tensor *tensor)
{
	for (int i = 0; i < tensor->rank; i++)
		if (tensor->dims[i] < 0)
			return false;
	return true;
}

static bool measure_tensor(const Tensor *tensor, uint64_t *bytes, Error *err)
{
	uint64_t count = 1;
	for (int i = 0; i < tensor->rank; i++)
		count = bounded_product(count, (uint64_t)tensor->dims[i]);
	unsigned each = tflm_type_bytes(tensor->type);
	if (!each)
		return failed(err, "TFLM has no room for %s tensors", type_name(tensor->type));
	*bytes = bounded_product(count, each);
	return true;
}

/* RESHAPE works out an unknown dimension from its input; nothing else does. */
static void measure_reshaped(const Graph *graph, uint64_t *bytes, bool *known)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		const Tensor *in = op_input(graph, op, 0), *out = op_output(graph, op, 0);
		if (op->code->type != OP_RESHAPE || !in || !out || known[op->outputs[0]])
			continue;
		bytes[op->outputs[0]] = bytes[op->inputs[0]];
		known[op->outputs[0]] = known[op->inputs[0]];
	}
}

static bool measure_graph(const Graph *graph, uint64_t *bytes, bool *known, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_tensors; i++) {
		known[i] = shape_is_known(&graph->tensors[i]);
		if (known[i] && !measure_tensor(&graph->tensors[i], &bytes[i], err))
			return failed_in(err, "tensor '%s': ", tensor_label(graph, i, label));
	}
	measure_reshaped(graph, bytes, known);
	for (int i = 0; i < graph->n_tensors; i++)
		if (!known[i])
			return failed(err, "tensor '%s': TFLM needs all dimensions known",
				tensor_label(graph, i, label));
	return true;
}

static void find_bound(const Graph *graph, bool *is_bound)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!op->code->is_custom && strcmp(op->code->name, "VAR_HANDLE") == 0 &&
			op_output(graph, op, 0))
			is_bound[op->outputs[0]] = true;
	}
}

/* Words: version, graph, count, then an offset for each tensor of all graphs. */
static bool read_fixed(Bytes words, TensorTable *table, Error *err)
{
	enum { HEADER_BYTES = 12 };
	uint32_t count;
	if (!bytes_u32(words, 8, &count) || (words.n - HEADER_BYTES) / 4 < count)
		return failed(err, "is cut short");
	if (count != (uint32_t)table->n)
		return failed(err, "is for %lu tensors, but there are %d: TFLM would refuse it",
			(unsigned long)count, table->n);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t word = 0;
		bytes_u32(words, HEADER_BYTES + 4 * (size_t)i, &word);
		table->fixed[i] = word <= INT32_MAX ? (int64_t)word : NOT_FIXED;
		if (word > INT32_MAX && word != UINT32_MAX)
			return failed(err, "has a negative offset for tensor %lu", (unsigned long)i);
	}
	return true;
}

bool tensor_table(const Model *model, Arena *memory, TensorTable *table, Error *err)
{
	int64_t n = 0;
	table->start = arena_array(memory, (size_t)model->n_graphs, sizeof *table->start);
	for (int g = 0; g < model->n_graphs; g++) {
		table->start[g] = (int)n;
		n += model->graphs[g].n_tensors;
		if (n > INT_MAX)
			return failed(err, "too many tensors");
	}
	table->n = (int)n;
	table->bytes = arena_array(memory, (size_t)n, sizeof *table->bytes);
	table->fixed = arena_array(memory, (size_t)n, sizeof *table->fixed);
	table->is_bound = arena_array(memory, (size_t)n, sizeof *table->is_bound);
	bool *known = arena_array(memory, (size_t)n, sizeof *known);
	for (int64_t i = 0; i < n; i++)
		table->fixed[i] = NOT_FIXED;
	for (int g = 0; g < model->n_graphs; g++) {
		int start = table->start[g];
		find_bound(&model->graphs[g], &table->is_bound[start]);
		if (!measure_graph(&model->graphs[g], &table->bytes[start], &known[start], err))
			return false;
	}
	for (int i = 0; i < model->n_metadata; i++) {
		const Metadata *metadata = &model->metadata[i];
		Bytes words = {metadata->buffer->data, metadata->buffer->n_bytes};
		if (strcmp(metadata->name, "OfflineMemoryAllocation") == 0 &&
			!read_fixed(words, table, err))
			return failed_in(err, "metadata OfflineMemoryAllocation ");
	}
	return true;
}

bool stays_in_tail(const TensorTable *table, const Tensor *tensor, int place)
{
	return tensor->is_variable && table->fixed[place] == NOT_FIXED;
}

static bool is_planned(const TensorTable *table, const Tensor *tensor, int place)
{
	if (tensor->is_variable)
		return table->fixed[place] != NOT_FIXED;
	return !tensor_is_constant(tensor) && !table->is_bound[place] &&
		table->bytes[place] > 0;
}

static void touch(PlannedBuffer *lives, int tensor, int time, bool is_made)
{
	if (tensor < 0)
		return;
	if (is_made && lives[tensor].first < 0)
		lives[tensor].first = time;
	lives[tensor].last = time;
}

/* Inputs, outputs and scratch memory of an operator are all alive while it runs; the graph's
 * outputs live to the end. */
static void mark_lives(const Graph *graph, PlannedBuffer *lives)
{
	for (int i = 0; i < graph->n_inputs; i++)
		touch(lives, graph->inputs[i], 0, true);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_outputs; k++)
			touch(lives, op->outputs[k], i + 1, true);
		for (int k = 0; k < op->n_inputs; k++)
			touch(lives, op->inputs[k], i + 1, false);
	}
	for (int i = 0; i < graph->n_outputs; i++)
		touch(lives, graph->outputs[i], graph->n_ops, true);
}

/* Keep what is to be planned, in order; the sizes' sum must stay far from overflowing. */
static bool select_planned(const Tally *tally, const TensorTable *table,
	PlannedBuffer *buffers, int *n, Error *err)
{
	uint64_t sum = 0;
	*n = 0;
	for (int i = 0; i < table->n; i++) {
		PlannedBuffer buffer = buffers[i];
		const Tensor *tensor = &tally->model->graphs[buffer.graph].tensors[buffer.tensor];
		if (!is_planned(table, tensor, i))
			continue;
		buffer.bytes = rounded_up(table->bytes[i], TFLM_ALIGNMENT);
		buffer.is_fixed = table->fixed[i] != NOT_FIXED;
		buffer.offset = buffer.is_fixed ? (uint64_t)table->fixed[i] : 0;
		buffers[(*n)++] = buffer;
		sum += buffer.bytes;
		if (sum >= ARENA_LIMIT)
			return failed(err, "tensors are larger than any arena");
	}
	for (size_t i = 0; i < tally->n_scratch; i++) {
		const Scratch *scratch = &tally->scratch[i];
		int time = scratch->graph == 0 ? scratch->op + 1 : -1;
		buffers[(*n)++] = (PlannedBuffer){.graph = scratch->graph,
			.tensor = -1,
			.op = scratch->op,
			.first = time,
			.last = time,
			.bytes = rounded_up(scratch->bytes, TFLM_ALIGNMENT)};
		sum += scratch->bytes;
		if (sum >= ARENA_LIMIT)
			return failed(err, "scratch memory is larger than any arena");
	}
	if (*n > MOST_BUFFERS)
		return failed(err, "more than %d tensors to plan memory for", MOST_BUFFERS);
	return true;
}

bool head_buffers(const Tally *tally, const TensorTable *table, PlannedBuffer **buffers,
	int *n, Error *err)
{
	const Model *model = tally->model;
	size_t most = (size_t)table->n + tally->n_scratch;
	if (most > INT_MAX)
		return failed(err, "too many buffers");
	*buffers = arena_array(tally->memory, most, sizeof **buffers);
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			(*buffers)[table->start[g] + i] = (PlannedBuffer){.graph = g,
				.tensor = i,
				.op = -1,
				.first = -1,
				.last = -1};
	mark_lives(&model->graphs[0], *buffers);
	return select_planned(tally, table, *buffers, n, err);
}
