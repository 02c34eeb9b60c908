/* SPDX-License-Identifier: Apache-2.0 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/safetensors/safetensors.h"

enum { ALIGNMENT = 8 };

/* By type, those of more bytes first, then by name. */
static int compare_tensors(const void *a, const void *b)
{
	const Tensor *x = *(const Tensor *const *)a, *y = *(const Tensor *const *)b;
	int by_type = safetensors_type_rank(y->type) - safetensors_type_rank(x->type);
	return by_type ? by_type : strcmp(x->name, y->name);
}

static bool check_tensors(const Graph *graph, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_tensors; i++) {
		const Tensor *tensor = &graph->tensors[i];
		if (!safetensors_type_name(tensor->type))
			return failed(err, "tensor '%s': the format has no type for %s",
				tensor_label(graph, i, label), type_name(tensor->type));
		if (tensor->quantization && tensor->quantization->n_scales > 0)
			return failed(err, "tensor '%s': the format has no place for its scales",
				tensor_label(graph, i, label));
	}
	return true;
}

static const Tensor **sorted_tensors(const Graph *graph, Arena *arena)
{
	size_t n = (size_t)graph->n_tensors;
	const Tensor **sorted = arena_array(arena, n, sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &graph->tensors[i];
	if (n > 0)
		qsort(sorted, n, sizeof *sorted, compare_tensors);
	return sorted;
}

static void add_number(cJSON *list, size_t number)
{
	cJSON_AddItemToArray(list, cJSON_CreateNumber((double)number));
}

static void add_metadata(cJSON *root, const Model *model, Arena *arena)
{
	if (model->n_metadata == 0)
		return;
	cJSON *json = cJSON_AddObjectToObject(root, SAFETENSORS_METADATA);
	for (int i = 0; i < model->n_metadata; i++) {
		const Buffer *text = model->metadata[i].buffer;
		char *copy = arena_alloc(arena, text->n_bytes + 1);
		if (text->n_bytes)
			memcpy(copy, text->data, text->n_bytes);
		cJSON_AddStringToObject(json, model->metadata[i].name, copy);
	}
}

/* Its values begin at a place of the buffer; returns where they end. */
static size_t add_tensor(cJSON *root, const Tensor *tensor, size_t begin)
{
	size_t end = begin + tensor->buffer->n_bytes;
	cJSON *json = cJSON_AddObjectToObject(root, tensor->name);
	cJSON_AddStringToObject(json, "dtype", safetensors_type_name(tensor->type));
	cJSON *shape = cJSON_AddArrayToObject(json, "shape");
	for (int i = 0; i < tensor->rank; i++)
		add_number(shape, (size_t)tensor->dims[i]);
	cJSON *offsets = cJSON_AddArrayToObject(json, "data_offsets");
	add_number(offsets, begin);
	add_number(offsets, end);
	return end;
}

/* The header's text; to be given back with cJSON_free. */
static char *header_text(const Model *model, const Tensor *const *tensors, Arena *arena,
	size_t *buffer_bytes)
{
	cJSON *root = cJSON_CreateObject();
	add_metadata(root, model, arena);
	*buffer_bytes = 0;
	for (int i = 0; i < model->graphs[0].n_tensors; i++)
		*buffer_bytes = add_tensor(root, tensors[i], *buffer_bytes);
	char *text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	if (text)
		return text;
	fprintf(stderr, "whit: out of memory\n");
	exit(2);
}

static Bytes put_together(const char *header, const Tensor *const *tensors, int n,
	size_t buffer_bytes, Arena *arena)
{
	size_t length = strlen(header);
	uint64_t padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	size_t start = SAFETENSORS_LENGTH_BYTES + (size_t)padded;
	uint8_t *file = arena_alloc(arena, start + buffer_bytes), *to = file + start;
	memcpy(file, &padded, sizeof padded);
	memset(file + SAFETENSORS_LENGTH_BYTES, ' ', padded);
	memcpy(file + SAFETENSORS_LENGTH_BYTES, header, length);
	for (int i = 0; i < n; i++) {
		const Buffer *values = tensors[i]->buffer;
		if (values->n_bytes)
			memcpy(to, values->data, values->n_bytes);
		to += values->n_bytes;
	}
	return (Bytes){file, start + buffer_bytes};
}

bool safetensors_write(const Model *model, Arena *arena, Bytes *file, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (!check_tensors(graph, err))
		return false;
	size_t buffer_bytes;
	const Tensor *const *tensors = sorted_tensors(graph, arena);
	char *header = header_text(model, tensors, arena, &buffer_bytes);
	bool fits = strlen(header) <= SAFETENSORS_LONGEST_HEADER;
	if (fits)
		*file = put_together(header, tensors, graph->n_tensors, buffer_bytes, arena);
	cJSON_free(header);
	return fits ||
		failed(err, "the header would be longer than %d bytes",
			SAFETENSORS_LONGEST_HEADER);
}
