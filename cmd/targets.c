/* SPDX-License-Identifier: Apache-2.0 */
/* targets: the microcontrollers that whit knows. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/options.h"
#include "cmd/print_json.h"
#include "cmd/target_options.h"

static void print_size(uint64_t bytes)
{
	if (bytes == NO_LIMIT)
		printf(" %9s", "-");
	else
		printf(" %5llu KiB", (unsigned long long)(bytes / 1024));
}

static void print_row(const Profile *profile)
{
	printf("%-16s %-11s", profile->name, core_info(profile->core)->name);
	if (profile->clock_hz)
		printf(" %4llu MHz", (unsigned long long)(profile->clock_hz / 1000000));
	else
		printf(" %8s", "-");
	print_size(profile->flash_bytes);
	print_size(profile->ram_bytes);
	printf("  %s%s\n", profile->board, profile->verified ? "" : " (unverified)");
}

static void print_text(const char *what, const char *text)
{
	if (text[0])
		printf("  %-9s  %s\n", what, text);
}

static void print_memory(const char *what, uint64_t bytes, uint64_t reserved)
{
	printf("  %-9s  ", what);
	if (bytes == NO_LIMIT)
		printf("no limit");
	else
		printf("%llu bytes", (unsigned long long)bytes);
	if (reserved)
		printf(", %llu reserved", (unsigned long long)reserved);
	printf("\n");
}

static void print_whole(const Profile *profile)
{
	printf("%s\n", profile->name);
	print_text("board", profile->board);
	print_text("vendor", profile->vendor);
	printf("  core       %s", core_info(profile->core)->name);
	if (profile->clock_hz)
		printf(", %llu MHz", (unsigned long long)(profile->clock_hz / 1000000));
	printf("\n");
	print_memory("flash", profile->flash_bytes, profile->reserved_flash_bytes);
	print_memory("RAM", profile->ram_bytes, profile->reserved_ram_bytes);
	print_text("reserved", profile->reserved_for);
	printf("  source     %s%s\n", profile->source,
		profile->verified ? "" : " (unverified)");
	print_text("note", profile->note);
}

static cJSON *profile_json(const Profile *profile)
{
	cJSON *json = cJSON_CreateObject();
	cJSON_AddStringToObject(json, "name", profile->name);
	cJSON_AddStringToObject(json, "board", profile->board);
	cJSON_AddStringToObject(json, "vendor", profile->vendor);
	cJSON_AddStringToObject(json, "core", core_info(profile->core)->name);
	if (profile->clock_hz)
		cJSON_AddNumberToObject(json, "clock_hz", (double)profile->clock_hz);
	add_limit(json, "flash_bytes", profile->flash_bytes, NO_LIMIT);
	add_limit(json, "ram_bytes", profile->ram_bytes, NO_LIMIT);
	cJSON_AddNumberToObject(json, "reserved_flash_bytes",
		(double)profile->reserved_flash_bytes);
	cJSON_AddNumberToObject(json, "reserved_ram_bytes",
		(double)profile->reserved_ram_bytes);
	cJSON_AddStringToObject(json, "reserved_for", profile->reserved_for);
	cJSON_AddStringToObject(json, "source", profile->source);
	cJSON_AddBoolToObject(json, "verified", profile->verified);
	cJSON_AddStringToObject(json, "note", profile->note);
	return json;
}

/* Print the list, or the one that was named. What --json prints, --targets reads. */
static void print_profiles(const Profiles *profiles, const Profile *only, bool as_json)
{
	if (as_json) {
		cJSON *json = report_json();
		cJSON *list = cJSON_AddArrayToObject(json, "profiles");
		for (int i = 0; i < profiles->n; i++)
			if (!only || only == &profiles->list[i])
				cJSON_AddItemToArray(list, profile_json(&profiles->list[i]));
		print_json(json, stdout);
	} else if (only) {
		print_whole(only);
	} else {
		printf("name             core           clock     flash       RAM  board\n");
		for (int i = 0; i < profiles->n; i++)
			print_row(&profiles->list[i]);
	}
}

int cmd_targets(Call *call)
{
	const char *name = NULL, *file = NULL;
	bool as_json = false;
	const Option options[] = {
		OPT_TARGETS(&file),
		OPT_JSON(&as_json),
		OPERAND(&name, "NAME", "show this one whole"),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Profiles profiles = {0};
	const Profile *only = NULL;
	bool ok = profiles_load(&profiles, file, &err) &&
		(!name || (only = profile_find(&profiles, name, &err)));
	if (ok)
		print_profiles(&profiles, only, as_json);
	profiles_finish(&profiles);
	return ok ? DONE : trouble(call, &err);
}
