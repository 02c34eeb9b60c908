/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/print_json.h"

#include <stdlib.h>

#include "cmd/columns.h"

enum { SCHEMA = 1 };

cJSON *report_json(void)
{
	cJSON *json = cJSON_CreateObject();
	cJSON_AddNumberToObject(json, "schema", SCHEMA);
	return json;
}

void add_count(cJSON *json, const char *key, int64_t value)
{
	cJSON_AddNumberToObject(json, key, (double)value);
}

void add_name(cJSON *json, const char *key, const char *name)
{
	Arena scratch = {0};
	cJSON_AddStringToObject(json, key, shown_name(&scratch, name, SIZE_MAX));
	arena_finish(&scratch);
}

cJSON *real_json(double value, int digits)
{
	char text[32];
	snprintf(text, sizeof text, "%.*g", digits, value);
	return cJSON_CreateRaw(text);
}

cJSON *ints_json(int n, const int *list)
{
	cJSON *json = cJSON_CreateArray();
	for (int i = 0; i < n; i++)
		cJSON_AddItemToArray(json, cJSON_CreateNumber(list[i]));
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
