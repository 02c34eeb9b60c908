/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/print_json.h"
#include "cmd/targets_print.h"

/* Words and numbers that a file may leave out are left out where nothing is known. */
static void add_text(cJSON *json, const char *key, const char *text)
{
	if (text[0])
		cJSON_AddStringToObject(json, key, text);
}

static void add_number(cJSON *json, const char *key, uint64_t value)
{
	if (value)
		cJSON_AddNumberToObject(json, key, (double)value);
}

static void add_range(cJSON *json, const char *key, Range range)
{
	if (!(range.high > 0))
		return;
	if (range.high > range.low) {
		cJSON *pair = cJSON_AddArrayToObject(json, key);
		cJSON_AddItemToArray(pair, cJSON_CreateNumber(range.low));
		cJSON_AddItemToArray(pair, cJSON_CreateNumber(range.high));
	} else {
		cJSON_AddNumberToObject(json, key, range.low);
	}
}

cJSON *reserves_json(const Reserve *reserves, int n)
{
	cJSON *list = cJSON_CreateArray();
	for (int i = 0; i < n; i++) {
		cJSON *json = cJSON_CreateObject();
		cJSON_AddStringToObject(json, "name", reserves[i].name);
		add_number(json, "flash_bytes", reserves[i].flash_bytes);
		add_number(json, "ram_bytes", reserves[i].ram_bytes);
		cJSON_AddStringToObject(json, "for", reserves[i].what);
		add_text(json, "source", reserves[i].source);
		cJSON_AddItemToArray(list, json);
	}
	return list;
}

static void add_banks(cJSON *json, const Profile *profile)
{
	if (!profile->n_banks)
		return;
	cJSON *list = cJSON_AddArrayToObject(json, "banks");
	for (int i = 0; i < profile->n_banks; i++) {
		const Bank *bank = &profile->banks[i];
		cJSON *item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "name", bank->name);
		cJSON_AddStringToObject(item, "kind", bank_kind_name(bank->kind));
		cJSON_AddNumberToObject(item, "bytes", (double)bank->bytes);
		cJSON_AddItemToArray(list, item);
	}
}

static void add_sources(cJSON *json, const Profile *profile)
{
	cJSON *all = cJSON_CreateObject();
	for (Figure f = 0; f < N_FIGURES; f++) {
		const FigureSource *of = &profile->sources[f];
		if (!of->source)
			continue;
		cJSON *one = cJSON_AddObjectToObject(all, figure_key(f));
		cJSON_AddStringToObject(one, "source", of->source);
		cJSON_AddStringToObject(one, "confidence", confidence_name(of->confidence));
	}
	if (all->child)
		cJSON_AddItemToObject(json, "sources", all);
	else
		cJSON_Delete(all);
}

static void add_core(cJSON *json, const Profile *profile)
{
	cJSON_AddStringToObject(json, "core", core_info(profile->core)->name);
	add_number(json, "n_cores", profile->n_cores);
	add_number(json, "clock_hz", profile->clock_hz);
	if (profile->fpu != FPU_UNKNOWN)
		cJSON_AddStringToObject(json, "fpu", fpu_name(profile->fpu));
	cJSON_AddBoolToObject(json, "dsp", profile->dsp);
	cJSON_AddBoolToObject(json, "mve", profile->mve);
	add_text(json, "vector", profile->vector);
	add_text(json, "accelerator", profile->accelerator);
}

cJSON *profile_json(const Profile *profile)
{
	cJSON *json = cJSON_CreateObject();
	cJSON_AddStringToObject(json, "name", profile->name);
	cJSON_AddStringToObject(json, "board", profile->board);
	cJSON_AddStringToObject(json, "vendor", profile->vendor);
	add_core(json, profile);
	add_limit(json, "flash_bytes", profile->flash_bytes, NO_LIMIT);
	add_limit(json, "ram_bytes", profile->ram_bytes, NO_LIMIT);
	add_banks(json, profile);
	cJSON_AddNumberToObject(json, "reserved_flash_bytes",
		(double)profile->reserved_flash_bytes);
	cJSON_AddNumberToObject(json, "reserved_ram_bytes",
		(double)profile->reserved_ram_bytes);
	cJSON_AddStringToObject(json, "reserved_for", profile->reserved_for);
	if (profile->n_reserves)
		cJSON_AddItemToObject(json, "reserves",
			reserves_json(profile->reserves, profile->n_reserves));
	add_number(json, "supply_mv", profile->supply_mv);
	add_range(json, "active_ua", profile->active_ua);
	add_number(json, "active_at_hz", profile->active_at_hz);
	add_range(json, "active_ua_per_mhz", profile->active_ua_per_mhz);
	cJSON_AddStringToObject(json, "source", profile->source);
	cJSON_AddBoolToObject(json, "verified", profile->verified);
	add_sources(json, profile);
	cJSON_AddStringToObject(json, "note", profile->note);
	return json;
}
