/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/built_in.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

cJSON *built_in_member(const char *json, size_t n_bytes, const char *name)
{
	char key[64];
	int n = snprintf(key, sizeof key, "\"%s\": ", name);
	const char *found = n < (int)sizeof key ? strstr(json, key) : NULL;
	if (!found)
		return NULL;
	size_t at = (size_t)(found - json) + (size_t)n;
	return cJSON_ParseWithLengthOpts(json + at, n_bytes - at, NULL, false);
}
