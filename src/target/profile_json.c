/* SPDX-License-Identifier: Apache-2.0 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/target/profile.h"

enum { LONGEST_NAME = 64, LONGEST_TEXT = 1000 };

/* The largest number that JSON's doubles hold exactly. */
static const double largest_number = 9007199254740992.0;

static bool is_name(const char *text)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return n > 0 && n <= LONGEST_NAME;
}

static bool read_text(const cJSON *item, Arena *arena, const char **text, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "expected a text");
	size_t n = strlen(item->valuestring);
	if (n > LONGEST_TEXT)
		return failed(err, "is longer than %d letters", LONGEST_TEXT);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)item->valuestring[i] < ' ' || item->valuestring[i] == 0x7f)
			return failed(err, "has control characters");
	*text = arena_copy(arena, item->valuestring, n + 1);
	return true;
}

static bool read_name(const cJSON *item, Arena *arena, const char **name, Error *err)
{
	if (!read_text(item, arena, name, err))
		return false;
	if (!is_name(*name))
		return failed(err, "expected 1 to %d letters without spaces", LONGEST_NAME);
	return true;
}

static bool read_core(const cJSON *item, Core *core, Error *err)
{
	if (!cJSON_IsString(item))
		return failed(err, "expected a text such as \"cortex-m4\"");
	if (core_find(item->valuestring, core))
		return true;
	char known[160] = "";
	for (Core i = 0; i < N_CORES; i++) {
		strncat(known, i ? ", " : "", sizeof known - strlen(known) - 1);
		strncat(known, core_info(i)->name, sizeof known - strlen(known) - 1);
	}
	return failed(err, "'%.32s' is none of %s", item->valuestring, known);
}

static bool read_whole(const cJSON *item, uint64_t *number, Error *err)
{
	double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
	if (!(value >= 0 && value <= largest_number) || value != floor(value))
		return failed(err, "expected a whole number, 0 or more");
	*number = (uint64_t)value;
	return true;
}

static bool read_limit(const cJSON *item, uint64_t *number, Error *err)
{
	if (cJSON_IsNull(item)) {
		*number = NO_LIMIT;
		return true;
	}
	return read_whole(item, number, err);
}

static bool read_yes(const cJSON *item, bool *yes, Error *err)
{
	if (!cJSON_IsBool(item))
		return failed(err, "expected true or false");
	*yes = cJSON_IsTrue(item);
	return true;
}

/* One key's value into its field. */
static bool read_value(const cJSON *item, Arena *arena, Profile *profile, Error *err)
{
	const struct {
		const char *key;
		const char **text;
	} texts[] = {
		{"board", &profile->board},
		{"vendor", &profile->vendor},
		{"reserved_for", &profile->reserved_for},
		{"source", &profile->source},
		{"note", &profile->note},
	};
	const struct {
		const char *key;
		uint64_t *number;
		bool (*read)(const cJSON *item, uint64_t *number, Error *err);
	} numbers[] = {
		{"clock_hz", &profile->clock_hz, read_whole},
		{"flash_bytes", &profile->flash_bytes, read_limit},
		{"ram_bytes", &profile->ram_bytes, read_limit},
		{"reserved_flash_bytes", &profile->reserved_flash_bytes, read_whole},
		{"reserved_ram_bytes", &profile->reserved_ram_bytes, read_whole},
	};
	const char *key = item->string;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(key, texts[i].key) == 0)
			return read_text(item, arena, texts[i].text, err);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (strcmp(key, numbers[i].key) == 0)
			return numbers[i].read(item, numbers[i].number, err);
	if (strcmp(key, "name") == 0)
		return read_name(item, arena, &profile->name, err);
	if (strcmp(key, "core") == 0)
		return read_core(item, &profile->core, err);
	if (strcmp(key, "verified") == 0)
		return read_yes(item, &profile->verified, err);
	return failed(err, "is no key of a profile");
}

