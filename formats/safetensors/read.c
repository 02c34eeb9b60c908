/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/safetensors/header.h"
#include "formats/safetensors/safetensors.h"
#include "src/base/utf8.h"

/* Up to here JSON's doubles hold whole numbers exactly. */
#define LARGEST_NUMBER 9007199254740991.0

/* A tensor as the header tells of it; its values are from begin up to end of the buffer. */
typedef struct Entry {
	const char *name;
	DataType type;
	int rank;
	const int *dims;
	uint64_t begin, end;
	int place; /* in the header */
} Entry;

typedef struct Reader {
	Model *model;
	Arena scratch;
	Bytes buffer;
	Entry *entries;
	int n_entries;
} Reader;

/* --- Values of the header --- */

static bool read_whole(const cJSON *item, uint64_t *number, Error *err)
{
	double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
	if (!(value >= 0 && value <= LARGEST_NUMBER) || value != floor(value))
		return failed(err, "expected whole numbers, 0 or more");
	*number = (uint64_t)value;
	return true;
}

static bool read_type(const cJSON *item, Entry *entry, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "expected a text such as \"F32\"");
	if (!safetensors_type_find(item->valuestring, &entry->type))
		return failed(err, "'%.32s' is not a type that can be read", item->valuestring);
	return true;
}

static bool read_shape(const cJSON *item, Arena *arena, Entry *entry, Error *err)
{
	if (!cJSON_IsArray(item))
		return failed(err, "expected a list");
	entry->rank = cJSON_GetArraySize(item);
	int *dims = arena_array(arena, (size_t)entry->rank, sizeof *dims);
	int i = 0;
	for (const cJSON *it = item->child; it; it = it->next, i++) {
		uint64_t dim;
		if (!read_whole(it, &dim, err))
			return false;
		if (dim > INT_MAX)
			return failed(err, "dimension %d is over %d", i, INT_MAX);
		dims[i] = (int)dim;
	}
	entry->dims = dims;
	return true;
}

static bool read_offsets(const cJSON *item, size_t buffer_bytes, Entry *entry, Error *err)
{
	if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) != 2)
		return failed(err, "expected a list of two");
	if (!read_whole(item->child, &entry->begin, err) ||
		!read_whole(item->child->next, &entry->end, err))
		return false;
	if (entry->begin > entry->end)
		return failed(err, "the end is before the beginning");
	if (entry->end > buffer_bytes)
		return failed(err, "goes past the end of the file");
	return true;
}

/* --- Tensors --- */

/* Whether there are as many bytes as the shape asks for. */
static bool check_size(const Entry *entry, Error *err)
{
	int64_t count = 1;
	size_t bytes;
	uint64_t held = entry->end - entry->begin;
	for (int i = 0; i < entry->rank; i++)
		if (entry->dims[i] == 0)
			count = 0;
	for (int i = 0; i < entry->rank && count; i++) {
		if (count > INT64_MAX / entry->dims[i])
			return failed(err, "\"shape\": too many elements");
		count *= entry->dims[i];
	}
	if (!type_bytes(entry->type, count, &bytes) || bytes != held)
		return failed(err, "%llu bytes of data, but its shape needs %lld %s values",
			(unsigned long long)held, (long long)count,
			safetensors_type_name(entry->type));
	return true;
}

static bool read_key(Reader *reader, const cJSON *item, int key, Entry *entry, Error *err)
{
	switch (key) {
	case 0:
		return read_type(item, entry, err);
	case 1:
		return read_shape(item, &reader->model->arena, entry, err);
	default:
		return read_offsets(item, reader->buffer.n, entry, err);
	}
}

static bool read_entry(Reader *reader, const cJSON *object, Entry *entry, Error *err)
{
	static const char *const keys[] = {"dtype", "shape", "data_offsets"};
	enum { N_KEYS = sizeof keys / sizeof keys[0] };
	bool is_there[N_KEYS] = {false};
	if (!cJSON_IsObject(object))
		return failed(err, "expected an object");
	for (const cJSON *item = object->child; item; item = item->next) {
		int key = 0;
		while (key < N_KEYS && strcmp(item->string, keys[key]) != 0)
			key++;
		if (key == N_KEYS)
			return failed(err, "'%.32s' is no key of a tensor", item->string);
		if (is_there[key])
			return failed(err, "\"%s\" comes twice", keys[key]);
		is_there[key] = true;
		if (!read_key(reader, item, key, entry, err))
			return failed_in(err, "\"%s\": ", keys[key]);
	}
	for (int key = 0; key < N_KEYS; key++)
		if (!is_there[key])
			return failed(err, "no \"%s\"", keys[key]);
	return check_size(entry, err);
}

static const char *copy_text(Arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text) + 1);
}

