/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_outline.h"

#include <math.h>

#include "cmd/columns.h"
#include "cmd/layer_text.h"
#include "cmd/print_json.h"
#include "passes/inspect.h"

/* --- From a model --- */

static const char *keep(Arena *arena, const char *text)
{
	return arena_text(arena, "%s", shown_name(arena, text, SIZE_MAX));
}

static const char **dims_of(const Graph *graph, const int *list, int n, Arena *arena)
{
	const char **texts = arena_array(arena, (size_t)n, sizeof *texts);
	for (int i = 0; i < n; i++) {
		char text[DIMS_TEXT_BYTES];
		texts[i] = keep(arena, dims_text(&graph->tensors[list[i]], text));
	}
	return texts;
}

static uint64_t output_bytes(const Graph *graph, const Op *op)
{
	uint64_t sum = 0;
	for (int i = 0; i < op->n_outputs; i++) {
		Shape shape;
		Error ignored = {0};
		if (op->outputs[i] < 0 || !shape_of(graph, op->outputs[i], &shape, &ignored))
			continue;
		uint64_t bits = (uint64_t)type_bits(graph->tensors[op->outputs[i]].type);
		sum += ((uint64_t)shape_count(shape) * bits + 7) / 8;
	}
	return sum;
}

void outline_make(const Model *model, Arena *arena, Outline *result)
{
	const Graph *graph = &model->graphs[0];
	Inspection found;
	inspect(model, arena, &found);
	*result = (Outline){
		.inputs = dims_of(graph, graph->inputs, graph->n_inputs, arena),
		.outputs = dims_of(graph, graph->outputs, graph->n_outputs, arena),
		.n_inputs = graph->n_inputs,
		.n_outputs = graph->n_outputs,
		.layers = arena_array(arena, (size_t)graph->n_ops, sizeof *result->layers),
	};
	for (int i = 0; i < graph->n_ops; i++) {
		const LayerFacts *facts = &found.graphs[0].layers[i];
		const Tensor *out = op_output(graph, &graph->ops[i], 0);
		if (facts->is_decoder)
			continue;
		result->layers[result->n_layers++] = (LayerOutline){
			.kind = keep(arena, graph->ops[i].code->name),
			.name = keep(arena, out ? out->name : ""),
			.weight_bytes = facts->weight_bytes,
			.output_bytes = output_bytes(graph, &graph->ops[i]),
		};
	}
}

/* --- To a report and back --- */

static void add_texts(cJSON *json, const char *key, const char *const *texts, int n)
{
	cJSON *list = cJSON_AddArrayToObject(json, key);
	for (int i = 0; i < n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(texts[i]));
}

void outline_add(cJSON *json, const Outline *outline)
{
	add_texts(json, "inputs", outline->inputs, outline->n_inputs);
	add_texts(json, "outputs", outline->outputs, outline->n_outputs);
	cJSON *list = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < outline->n_layers; i++) {
		const LayerOutline *layer = &outline->layers[i];
		cJSON *it = cJSON_CreateObject();
		cJSON_AddStringToObject(it, "operator", layer->kind);
		cJSON_AddStringToObject(it, "name", layer->name);
		add_count(it, "weight_bytes", (int64_t)layer->weight_bytes);
		add_count(it, "output_bytes", (int64_t)layer->output_bytes);
		cJSON_AddItemToArray(list, it);
	}
}

bool read_bytes(const cJSON *json, const char *key, uint64_t *bytes, Error *err)
{
	static const double largest =
		9007199254740992.0; /* that JSON's doubles hold exactly */
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
	double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
	if (!(value >= 0 && value <= largest) || value != floor(value))
		return failed(err, "'%s': expected a whole number, 0 or more", key);
	*bytes = (uint64_t)value;
	return true;
}

bool read_shown(const cJSON *item, const char *key, Arena *arena, const char **text,
	Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "'%s': expected a text", key);
	*text = keep(arena, item->valuestring);
	return true;
}

static bool read_texts(const cJSON *json, const char *key, Arena *arena,
	const char ***texts, int *n, Error *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, key), *item;
	if (!cJSON_IsArray(list))
		return failed(err, "'%s' is missing or no list; was it written by budget --json?",
			key);
	*texts = arena_array(arena, (size_t)cJSON_GetArraySize(list), sizeof **texts);
	*n = 0;
	cJSON_ArrayForEach(item, list)
	{
		if (!read_shown(item, key, arena, &(*texts)[(*n)++], err))
			return false;
	}
	return true;
}

static bool read_layer(const cJSON *item, Arena *arena, LayerOutline *layer, Error *err)
{
	const cJSON *kind = cJSON_GetObjectItemCaseSensitive(item, "operator");
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(item, "name");
	return read_shown(kind, "operator", arena, &layer->kind, err) &&
		read_shown(name, "name", arena, &layer->name, err) &&
		read_bytes(item, "weight_bytes", &layer->weight_bytes, err) &&
		read_bytes(item, "output_bytes", &layer->output_bytes, err);
}

bool outline_read(const cJSON *json, Arena *arena, Outline *result, Error *err)
{
	Outline read = {0};
	if (!read_texts(json, "inputs", arena, &read.inputs, &read.n_inputs, err) ||
		!read_texts(json, "outputs", arena, &read.outputs, &read.n_outputs, err))
		return false;
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "layers"), *item;
	if (!cJSON_IsArray(list))
		return failed(err, "'layers': expected a list");
	read.layers =
		arena_array(arena, (size_t)cJSON_GetArraySize(list), sizeof *read.layers);
	cJSON_ArrayForEach(item, list)
	{
		LayerOutline *layer = &read.layers[read.n_layers];
		if (!read_layer(item, arena, layer, err))
			return failed_in(err, "layer %d: ", read.n_layers);
		read.n_layers++;
	}
	*result = read;
	return true;
}