static bool check_profile(const cJSON *object, const Profile *profile, Error *err)
{
	static const char *const required[] = {"name", "core", "flash_bytes", "ram_bytes"};
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
		if (!cJSON_GetObjectItemCaseSensitive(object, required[i]))
			return failed(err, "'%s' is missing", required[i]);
	if (profile->reserved_flash_bytes > profile->flash_bytes)
		return failed(err, "'reserved_flash_bytes' is more than 'flash_bytes'");
	if (profile->reserved_ram_bytes > profile->ram_bytes)
		return failed(err, "'reserved_ram_bytes' is more than 'ram_bytes'");
	return true;
}

static bool read_profile(const cJSON *object, Arena *arena, Profile *profile, Error *err)
{
	enum { MOST_KEYS = 64 };
	*profile = (Profile){.name = "",
		.board = "",
		.vendor = "",
		.reserved_for = "",
		.source = "",
		.note = ""};
	if (!cJSON_IsObject(object))
		return failed(err, "expected an object");
	if (cJSON_GetArraySize(object) > MOST_KEYS)
		return failed(err, "has more than %d keys", MOST_KEYS);
	const cJSON *item;
	cJSON_ArrayForEach(item, object)
	{
		if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
			return failed(err, "'%.32s' comes twice", item->string);
		if (!read_value(item, arena, profile, err))
			return failed_in(err, "'%.32s': ", item->string);
	}
	return check_profile(object, profile, err);
}

static void put_profile(Profiles *profiles, Profile profile)
{
	for (int i = 0; i < profiles->n; i++) {
		if (strcmp(profiles->list[i].name, profile.name) == 0) {
			profiles->list[i] = profile;
			return;
		}
	}
	profiles->list = arena_grow(&profiles->arena, profiles->list, (size_t)profiles->n,
		&profiles->capacity, sizeof *profiles->list);
	profiles->list[profiles->n++] = profile;
}

/* "profile 3 (mypart): ", the name where it can be told. */
static bool in_profile(const cJSON *object, int place, Error *err)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(object, "name");
	if (cJSON_IsString(name) && is_name(name->valuestring))
		return failed_in(err, "profile %d (%s): ", place, name->valuestring);
	return failed_in(err, "profile %d: ", place);
}

static bool read_profiles(Profiles *profiles, const cJSON *root, Error *err)
{
	enum { MOST_PROFILES = 1000 };
	const cJSON *schema = cJSON_GetObjectItemCaseSensitive(root, "schema");
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "profiles");
	if (!cJSON_IsObject(root))
		return failed(err, "expected an object with \"schema\" and \"profiles\"");
	if (!cJSON_IsNumber(schema) || schema->valuedouble != 1)
		return failed(err, "'schema': expected 1");
	if (!cJSON_IsArray(list))
		return failed(err, "'profiles': expected a list");
	if (cJSON_GetArraySize(list) > MOST_PROFILES)
		return failed(err, "'profiles': more than %d", MOST_PROFILES);

	const cJSON *object;
	int place = 0;
	cJSON_ArrayForEach(object, list)
	{
		Profile profile;
		place++;
		if (!read_profile(object, &profiles->arena, &profile, err))
			return in_profile(object, place, err);
		put_profile(profiles, profile);
	}
	return true;
}

static int line_of(Bytes text, const char *place)
{
	const char *start = (const char *)text.data;
	int line = 1;
	for (const char *at = start; place && at < place && at < start + text.n; at++)
		line += *at == '\n';
	return line;
}

bool profiles_add(Profiles *profiles, Bytes json, const char *name, Error *err)
{
	const char *end = NULL;
	const char *text = (const char *)json.data;
	/* A closing 0 lets cJSON check that nothing follows. */
	char *copy = arena_alloc(&profiles->arena, json.n + 1);
	memcpy(copy, text, json.n);
	cJSON *root = cJSON_ParseWithLengthOpts(copy, json.n + 1, &end, true);
	if (!root)
		return failed(err, "%s: line %d: not JSON", name,
			line_of((Bytes){(const uint8_t *)copy, json.n}, end));
	bool ok = read_profiles(profiles, root, err);
	cJSON_Delete(root);
	return ok || failed_in(err, "%s: ", name);
}
