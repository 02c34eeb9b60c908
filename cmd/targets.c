/* SPDX-License-Identifier: Apache-2.0 */
/* targets: the microcontrollers that whit knows, and which of them a model fits. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/options.h"
#include "cmd/print_json.h"
#include "cmd/target_options.h"
#include "cmd/targets_fits.h"
#include "cmd/targets_print.h"
#include "src/base/words.h"

typedef struct TargetsOptions {
	const char *name, *file, *core, *fits, *reserve;
	int64_t min_flash, min_ram; /* -1: any */
	Runtime runtime;
	bool json, sources;
} TargetsOptions;

/* "cortex-m4", or "m4" for it. */
static bool find_core(const char *word, Core *core, Error *err)
{
	char longer[32];
	snprintf(longer, sizeof longer, "cortex-%.16s", word);
	if (core_find(word, core) || core_find(longer, core))
		return true;
	Core nearest = 0;
	int least = 3; /* what is nearer was meant, perhaps */
	for (Core i = 0; i < N_CORES; i++) {
		int d = word_distance(longer, core_info(i)->name);
		int plain = word_distance(word, core_info(i)->name);
		d = plain < d ? plain : d;
		if (d < least) {
			least = d;
			nearest = i;
		}
	}
	if (least < 3)
		return failed(err, "no core '%s'; did you mean '%s'?", word,
			core_info(nearest)->name);
	return failed(err, "no core '%s'", word);
}

/* What is left once the rest is reserved, without a limit in one without. */
static bool has_room(uint64_t bytes, uint64_t reserved, int64_t least)
{
	return least < 0 || bytes == NO_LIMIT || bytes - reserved >= (uint64_t)least;
}

/* Whether a part is one that the options ask for, once what they reserve is taken from it; the error
 * is why that cannot be. */
static bool is_wanted(const TargetsOptions *options, const Core *core, Profiles *profiles,
	Profile *p, Error *err)
{
	if ((options->name && strcmp(options->name, p->name) != 0) ||
		(core && p->core != *core))
		return false;
	const Profile *taken =
		options->reserve ? profile_reserve(profiles, p, options->reserve, err) : p;
	if (!taken)
		return false;
	*p = *taken;
	return has_room(p->flash_bytes, p->reserved_flash_bytes, options->min_flash) &&
		has_room(p->ram_bytes, p->reserved_ram_bytes, options->min_ram);
}

/* Keep the profiles that the options ask for. */
static bool choose(const TargetsOptions *options, Profiles *profiles, Error *err)
{
	Core core = 0;
	Error refusal = {0};
	if (options->core && !find_core(options->core, &core, err))
		return false;
	int n = 0;
	for (int i = 0; i < profiles->n; i++)
		if (is_wanted(options, options->core ? &core : NULL, profiles, &profiles->list[i],
				&refusal))
			profiles->list[n++] = profiles->list[i];
	profiles->n = n;
	if (n > 0)
		return true;
	if (options->name && refusal.text[0])
		return failed(err, "%s", refusal.text);
	return options->reserve
		? failed(err, "no target is like that and has '%s' to reserve", options->reserve)
		: failed(err, "no target is like that");
}

/* What --json prints, --targets reads. */
static void print_profiles_json(const Profiles *profiles)
{
	cJSON *json = report_json();
	if (profiles->n_reserves)
		cJSON_AddItemToObject(json, "reserves",
			reserves_json(profiles->reserves, profiles->n_reserves));
	cJSON *list = cJSON_AddArrayToObject(json, "profiles");
	for (int i = 0; i < profiles->n; i++)
		cJSON_AddItemToArray(list, profile_json(&profiles->list[i]));
	print_json(json, stdout);
}

static void print_profiles(const TargetsOptions *options, const Profiles *profiles)
{
	if (options->json) {
		print_profiles_json(profiles);
	} else if (options->sources) {
		for (int i = 0; i < profiles->n; i++) {
			if (!options->name)
				printf("%s%s\n", i ? "\n" : "", profiles->list[i].name);
			print_sources(&profiles->list[i]);
		}
	} else if (options->name) {
		print_profile(&profiles->list[0], profiles);
	} else {
		print_profile_heads();
		for (int i = 0; i < profiles->n; i++)
			print_profile_row(&profiles->list[i]);
	}
}

int cmd_targets(Call *call)
{
	TargetsOptions to = {.min_flash = -1, .min_ram = -1};
	const Choice runtimes[] = {{"tflm", RUNTIME_TFLM}, {"c", RUNTIME_C},
		{"none", RUNTIME_NONE}, {0}};
	const Option options[] = {
		OPT_TEXT(0, "core", &to.core, "CORE", "only those with this core, as m4"),
		OPT_SIZE(0, "min-flash", &to.min_flash, 0, INT64_MAX / 2, "SIZE",
			"only those with so much flash left to a model"),
		OPT_SIZE(0, "min-ram", &to.min_ram, 0, INT64_MAX / 2, "SIZE",
			"only those with so much RAM left to a model"),
		OPT_TEXT(0, "fits", &to.fits, "MODEL",
			"only those that this model fits, smallest first"),
		OPT_CHOICE(0, "runtime", &to.runtime, runtimes, "RUNTIME",
			"what runs that model: TFLM, the C of export -f c, or what is not counted"),
		OPT_TEXT(0, "reserve", &to.reserve, "NAMES", "what runs beside the model"),
		OPT_FLAG(0, "sources", &to.sources, "show where each figure is from"),
		OPT_TARGETS(&to.file),
		OPT_JSON(&to.json),
		OPERAND(&to.name, "NAME", "show this one whole"),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Profiles profiles = {0};
	int status = TROUBLE;
	if (profiles_load(&profiles, to.file, &err) &&
		(!to.name || profile_find(&profiles, to.name, &err)) &&
		choose(&to, &profiles, &err)) {
		status = DONE;
		if (to.fits)
			status = print_fits(to.fits, to.runtime, &profiles, to.json, &err);
		else
			print_profiles(&to, &profiles);
	}
	profiles_finish(&profiles);
	return status == TROUBLE ? trouble(call, &err) : status;
}
