/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/print_json.h"

#include <stdlib.h>

enum { SCHEMA = 1 };

cJSON *report_json(void)
{
	cJSON *json = cJSON_CreateObject();
	cJSON_AddNumberToObject(json, "schema", SCHEMA);
	return json;
}

void add_limit(cJSON *json, const char *key, uint64_t value, uint64_t none)
{
	if (value == none)
		cJSON_AddNullToObject(json, key);
	else
		cJSON_AddNumberToObject(json, key, (double)value);
}

void print_json(cJSON *json, FILE *to)
{
	char *text = cJSON_Print(json);
	if (!text) {
		fprintf(stderr, "whit: out of memory\n");
		exit(2);
	}
	fprintf(to, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(json);
}