/* --- The texts beside them --- */

static bool read_metadata(Reader *reader, const cJSON *object, Error *err)
{
	Model *model = reader->model;
	if (!cJSON_IsObject(object))
		return failed(err, "expected an object");
	if (!header_check_names(object, err))
		return false;
	size_t n = (size_t)cJSON_GetArraySize(object);
	model->metadata = arena_array(&model->arena, n, sizeof *model->metadata);
	for (const cJSON *item = object->child; item; item = item->next) {
		if (!cJSON_IsString(item) || !utf8_is_valid(item->valuestring))
			return failed(err, "'%.64s': expected a text in UTF-8", item->string);
		const char *text = copy_text(&model->arena, item->valuestring);
		model->metadata[model->n_metadata++] = (Metadata){
			.name = copy_text(&model->arena, item->string),
			.buffer = model_add_buffer(model, text, strlen(text)),
		};
	}
	return true;
}

/* --- The whole --- */

static bool read_entries(Reader *reader, const cJSON *root, Error *err)
{
	if (!header_check_names(root, err))
		return false;
	size_t n = (size_t)cJSON_GetArraySize(root);
	reader->entries = arena_array(&reader->scratch, n, sizeof *reader->entries);
	for (const cJSON *item = root->child; item; item = item->next) {
		if (strcmp(item->string, SAFETENSORS_METADATA) == 0) {
			if (!read_metadata(reader, item, err))
				return failed_in(err, SAFETENSORS_METADATA ": ");
			continue;
		}
		Entry *entry = &reader->entries[reader->n_entries];
		entry->name = copy_text(&reader->model->arena, item->string);
		entry->place = reader->n_entries++;
		if (!read_entry(reader, item, entry, err))
			return failed_in(err, "tensor '%.64s': ", item->string);
	}
	return true;
}

/* Tensors without values, which begin where another does, are before that. */
static int compare_places(const void *a, const void *b)
{
	const Entry *x = a, *y = b;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Put the entries in order; each must begin where the one before ends. */
static bool sort_entries(Reader *reader, Error *err)
{
	uint64_t end = 0;
	if (reader->n_entries > 0)
		qsort(reader->entries, (size_t)reader->n_entries, sizeof *reader->entries,
			compare_places);
	for (int i = 0; i < reader->n_entries; i++) {
		const Entry *entry = &reader->entries[i];
		if (entry->begin != end)
			return failed(err, "tensor '%.64s': begins at byte %llu, %s", entry->name,
				(unsigned long long)entry->begin,
				entry->begin < end ? "where another one is" : "after a hole");
		end = entry->end;
	}
	if (end != reader->buffer.n)
		return failed(err, "%llu bytes after the last tensor",
			(unsigned long long)(reader->buffer.n - end));
	return true;
}

static void add_tensors(Reader *reader)
{
	Model *model = reader->model;
	Graph *graph = &model->graphs[0];
	for (int i = 0; i < reader->n_entries; i++) {
		const Entry *entry = &reader->entries[i];
		size_t n_bytes = (size_t)(entry->end - entry->begin);
		const void *data = n_bytes ? reader->buffer.data + entry->begin : NULL;
		if ((uintptr_t)data % ARENA_SMALL_ALIGNMENT)
			data = arena_copy(&model->arena, data, n_bytes);
		graph_add_tensor(model, graph,
			(Tensor){.name = entry->name,
				.type = entry->type,
				.rank = entry->rank,
				.dims = entry->dims,
				.has_rank = true,
				.buffer = model_add_buffer(model, data, n_bytes)});
	}
}

bool safetensors_read(Model *model, Bytes file, const char *path, Error *err)
{
	(void)path; /* all is in the file itself */
	uint64_t n = 0;
	bytes_u64(file, 0, &n);
	if (n > file.n || !bytes_have(file, SAFETENSORS_LENGTH_BYTES, (size_t)n))
		return failed(err, "header: %llu bytes go past the end of the file",
			(unsigned long long)n);
	Bytes header = {file.data + SAFETENSORS_LENGTH_BYTES, (size_t)n};
	cJSON *root = header_parse(header, err);
	if (!root)
		return false;
	Reader reader = {
		.model = model,
		.buffer = {header.data + header.n, file.n - SAFETENSORS_LENGTH_BYTES - header.n},
	};
	model->description = "";
	model->n_graphs = 1;
	model->graphs = arena_alloc(&model->arena, sizeof *model->graphs);
	model->graphs[0].name = "";
	bool ok = read_entries(&reader, root, err) && sort_entries(&reader, err);
	if (ok)
		add_tensors(&reader);
	arena_finish(&reader.scratch);
	cJSON_Delete(root);
	return ok;
}
