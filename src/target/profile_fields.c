/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/profile_fields.h"

#include <math.h>
#include <string.h>

#include "src/target/profile.h"

enum { LONGEST_TEXT = 1000, MOST_KEYS = 64 };

/* The largest number that JSON's doubles hold exactly. */
static const double largest_number = 9007199254740992.0;

bool is_name(const char *text)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return n > 0 && n <= LONGEST_NAME;
}

bool read_text(const cJSON *item, Arena *arena, void *to, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "expected a text");
	const char **text = to;
	size_t n = strlen(item->valuestring);
	if (n > LONGEST_TEXT)
		return failed(err, "is longer than %d letters", LONGEST_TEXT);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)item->valuestring[i] < ' ' || item->valuestring[i] == 0x7f)
			return failed(err, "has control characters");
	*text = arena_copy(arena, item->valuestring, n + 1);
	return true;
}

bool read_name(const cJSON *item, Arena *arena, void *to, Error *err)
{
	const char **name = to;
	if (!read_text(item, arena, to, err))
		return false;
	if (!is_name(*name))
		return failed(err, "expected 1 to %d letters without spaces", LONGEST_NAME);
	return true;
}

bool read_whole(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	uint64_t *number = to;
	double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
	if (!(value >= 0 && value <= largest_number) || value != floor(value))
		return failed(err, "expected a whole number, 0 or more");
	*number = (uint64_t)value;
	return true;
}

bool read_limit(const cJSON *item, Arena *arena, void *to, Error *err)
{
	uint64_t *number = to;
	if (cJSON_IsNull(item)) {
		*number = NO_LIMIT;
		return true;
	}
	return read_whole(item, arena, to, err);
}

bool read_yes(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	bool *yes = to;
	if (!cJSON_IsBool(item))
		return failed(err, "expected true or false");
	*yes = cJSON_IsTrue(item);
	return true;
}

bool read_range(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	Range *range = to;
	bool is_pair = cJSON_IsArray(item) && cJSON_GetArraySize(item) == 2;
	const cJSON *low = is_pair ? cJSON_GetArrayItem(item, 0) : item;
	const cJSON *high = is_pair ? cJSON_GetArrayItem(item, 1) : item;
	if (!cJSON_IsNumber(low) || !cJSON_IsNumber(high) || !(low->valuedouble > 0) ||
		!(high->valuedouble >= low->valuedouble) ||
		!(high->valuedouble <= largest_number))
		return failed(err,
			"expected a number above 0, or a list of two, the lower first");
	*range = (Range){low->valuedouble, high->valuedouble};
	return true;
}

bool read_word(const cJSON *item, const char *const *words, int n, int *place, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "expected a text such as \"%s\"", words[n - 1]);
	char known[200] = "";
	for (int i = 0; i < n; i++) {
		if (!words[i])
			continue;
		if (strcmp(words[i], item->valuestring) == 0) {
			*place = i;
			return true;
		}
		strncat(known, known[0] ? ", " : "", sizeof known - strlen(known) - 1);
		strncat(known, words[i], sizeof known - strlen(known) - 1);
	}
	return failed(err, "'%.32s' is none of %s", item->valuestring, known);
}

static const Field *find_field(const Field *fields, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].key, key) == 0)
			return &fields[i];
	return NULL;
}

bool read_fields(const cJSON *object, const char *what, const Field *fields, size_t n,
	Arena *arena, Error *err)
{
	if (!cJSON_IsObject(object))
		return failed(err, "expected an object");
	if (cJSON_GetArraySize(object) > MOST_KEYS)
		return failed(err, "has more than %d keys", MOST_KEYS);
	const cJSON *item;
	cJSON_ArrayForEach(item, object)
	{
		const Field *field = find_field(fields, n, item->string);
		if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
			return failed(err, "'%.32s' comes twice", item->string);
		if (!(field ? field->read(item, arena, field->to, err)
					: failed(err, "is no key of a %s", what)))
			return failed_in(err, "'%.32s': ", item->string);
	}
	for (size_t i = 0; i < n; i++)
		if (fields[i].is_needed &&
			!cJSON_GetObjectItemCaseSensitive(object, fields[i].key))
			return failed(err, "'%s' is missing", fields[i].key);
	return true;
}
