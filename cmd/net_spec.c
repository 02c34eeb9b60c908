/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/net_spec.h"

#include <string.h>

#include "cmd/net_spec_kinds.h"
#include "cmd/spec_values.h"
#include "src/base/file.h"

enum { MOST_LAYERS = 1000, MOST_LETTERS = 100 };

static const Choice activations[] = {
	{"none", OP_OTHER},
	{"relu", OP_RELU},
	{"relu6", OP_RELU6},
	{"elu", OP_ELU},
	{"hard_swish", OP_HARD_SWISH},
	{"sigmoid", OP_LOGISTIC},
	{"tanh", OP_TANH},
	{NULL, 0},
};

/* --- Names --- */

static const SpecName *find_name(const NetSpec *spec, const char *name)
{
	for (size_t i = 0; i < spec->n_names; i++)
		if (strcmp(spec->names[i].name, name) == 0)
			return &spec->names[i];
	return NULL;
}

bool spec_tensor(const NetSpec *spec, const char *name, int *tensor, Error *err)
{
	const char *words[MOST_LAYERS + 2] = {NULL};
	const SpecName *found = find_name(spec, name);
	if (found) {
		*tensor = found->tensor;
		return true;
	}
	for (size_t i = 0; i < spec->n_names; i++)
		words[i] = spec->names[i].name;
	const char *nearest = spec_nearest(name, words);
	if (nearest)
		return failed(err, "no layer '%.40s' before it; did you mean '%s'?", name,
			nearest);
	return failed(err, "no layer '%.40s' before it", name);
}

/* What the layer is called: as it says, or by its kind and place. */
static bool name_layer(const NetSpec *spec, SpecLayer *layer, int place, Error *err)
{
	const char *name = NULL;
	if (!spec_text(layer->json, "name", &name, err))
		return false;
	if (!name)
		name = arena_text(&spec->builder.model->arena, "%s%d", layer->kind->name, place);
	if (strlen(name) > MOST_LETTERS)
		return failed(err, "name: over %d letters", MOST_LETTERS);
	if (find_name(spec, name))
		return failed(err, "name: '%s' is taken", name);
	layer->end.name = name;
	return true;
}

static void add_name(NetSpec *spec, const char *name, int tensor)
{
	const char *own = arena_text(&spec->builder.model->arena, "%s", name);
	spec->names[spec->n_names++] = (SpecName){own, tensor};
}

/* --- A layer --- */

static const LayerKind *kind_in(const cJSON *json)
{
	for (const cJSON *item = json->child; item; item = item->next)
		if (layer_kind_of(item->string))
			return layer_kind_of(item->string);
	return NULL;
}

static bool no_kind(const cJSON *json, Error *err)
{
	const char *names[MOST_KINDS + 1];
	const char *key = json->child ? json->child->string : "";
	layer_kind_names(names);
	const char *nearest = spec_nearest(key, names);
	if (nearest)
		return failed(err, "'%.40s' is no kind of layer; did you mean '%s'?", key,
			nearest);
	return failed(err,
		"'%.40s' is no kind of layer, as conv, dense, maxpool and others are", key);
}

/* Its own keys, and its name among them. */
static bool check_keys(const cJSON *json, const LayerKind *kind, Error *err)
{
	enum { MOST_KEYS = 16 };
	const char *keys[MOST_KEYS] = {kind->name};
	for (int i = 0; kind->keys[i]; i++)
		keys[i + 1] = kind->keys[i];
	return spec_keys(json, keys, err);
}

static bool check_word(const cJSON *json, const LayerKind *kind, Error *err)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(json, kind->name);
	return !kind->is_word || cJSON_IsTrue(value) ||
		spec_refuse(kind->name, value, "true", err);
}

static bool take_ends(const NetSpec *spec, SpecLayer *layer, int place, Error *err)
{
	const char *from = NULL;
	int activation = OP_OTHER;
	if (!name_layer(spec, layer, place, err) ||
		!spec_word(layer->json, "activation", activations, &activation, err) ||
		!spec_text(layer->json, "from", &from, err))
		return false;
	layer->end.activation = (OpType)activation;
	return !from || spec_tensor(spec, from, &layer->in, err) || failed_in(err, "from: ");
}

static bool add_kind(NetSpec *spec, const cJSON *json, const LayerKind *kind, int place,
	Error *err)
{
	int out = 0;
	SpecLayer layer = {kind, json, spec->names[spec->n_names - 1].tensor, {0}};
	if (!kind->add)
		return failed(err, "%s", kind->instead);
	if (!check_keys(json, kind, err) || !check_word(json, kind, err) ||
		!take_ends(spec, &layer, place, err) || !kind->add(spec, &layer, &out, err))
		return false;
	add_name(spec, layer.end.name, out);
	return true;
}

