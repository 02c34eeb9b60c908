/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/layer_choice.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/words.h"

const char *layer_name(const Model *model, int layer, char label[16])
{
	const Graph *graph = &model->graphs[0];
	if (model->is_weights_only)
		return tensor_label(graph, layer, label);
	const Op *op = &graph->ops[layer];
	return tensor_label(graph, op->n_outputs ? op->outputs[0] : -1, label);
}

const char *layer_kind(const Model *model, int layer)
{
	return model->is_weights_only ? "tensor" : model->graphs[0].ops[layer].code->name;
}

/* --- Finding --- */

/* The name nearest to what was typed, if it may have been meant; NULL. */
static const char *nearest_name(const Model *model, const char *text, char label[16])
{
	int nearest = -1, least = 3;
	for (int i = 0; i < layer_count(model); i++) {
		int distance = word_distance(text, layer_name(model, i, label));
		if (distance < least && distance < (int)strlen(text)) {
			least = distance;
			nearest = i;
		}
	}
	return nearest < 0 ? NULL : layer_name(model, nearest, label);
}

static bool no_layer(const Model *model, const char *text, Error *err)
{
	char label[16];
	int n = layer_count(model);
	const char *nearest = nearest_name(model, text, label);
	if (n == 0)
		return failed(err, "no layer '%s': the model has none", text);
	if (nearest)
		return failed(err, "no layer '%s'; did you mean '%s'?", text, nearest);
	return failed(err,
		"no layer '%s': give its number (0 to %d, see whit info) or its name", text,
		n - 1);
}

int layer_find(const Model *model, const char *text, Error *err)
{
	char *end, label[16];
	long index = strtol(text, &end, 10);
	int found = -1, n = layer_count(model);
	if (*text && !*end && index >= 0 && index < n)
		return (int)index;
	for (int i = 0; i < n; i++) {
		if (strcmp(layer_name(model, i, label), text) != 0)
			continue;
		if (found >= 0) {
			failed(err, "layers %d and %d are both called '%s': give the number", found,
				i, text);
			return -1;
		}
		found = i;
	}
	if (found < 0)
		no_layer(model, text, err);
	return found;
}

/* --- Choosing --- */

/* Say why a layer cannot be worked on. */
static bool no_weights(const Model *model, int layer, const Error *why, Error *err)
{
	char label[16];
	if (why->text[0])
		return failed(err, "%s", why->text);
	return failed(err, "layer '%s' has no weights", layer_name(model, layer, label));
}

static bool choose_only(const Model *model, const Texts *only, bool *chosen, Error *err)
{
	for (int i = 0; i < only->n; i++) {
		Error why = {0};
		int layer = layer_find(model, only->values[i], err);
		if (layer < 0 ||
			(layer_weights(model, layer, &why) < 0 &&
				!no_weights(model, layer, &why, err)))
			return failed_in(err, "--only: ");
		chosen[layer] = true;
	}
	return true;
}

/* All that have weights; the first that cannot be worked on says why in *why. */
static void choose_all(const Model *model, bool *chosen, Error *why)
{
	for (int i = 0; i < layer_count(model); i++)
		chosen[i] = layer_weights(model, i, why) >= 0;
}

bool choose_layers(const Model *model, const LayerChoice *choice, bool *chosen,
	Error *err)
{
	Error why = {0};
	bool is_any = false;
	for (int i = 0; i < layer_count(model); i++)
		chosen[i] = false;
	if (choice->only.n == 0)
		choose_all(model, chosen, &why);
	else if (!choose_only(model, &choice->only, chosen, err))
		return false;
	for (int i = 0; i < choice->skip.n; i++) {
		int layer = layer_find(model, choice->skip.values[i], err);
		if (layer < 0)
			return failed_in(err, "--skip: ");
		chosen[layer] = false;
	}
	for (int i = 0; i < layer_count(model); i++)
		is_any = is_any || chosen[i];
	if (is_any)
		return true;
	return failed(err, "%s: %s", model->name,
		why.text[0] ? why.text : "no layer with weights is left to work on");
}
