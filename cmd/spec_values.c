/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/spec_values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/base/words.h"

enum { LIST_BYTES = 240 };

static const cJSON *item_of(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

bool spec_refuse(const char *key, const cJSON *item, const char *expected, Error *err)
{
	char *text = cJSON_PrintUnformatted(item);
	failed(err, "%s: expected %s, not %.40s", key, expected, text ? text : "that");
	cJSON_free(text);
	return false;
}

/* --- Keys --- */

const char *spec_nearest(const char *typed, const char *const *words)
{
	const char *nearest = NULL;
	int least = 3;
	for (; *words; words++) {
		int distance = word_distance(typed, *words);
		if (distance < least && distance < (int)strlen(typed)) {
			least = distance;
			nearest = *words;
		}
	}
	return nearest;
}

/* "kernel, stride, name" */
static const char *listed(const char *const *words, char text[LIST_BYTES])
{
	size_t n = 0;
	text[0] = '\0';
	for (int i = 0; words[i] && n < LIST_BYTES; i++)
		n += (size_t)snprintf(text + n, LIST_BYTES - n, "%s%s", i > 0 ? ", " : "",
			words[i]);
	return text;
}

static bool is_among(const char *key, const char *const *keys)
{
	for (; *keys; keys++)
		if (strcmp(key, *keys) == 0)
			return true;
	return false;
}

bool spec_keys(const cJSON *object, const char *const *keys, Error *err)
{
	char text[LIST_BYTES];
	for (const cJSON *item = object->child; item; item = item->next) {
		const char *key = item->string;
		if (is_among(key, keys)) {
			if (item_of(object, key) != item)
				return failed(err, "'%.40s' twice", key);
			continue;
		}
		const char *nearest = spec_nearest(key, keys);
		if (nearest)
			return failed(err, "'%.40s' is unknown here; did you mean '%s'?", key,
				nearest);
		return failed(err, "'%.40s' is unknown here; there may be %s", key,
			listed(keys, text));
	}
	return true;
}

/* --- Numbers --- */

static bool is_whole(const cJSON *item, int least, int most)
{
	return cJSON_IsNumber(item) && item->valuedouble >= least &&
		item->valuedouble <= most && floor(item->valuedouble) == item->valuedouble;
}

bool spec_whole(const cJSON *object, const char *key, int least, int most, int *value,
	Error *err)
{
	char expected[80];
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (!is_whole(item, least, most)) {
		snprintf(expected, sizeof expected, "a whole number from %d to %d", least, most);
		return spec_refuse(key, item, expected, err);
	}
	*value = (int)item->valuedouble;
	return true;
}

/* Whether all in a list are whole numbers; fills as many as most_n. */
static bool take_wholes(const cJSON *list, int least, int most, int most_n, int *values,
	int *n)
{
	int count = 0;
	for (const cJSON *item = list->child; item; item = item->next) {
		if (count == most_n || !is_whole(item, least, most))
			return false;
		values[count++] = (int)item->valuedouble;
	}
	*n = count;
	return count > 0;
}

bool spec_wholes(const cJSON *object, const char *key, int least, int most, int most_n,
	int *values, int *n, Error *err)
{
	char expected[120];
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (is_whole(item, least, most)) {
		values[0] = (int)item->valuedouble;
		*n = 1;
		return true;
	}
	if (cJSON_IsArray(item) && take_wholes(item, least, most, most_n, values, n))
		return true;
	snprintf(expected, sizeof expected,
		"a whole number from %d to %d, or a list of up to %d", least, most, most_n);
	return spec_refuse(key, item, expected, err);
}

bool spec_pair(const cJSON *object, const char *key, int least, int most, int value[2],
	Error *err)
{
	char expected[120];
	int both[2], n = 0;
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (is_whole(item, least, most)) {
		value[0] = value[1] = (int)item->valuedouble;
		return true;
	}
	if (cJSON_IsArray(item) && take_wholes(item, least, most, 2, both, &n) && n == 2) {
		value[0] = both[0];
		value[1] = both[1];
		return true;
	}
	snprintf(expected, sizeof expected,
		"a whole number from %d to %d, or [height, width]", least, most);
	return spec_refuse(key, item, expected, err);
}

bool spec_number(const cJSON *object, const char *key, double least, double most,
	double *value, Error *err)
{
	char expected[80];
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= least) ||
		!(item->valuedouble <= most)) {
		snprintf(expected, sizeof expected, "a number from %g to %g", least, most);
		return spec_refuse(key, item, expected, err);
	}
	*value = item->valuedouble;
	return true;
}

/* --- Others --- */

bool spec_flag(const cJSON *object, const char *key, bool *value, Error *err)
{
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (!cJSON_IsBool(item))
		return spec_refuse(key, item, "true or false", err);
	*value = cJSON_IsTrue(item);
	return true;
}

bool spec_word(const cJSON *object, const char *key, const Choice *choices, int *value,
	Error *err)
{
	const cJSON *item = item_of(object, key);
	const char *words[32] = {NULL};
	char expected[LIST_BYTES];
	if (!item)
		return true;
	for (int i = 0; choices[i].name; i++) {
		words[i] = choices[i].name;
		if (cJSON_IsString(item) && strcmp(item->valuestring, choices[i].name) == 0) {
			*value = choices[i].value;
			return true;
		}
	}
	return spec_refuse(key, item, listed(words, expected), err);
}

bool spec_text(const cJSON *object, const char *key, const char **value, Error *err)
{
	const cJSON *item = item_of(object, key);
	if (!item)
		return true;
	if (!cJSON_IsString(item) || !item->valuestring[0])
		return spec_refuse(key, item, "a text", err);
	*value = item->valuestring;
	return true;
}
