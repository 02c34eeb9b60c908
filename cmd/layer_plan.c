/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/layer_plan.h"

#include <string.h>

#include "cmd/columns.h"
#include "cmd/layer_choice.h"
#include "cmd/print_json.h"
#include "src/base/file.h"

/* --- Writing --- */

Bytes layer_plan_encode(const Model *model, PlanWrite *write, const void *from,
	Arena *arena)
{
	char label[16];
	cJSON *json = report_json();
	cJSON *list = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < layer_count(model); i++) {
		cJSON *entry = cJSON_CreateObject();
		add_count(entry, "index", i);
		add_name(entry, "operator", layer_kind(model, i));
		add_name(entry, "name", layer_name(model, i, label));
		write(entry, i, from);
		cJSON_AddItemToArray(list, entry);
	}
	char *text = cJSON_Print(json);
	const char *line = arena_text(arena, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(json);
	return (Bytes){(const uint8_t *)line, strlen(line)};
}

bool layer_plan_write(const char *path, const Model *model, PlanWrite *write,
	const void *from, Error *err)
{
	Arena arena = {0};
	bool ok = file_write(path, layer_plan_encode(model, write, from, &arena), err);
	arena_finish(&arena);
	return ok;
}

/* --- Reading --- */

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

static bool is_for(const cJSON *entry, const Model *model, int i, Error *err)
{
	char label[16];
	const cJSON *index = cJSON_GetObjectItemCaseSensitive(entry, "index");
	const char *kind = layer_kind(model, i), *name = layer_name(model, i, label);
	if (!cJSON_IsNumber(index) || index->valuedouble != i)
		return failed(err, "\"index\" is not %d", i);
	return (says(entry, "operator", kind) && says(entry, "name", name)) ||
		failed(err, "the model has %s '%s' there: the plan is for another model", kind,
			name);
}

static bool read_layers(const cJSON *json, const Model *model, PlanRead *read, void *to,
	Error *err)
{
	const cJSON *schema = cJSON_GetObjectItemCaseSensitive(json, "schema");
	const cJSON *layers = cJSON_GetObjectItemCaseSensitive(json, "layers");
	if (!cJSON_IsNumber(schema) || schema->valuedouble != 1 || !cJSON_IsArray(layers))
		return failed(err, "not a plan: no \"schema\" of 1 with \"layers\"");
	if (cJSON_GetArraySize(layers) != layer_count(model))
		return failed(err, "%d layers for a model of %d: the plan is for another model",
			cJSON_GetArraySize(layers), layer_count(model));
	int i = 0;
	for (const cJSON *entry = layers->child; entry; entry = entry->next, i++)
		if (!is_for(entry, model, i, err) || !read(entry, i, to, err))
			return failed_in(err, "layer %d: ", i);
	return true;
}

bool layer_plan_parse(Bytes file, const Model *model, PlanRead *read, void *to,
	Error *err)
{
	cJSON *json = cJSON_ParseWithLength((const char *)file.data, file.n);
	bool ok = json ? read_layers(json, model, read, to, err) : failed(err, "not JSON");
	cJSON_Delete(json);
	return ok;
}

bool layer_plan_read(const char *path, const Model *model, PlanRead *read, void *to,
	Error *err)
{
	Arena arena = {0};
	Bytes file;
	bool ok = file_read(path, &arena, &file, err) &&
		(layer_plan_parse(file, model, read, to, err) ||
			failed_in(err, "%s: ", input_name(path)));
	arena_finish(&arena);
	return ok;
}
