/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/decode_drop.h"

#include <string.h>

#include "src/graph/renumber.h"

static bool is_counted(const Model *model)
{
	for (int i = 0; i < model->n_metadata; i++)
		if (strcmp(model->metadata[i].name, "COMPRESSION_METADATA") == 0)
			return true;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++) {
			const Quantization *q = model->graphs[g].tensors[i].quantization;
			if (q && q->has_details)
				return true;
		}
	return false;
}

/* One past the last that is kept. */
static int end_of_kept(const int *keep, int n)
{
	while (n > 0 && !keep[n - 1])
		n--;
	return n;
}

static void empty_tensors(Model *model, int g, int *keep, int n)
{
	static const int no_bytes[] = {0};
	for (int i = 0; i < n; i++) {
		if (keep[i])
			continue;
		keep[i] = true;
		model->graphs[g].tensors[i] = (Tensor){
			.name = "",
			.type = TYPE_UINT8,
			.rank = 1,
			.dims = no_bytes,
			.buffer = model->buffers[0],
		};
	}
}

/* --- Places in TFLM's arena --- */

enum { COUNT_WORD = 2, HEADER_WORDS = 3 };

/* One word for each tensor of all graphs, behind a header of three. */
static void shorten_memory_plan(Model *model, Buffer *buffer, int *const *keep)
{
	size_t n_words = buffer->n_bytes / sizeof(int32_t), n_old = 0;
	for (int g = 0; g < model->n_graphs; g++)
		n_old += (size_t)model->graphs[g].n_tensors;
	if (n_words != HEADER_WORDS + n_old)
		return;
	int32_t *words = arena_copy(&model->arena, buffer->data, buffer->n_bytes);
	const int32_t *from = words + HEADER_WORDS;
	int32_t *to = words + HEADER_WORDS;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++, from++)
			if (keep[g][i])
				*to++ = *from;
	words[COUNT_WORD] = (int32_t)(to - words) - HEADER_WORDS;
	buffer->data = (const uint8_t *)words;
	buffer->n_bytes = (size_t)(to - words) * sizeof *words;
}

static void shorten_memory_plans(Model *model, int *const *keep)
{
	for (int i = 0; i < model->n_metadata; i++)
		if (strcmp(model->metadata[i].name, "OfflineMemoryAllocation") == 0)
			shorten_memory_plan(model, model->metadata[i].buffer, keep);
}

/* --- Lists --- */

static void drop_tensors(Model *model, bool *const *goes, bool counted, Arena *scratch)
{
	int **keep = arena_array(scratch, (size_t)model->n_graphs, sizeof(int *));
	for (int g = 0; g < model->n_graphs; g++) {
		int n = model->graphs[g].n_tensors;
		keep[g] = arena_array(scratch, (size_t)n, sizeof(int));
		for (int i = 0; i < n; i++)
			keep[g][i] = !goes[g][i];
		if (counted)
			empty_tensors(model, g, keep[g], end_of_kept(keep[g], n));
	}
	shorten_memory_plans(model, keep);
	for (int g = 0; g < model->n_graphs; g++)
		keep_tensors(model, g, keep[g]);
}

static void drop_buffers(Model *model, const bool *was_packed, int n_old, bool counted,
	Arena *scratch)
{
	int n = model->n_buffers;
	int *keep = arena_array(scratch, (size_t)n, sizeof *keep);
	mark_used_buffers(model, keep);
	for (int i = 0; i < n; i++)
		keep[i] = keep[i] || i >= n_old || !was_packed[i];
	int end = counted ? end_of_kept(keep, n) : 0;
	for (int i = 0; i < end; i++) {
		if (keep[i])
			continue;
		keep[i] = true;
		model->buffers[i]->n_bytes = 0;
	}
	keep_buffers(model, keep);
}

static void drop_codes(Model *model, Arena *scratch)
{
	int *keep = arena_array(scratch, (size_t)model->n_codes, sizeof *keep);
	for (int i = 0; i < model->n_codes; i++)
		keep[i] = !op_type_is_custom(model->codes[i]->type);
	keep_codes(model, keep);
}

void decode_drop(Model *model, bool *const *goes, const bool *was_packed, int n_old)
{
	Arena scratch = {0};
	bool counted = is_counted(model);
	drop_tensors(model, goes, counted, &scratch);
	drop_buffers(model, was_packed, n_old, counted, &scratch);
	drop_codes(model, &scratch);
	arena_finish(&scratch);
}
