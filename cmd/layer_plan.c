/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/layer_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/columns.h"
#include "cmd/print_json.h"
#include "passes/difference.h"
#include "src/base/file.h"

const char *layer_name(const Graph *graph, int op, char label[16])
{
	return tensor_label(graph, graph->ops[op].outputs[0], label);
}

int layer_find(const Graph *graph, const char *text, Error *err)
{
	char *end, label[16];
	long index = strtol(text, &end, 10);
	int found = -1;
	if (*text && !*end && index >= 0 && index < graph->n_ops)
		return (int)index;
	for (int i = 0; i < graph->n_ops; i++) {
		if (strcmp(layer_name(graph, i, label), text) != 0)
			continue;
		if (found >= 0) {
			failed(err, "layers %d and %d are both called '%s': give the number", found,
				i, text);
			return -1;
		}
		found = i;
	}
	if (found < 0 && graph->n_ops == 0)
		failed(err, "no layer '%s': the model has none", text);
	else if (found < 0)
		failed(err, "no layer '%s': give its number (0 to %d, see whit info) or its name",
			text, graph->n_ops - 1);
	return found;
}

/* --- Writing --- */

static void add_measured(cJSON *entry, const Sensitivity *layer)
{
	cJSON *snr = cJSON_CreateObject();
	for (LayerFormat f = 0; f < N_LAYER_FORMATS; f++)
		if (layer->is_measured[f] && layer->noise[f] > 0)
			cJSON_AddNumberToObject(snr, layer_format_name(f),
				round(10 * noise_snr(layer->noise[f])) / 10);
	cJSON_AddItemToObject(entry, "snr_db", snr);
}

Bytes layer_plan_encode(const Graph *graph, const LayerFormat *formats,
	const Sensitivity *layers, Arena *arena)
{
	char label[16];
	cJSON *json = report_json();
	cJSON *list = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < graph->n_ops; i++) {
		cJSON *entry = cJSON_CreateObject();
		add_count(entry, "index", i);
		add_name(entry, "operator", graph->ops[i].code->name);
		add_name(entry, "name", layer_name(graph, i, label));
		cJSON_AddStringToObject(entry, "format", layer_format_name(formats[i]));
		if (layers)
			add_measured(entry, &layers[i]);
		cJSON_AddItemToArray(list, entry);
	}
	char *text = cJSON_Print(json);
	const char *line = arena_text(arena, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(json);
	return (Bytes){(const uint8_t *)line, strlen(line)};
}

bool layer_plan_write(const char *path, const Graph *graph, const LayerFormat *formats,
	const Sensitivity *layers, Error *err)
{
	Arena arena = {0};
	bool ok = file_write(path, layer_plan_encode(graph, formats, layers, &arena), err);
	arena_finish(&arena);
	return ok;
}

/* --- Reading --- */

static bool read_format(const cJSON *item, LayerFormat *format, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "no \"format\"");
	for (*format = 0; *format < N_LAYER_FORMATS; (*format)++)
		if (strcmp(item->valuestring, layer_format_name(*format)) == 0)
			return true;
	return failed(err, "format '%.32s' is none of int8, int4, int16 and float32",
		item->valuestring);
}

/* Whether an entry has this name, as add_name() writes it. */
static bool says(const cJSON *entry, const char *key, const char *wanted)
{
	Arena scratch = {0};
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(entry, key);
	const char *name = shown_name(&scratch, wanted, SIZE_MAX);
	bool is_same = cJSON_IsString(item) && strcmp(item->valuestring, name) == 0;
	arena_finish(&scratch);
	return is_same;
}

static bool read_entry(const cJSON *entry, const Graph *graph, int i, LayerFormat *format,
	Error *err)
{
	char label[16];
	const cJSON *index = cJSON_GetObjectItemCaseSensitive(entry, "index");
	if (!cJSON_IsNumber(index) || index->valuedouble != i)
		return failed(err, "\"index\" is not %d", i);
	if (!says(entry, "operator", graph->ops[i].code->name) ||
		!says(entry, "name", layer_name(graph, i, label)))
		return failed(err, "the model has %s '%s' there: the plan is for another model",
			graph->ops[i].code->name, layer_name(graph, i, label));
	return read_format(cJSON_GetObjectItemCaseSensitive(entry, "format"), format, err);
}

static bool read_layers(const cJSON *json, const Graph *graph, LayerFormat *formats,
	Error *err)
{
	const cJSON *schema = cJSON_GetObjectItemCaseSensitive(json, "schema");
	const cJSON *layers = cJSON_GetObjectItemCaseSensitive(json, "layers");
	if (!cJSON_IsNumber(schema) || schema->valuedouble != 1 || !cJSON_IsArray(layers))
		return failed(err, "not a plan: no \"schema\" of 1 with \"layers\"");
	if (cJSON_GetArraySize(layers) != graph->n_ops)
		return failed(err, "%d layers for a model of %d: the plan is for another model",
			cJSON_GetArraySize(layers), graph->n_ops);
	int i = 0;
	for (const cJSON *entry = layers->child; entry; entry = entry->next, i++)
		if (!read_entry(entry, graph, i, &formats[i], err))
			return failed_in(err, "layer %d: ", i);
	return true;
}

bool layer_plan_parse(Bytes file, const Graph *graph, LayerFormat *formats, Error *err)
{
	cJSON *json = cJSON_ParseWithLength((const char *)file.data, file.n);
	bool ok = json ? read_layers(json, graph, formats, err) : failed(err, "not JSON");
	cJSON_Delete(json);
	return ok;
}

bool layer_plan_read(const char *path, const Graph *graph, LayerFormat *formats,
	Error *err)
{
	Arena arena = {0};
	Bytes file;
	bool ok = file_read(path, &arena, &file, err) &&
		(layer_plan_parse(file, graph, formats, err) ||
			failed_in(err, "%s: ", input_name(path)));
	arena_finish(&arena);
	return ok;
}
