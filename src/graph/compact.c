/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/compact.h"

#include <string.h>

#include "src/graph/renumber.h"

/* How many are compared with one at most, so that no model makes it slow. */
enum { MOST_LOOKS = 256 };

bool metadata_changes_runs(const char *name)
{
	return strcmp(name, "OfflineMemoryAllocation") == 0 ||
		strcmp(name, "COMPRESSION_METADATA") == 0;
}

static bool is_counted_by_metadata(const Model *model)
{
	for (int i = 0; i < model->n_metadata; i++)
		if (metadata_changes_runs(model->metadata[i].name))
			return true;
	return false;
}

/* --- Graphs --- */

static bool has_unknown_op(const Graph *graph)
{
	for (int i = 0; i < graph->n_ops; i++)
		if (graph->ops[i].code->type == OP_OTHER)
			return true;
	return false;
}

/* Known operators call no graphs. */
static void drop_graphs(Model *model, Arena *scratch)
{
	int *places = arena_array(scratch, (size_t)model->n_graphs, sizeof *places);
	places[0] = true;
	for (int i = 0; i < model->n_signatures; i++)
		places[model->signatures[i].graph] = true;
	for (int g = 0; g < model->n_graphs; g++)
		if (places[g] && has_unknown_op(&model->graphs[g]))
			return;
	int n_kept = number_kept(places, model->n_graphs);
	for (int g = 0; g < model->n_graphs; g++)
		if (places[g] >= 0)
			model->graphs[places[g]] = model->graphs[g];
	for (int i = 0; i < model->n_signatures; i++)
		model->signatures[i].graph = places[model->signatures[i].graph];
	model->n_graphs = n_kept;
}

/* --- Tensors --- */

static bool has_details(const Graph *graph)
{
	for (int i = 0; i < graph->n_tensors; i++)
		if (graph->tensors[i].quantization && graph->tensors[i].quantization->has_details)
			return true;
	return false;
}

static void drop_tensors(Model *model, int g, Arena *scratch)
{
	size_t n = (size_t)model->graphs[g].n_tensors;
	int *used = arena_array(scratch, n, sizeof *used);
	mark_used_tensors(model, g, used);
	keep_tensors(model, g, used);
}

/* --- Buffers --- */

/* An open hash table of the buffers seen. */
typedef struct Seen {
	Buffer **slots;
	size_t n_slots; /* a power of 2 */
} Seen;

static size_t hash_of(const Buffer *buffer)
{
	size_t hash = buffer->n_bytes;
	for (size_t i = 0; i < buffer->n_bytes; i++)
		hash = (hash ^ buffer->data[i]) * 0x01000193;
	return hash ^ hash >> 15;
}

/* The first one seen of the same bytes: this one, if it is. */
static Buffer *first_like(const Seen *seen, Buffer *buffer)
{
	size_t mask = seen->n_slots - 1, at = hash_of(buffer) & mask;
	for (int i = 0; i < MOST_LOOKS; i++, at = (at + 1) & mask) {
		Buffer *other = seen->slots[at];
		if (!other)
			return seen->slots[at] = buffer;
		if (other->n_bytes == buffer->n_bytes &&
			memcmp(other->data, buffer->data, buffer->n_bytes) == 0)
			return other;
	}
	return buffer;
}

static void drop_buffers(Model *model, Arena *scratch)
{
	size_t n = (size_t)model->n_buffers;
	int *used = arena_array(scratch, n, sizeof *used);
	Buffer **like = arena_array(scratch, n, sizeof(Buffer *));
	Seen seen = {.n_slots = 1};
	while (seen.n_slots < 2 * n)
		seen.n_slots *= 2;
	seen.slots = arena_array(scratch, seen.n_slots, sizeof(Buffer *));
	for (size_t i = 0; i < n; i++)
		like[i] = model->buffers[i]->n_bytes ? first_like(&seen, model->buffers[i])
											 : model->buffers[0];

	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++) {
			Tensor *tensor = &model->graphs[g].tensors[i];
			tensor->buffer = like[tensor->buffer->index];
		}
	for (int i = 0; i < model->n_metadata; i++)
		model->metadata[i].buffer = like[model->metadata[i].buffer->index];
	for (int i = 0; i < model->n_legacy_metadata; i++)
		model->legacy_metadata[i] = like[model->legacy_metadata[i]->index];
	mark_used_buffers(model, used);
	keep_buffers(model, used);
}

/* --- Operator codes --- */

static bool is_same_code(const OpCode *a, const OpCode *b)
{
	return a->type == b->type && a->is_custom == b->is_custom && a->number == b->number &&
		a->version == b->version && strcmp(a->name, b->name) == 0;
}

static OpCode *first_code_like(const Model *model, OpCode *code)
{
	for (int i = 0; i < code->index && i < MOST_LOOKS; i++)
		if (is_same_code(model->codes[i], code))
			return model->codes[i];
	return code;
}

static void drop_codes(Model *model, Arena *scratch)
{
	int n = model->n_codes;
	int *used = arena_array(scratch, (size_t)n, sizeof *used);
	OpCode **like = arena_array(scratch, (size_t)n, sizeof(OpCode *));
	for (int i = 0; i < n; i++)
		like[i] = first_code_like(model, model->codes[i]);
	for (int g = 0; g < model->n_graphs; g++) {
		for (int i = 0; i < model->graphs[g].n_ops; i++) {
			Op *op = &model->graphs[g].ops[i];
			op->code = like[op->code->index];
			used[op->code->index] = true;
		}
	}
	keep_codes(model, used);
}

void model_compact(Model *model)
{
	Arena scratch = {0};
	drop_graphs(model, &scratch);
	if (!is_counted_by_metadata(model)) {
		for (int g = 0; g < model->n_graphs; g++)
			if (!has_details(&model->graphs[g]))
				drop_tensors(model, g, &scratch);
		drop_buffers(model, &scratch);
	}
	drop_codes(model, &scratch);
	arena_finish(&scratch);
}