static bool add_layer(NetSpec *spec, const cJSON *json, int place, Error *err)
{
	if (!cJSON_IsObject(json))
		return failed(err, "layer %d: expected an object, as {\"dense\": 10}, or a word",
			place);
	const LayerKind *kind = kind_in(json);
	if (!kind)
		return no_kind(json, err) || failed_in(err, "layer %d: ", place);
	return add_kind(spec, json, kind, place, err) ||
		failed_in(err, "layer %d (%s): ", place, kind->name);
}

/* --- All --- */

/* Bare words stand for objects: "flatten" for {"flatten": true}. */
static void unfold_words(cJSON *layers)
{
	for (cJSON *item = layers->child, *next; item; item = next) {
		next = item->next;
		if (!cJSON_IsString(item))
			continue;
		cJSON *object = cJSON_CreateObject();
		cJSON_AddTrueToObject(object, item->valuestring);
		cJSON_ReplaceItemViaPointer(layers, item, object);
	}
}

static bool begin(NetSpec *spec, const cJSON *json, Model *model, int n_layers,
	Error *err)
{
	Shape input = {0};
	char text[SHAPE_TEXT_BYTES];
	if (!cJSON_GetObjectItemCaseSensitive(json, "input"))
		return failed(err, "no \"input\": its shape, as [28, 28, 1]");
	if (!spec_wholes(json, "input", 1, MOST_ELEMENTS, MAX_RANK - 1, input.dims,
			&input.rank, err))
		return false;
	int64_t count = 1;
	for (int i = 0; i < input.rank && count <= MOST_ELEMENTS; i++)
		count *= input.dims[i];
	if (count > MOST_ELEMENTS)
		return failed(err, "input: %s is too large: at most %d values",
			shape_text(input, text), MOST_ELEMENTS);
	builder_begin(&spec->builder, model, input);
	size_t n_names = (size_t)n_layers + 1;
	spec->names = arena_array(&model->arena, n_names, sizeof *spec->names);
	add_name(spec, "input", 0);
	return true;
}

static bool build(NetSpec *spec, cJSON *json, Model *model, Error *err)
{
	static const char *const keys[] = {"input", "layers", NULL};
	if (!cJSON_IsObject(json))
		return failed(err, "expected an object of \"input\" and \"layers\"");
	cJSON *layers = cJSON_GetObjectItemCaseSensitive(json, "layers");
	if (!spec_keys(json, keys, err))
		return false;
	int n = cJSON_IsArray(layers) ? cJSON_GetArraySize(layers) : 0;
	if (n < 1 || n > MOST_LAYERS)
		return failed(err, "\"layers\" is to be a list of 1 to %d", MOST_LAYERS);
	unfold_words(layers);
	if (!begin(spec, json, model, n, err))
		return false;
	int place = 0;
	for (const cJSON *item = layers->child; item; item = item->next)
		if (!add_layer(spec, item, place++, err))
			return false;
	return builder_finish(&spec->builder, spec->names[n].tensor, err);
}

static int line_of(Bytes file, const char *place)
{
	int line = 1;
	for (const char *c = (const char *)file.data; c < place; c++)
		line += *c == '\n';
	return line;
}

/* The whole file, and nothing behind it but space. */
static cJSON *parse(Bytes file, Error *err)
{
	const char *text = (const char *)file.data, *end = text;
	cJSON *json = cJSON_ParseWithLengthOpts(text, file.n, &end, false);
	bool is_whole = json != NULL;
	while (is_whole && end < text + file.n && strchr(" \t\r\n", *end) && *end)
		end++;
	if (is_whole && end == text + file.n)
		return json;
	failed(err, "line %d: not JSON", line_of(file, end));
	cJSON_Delete(json);
	return NULL;
}

bool net_spec_parse(Bytes file, Model *model, WeightInit **inits, Error *err)
{
	NetSpec spec = {0};
	cJSON *json = parse(file, err);
	bool ok = json && build(&spec, json, model, err);
	if (ok)
		*inits = spec.builder.inits;
	cJSON_Delete(json);
	return ok;
}

bool net_spec_read(const char *path, Model *model, WeightInit **inits, Error *err)
{
	Arena arena = {0};
	Bytes file;
	bool ok = file_read(path, &arena, &file, err) &&
		(net_spec_parse(file, model, inits, err) ||
			failed_in(err, "%s: ", input_name(path)));
	arena_finish(&arena);
	return ok;
}
