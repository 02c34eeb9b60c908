/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/safetensors/header.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/arena.h"
#include "src/base/utf8.h"

/* A zero would end a text too early: neither as it is, nor as JSON writes it. */
static bool has_zero(Bytes header)
{
	static const char zero[] = "u0000";
	enum { ZERO_BYTES = sizeof zero - 1 };
	if (memchr(header.data, 0, header.n))
		return true;
	for (size_t i = 0; i + 1 < header.n; i++) {
		if (header.data[i] != '\\')
			continue;
		i++; /* what is escaped may be another backslash */
		if (bytes_have(header, i, ZERO_BYTES) &&
			memcmp(header.data + i, zero, ZERO_BYTES) == 0)
			return true;
	}
	return false;
}

cJSON *header_parse(Bytes header, Error *err)
{
	const char *text = (const char *)header.data, *end = NULL;
	if (has_zero(header)) {
		failed(err, "header: a text has a zero in it");
		return NULL;
	}
	cJSON *root = cJSON_ParseWithLengthOpts(text, header.n, &end, false);
	while (root && end < text + header.n && strchr(" \t\r\n", *end))
		end++;
	if (root && cJSON_IsObject(root) && end == text + header.n)
		return root;
	failed(err, "header: not JSON, or not an object of it");
	cJSON_Delete(root);
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool check_sorted(const char *const *names, size_t n, Error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (!utf8_is_valid(names[i]))
			return failed(err, "'%.64s' is not UTF-8", names[i]);
		if (i > 0 && strcmp(names[i - 1], names[i]) == 0)
			return failed(err, "'%.64s' comes twice", names[i]);
	}
	return true;
}

bool header_check_names(const cJSON *object, Error *err)
{
	Arena scratch = {0};
	size_t n = 0, count = (size_t)cJSON_GetArraySize(object);
	const char **names = arena_array(&scratch, count, sizeof *names);
	for (const cJSON *item = object->child; item; item = item->next)
		names[n++] = item->string;
	if (n > 0)
		qsort(names, n, sizeof *names, compare_names);
	bool ok = check_sorted(names, n, err);
	arena_finish(&scratch);
	return ok;
}
