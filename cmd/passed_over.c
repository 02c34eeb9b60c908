/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/passed_over.h"

#include "cmd/layer_choice.h"
#include "cmd/print_json.h"

static bool is_passed_over(const Model *model, int layer, Error *why)
{
	return layer_weights(model, layer, why) < 0 && why->text[0];
}

void print_passed_over(const Model *model, FILE *to)
{
	Error first = {0};
	int n = 0;
	for (int i = 0; i < layer_count(model); i++) {
		Error why = {0};
		n += is_passed_over(model, i, &why);
		if (why.text[0])
			failed(&first, "%s", why.text);
	}
	if (n == 1)
		fprintf(to, "\npassed over: %s\n", first.text);
	else if (n > 1)
		fprintf(to, "\npassed over: %s, and %d more\n", first.text, n - 1);
}

void add_passed_over(cJSON *json, const Model *model)
{
	cJSON *list = cJSON_AddArrayToObject(json, "passed_over");
	for (int i = 0; i < layer_count(model); i++) {
		char label[16];
		Error why = {0};
		if (!is_passed_over(model, i, &why))
			continue;
		cJSON *item = cJSON_CreateObject();
		add_count(item, "index", i);
		add_name(item, "operator", layer_kind(model, i));
		add_name(item, "name", layer_name(model, i, label));
		add_name(item, "why", why.text);
		cJSON_AddItemToArray(list, item);
	}
}
