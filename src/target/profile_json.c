/* SPDX-License-Identifier: Apache-2.0 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "src/target/profile_parts.h"

static uint64_t bank_bytes(const Profile *profile, bool ram)
{
	uint64_t sum = 0;
	for (int i = 0; i < profile->n_banks; i++)
		if ((profile->banks[i].kind >= BANK_SRAM) == ram)
			sum += profile->banks[i].bytes;
	return sum;
}

/* Banks of a kind are all there is of it, so that what a model can have lies in them. */
static bool check_banks(const Profile *profile, bool ram, Error *err)
{
	uint64_t sum = bank_bytes(profile, ram);
	uint64_t bytes = ram ? profile->ram_bytes : profile->flash_bytes;
	return sum == 0 || bytes <= sum ||
		failed(err, "'banks': have %llu bytes, less than '%s'", (unsigned long long)sum,
			figure_key(ram ? FIGURE_RAM : FIGURE_FLASH));
}

static bool check_profile(const Profile *profile, Error *err)
{
	if (profile->reserved_flash_bytes > profile->flash_bytes)
		return failed(err, "'reserved_flash_bytes' is more than 'flash_bytes'");
	if (profile->reserved_ram_bytes > profile->ram_bytes)
		return failed(err, "'reserved_ram_bytes' is more than 'ram_bytes'");
	if (profile->active_ua.high > 0 && !profile->active_at_hz)
		return failed(err, "'active_at_hz' is missing, or 0, beside 'active_ua'");
	return check_banks(profile, false, err) && check_banks(profile, true, err);
}

static bool read_profile(const cJSON *object, Arena *arena, Profile *profile, Error *err)
{
	Profile p = {.name = "",
		.board = "",
		.vendor = "",
		.vector = "",
		.accelerator = "",
		.reserved_for = "",
		.source = "",
		.note = ""};
	BankList banks = {0};
	ReserveList reserves = {0};
	const Field fields[] = {
		{"name", read_name, &p.name, true},
		{"board", read_text, &p.board, false},
		{"vendor", read_text, &p.vendor, false},
		{"core", read_core, &p.core, true},
		{"n_cores", read_whole, &p.n_cores, false},
		{"clock_hz", read_whole, &p.clock_hz, false},
		{"fpu", read_fpu, &p.fpu, false},
		{"dsp", read_yes, &p.dsp, false},
		{"mve", read_yes, &p.mve, false},
		{"vector", read_text, &p.vector, false},
		{"accelerator", read_text, &p.accelerator, false},
		{"flash_bytes", read_limit, &p.flash_bytes, true},
		{"ram_bytes", read_limit, &p.ram_bytes, true},
		{"banks", read_banks, &banks, false},
		{"reserved_flash_bytes", read_whole, &p.reserved_flash_bytes, false},
		{"reserved_ram_bytes", read_whole, &p.reserved_ram_bytes, false},
		{"reserved_for", read_text, &p.reserved_for, false},
		{"reserves", read_reserves, &reserves, false},
		{"supply_mv", read_whole, &p.supply_mv, false},
		{"active_ua", read_range, &p.active_ua, false},
		{"active_at_hz", read_whole, &p.active_at_hz, false},
		{"active_ua_per_mhz", read_range, &p.active_ua_per_mhz, false},
		{"source", read_text, &p.source, false},
		{"verified", read_yes, &p.verified, false},
		{"sources", read_sources, p.sources, false},
		{"note", read_text, &p.note, false},
	};
	if (!read_fields(object, "profile", fields, sizeof fields / sizeof fields[0], arena,
			err))
		return false;
	if (!cJSON_GetObjectItemCaseSensitive(object, "dsp"))
		p.dsp = core_info(p.core)->has_dsp;
	if (!cJSON_GetObjectItemCaseSensitive(object, "mve"))
		p.mve = core_info(p.core)->has_mve;
	p.banks = banks.list;
	p.n_banks = banks.n;
	p.reserves = reserves.list;
	p.n_reserves = reserves.n;
	*profile = p;
	return check_profile(profile, err);
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

	ReserveList reserves = {0};
	const cJSON *common = cJSON_GetObjectItemCaseSensitive(root, "reserves");
	if (common && !read_reserves(common, &profiles->arena, &reserves, err))
		return failed_in(err, "'reserves': ");
	if (common) {
		profiles->reserves = reserves.list;
		profiles->n_reserves = reserves.n;
	}

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
