/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/profile.h"

#include <string.h>

#include "src/base/file.h"
#include "src/base/words.h"
#include "src/target/mcus_json.h"

bool profiles_load(Profiles *profiles, const char *path, Error *err)
{
	Bytes built_in = {(const uint8_t *)mcus_json, mcus_json_bytes}, file;
	if (!profiles_add(profiles, built_in, "mcus.json", err))
		return false;
	return !path ||
		(file_read(path, &profiles->arena, &file, err) &&
			profiles_add(profiles, file, input_name(path), err));
}

void profiles_finish(Profiles *profiles)
{
	arena_finish(&profiles->arena);
	*profiles = (Profiles){0};
}

/* How far a word is from a name; what a name begins with is nearly it. */
static int distance(const char *word, const char *name)
{
	enum { TELLING = 4 }; /* letters that a beginning needs */
	size_t n = strlen(word);
	return n >= TELLING && strncmp(word, name, n) == 0 ? 1 : word_distance(word, name);
}

/* Say that there is no such target, with the nearest names, of equals the first few. */
static void suggest(const Profiles *profiles, const char *name, Error *err)
{
	enum { MOST = 3 };
	const char *nearest[MOST] = {NULL};
	size_t half = strlen(name) / 2;
	int least = half < 3 ? 1 + (int)half : 4; /* what is nearer was meant, perhaps */
	int n = 0;
	for (int i = 0; i < profiles->n; i++) {
		int d = distance(name, profiles->list[i].name);
		if (d < least) {
			least = d;
			n = 0;
			nearest[n++] = profiles->list[i].name;
		} else if (d == least && n > 0 && n < MOST) {
			nearest[n++] = profiles->list[i].name;
		}
	}
	failed(err, "no target '%s'%s%s%s%s%s%s%s ('whit targets' lists them)", name,
		n ? "; did you mean '" : "", n ? nearest[0] : "", n > 2 ? "', '" : "",
		n > 2 ? nearest[1] : "", n > 1 ? "' or '" : "", n > 1 ? nearest[n - 1] : "",
		n ? "'?" : "");
}

const Profile *profile_find(const Profiles *profiles, const char *name, Error *err)
{
	for (int i = 0; i < profiles->n; i++)
		if (strcmp(profiles->list[i].name, name) == 0)
			return &profiles->list[i];
	suggest(profiles, name, err);
	return NULL;
}

static const Reserve *find_in(const Reserve *list, int n, const char *name, size_t length)
{
	for (int i = 0; i < n; i++)
		if (strlen(list[i].name) == length && memcmp(list[i].name, name, length) == 0)
			return &list[i];
	return NULL;
}

/* "ble, freertos": what may be reserved on a profile. */
static const char *known_reserves(Profiles *profiles, const Profile *profile)
{
	const char *known = "";
	for (int i = 0; i < profile->n_reserves + profiles->n_reserves; i++)
		known = arena_text(&profiles->arena, "%s%s%s", known, i ? ", " : "",
			i < profile->n_reserves ? profile->reserves[i].name
									: profiles->reserves[i - profile->n_reserves].name);
	return known;
}

static bool add_reserve(Profiles *profiles, Profile *profile, const char *name,
	size_t length, Error *err)
{
	const Reserve *found = find_in(profile->reserves, profile->n_reserves, name, length);
	if (!found)
		found = find_in(profiles->reserves, profiles->n_reserves, name, length);
	if (!found)
		return failed(err, "nothing to reserve is called '%.*s'; %s knows: %s",
			length < 64 ? (int)length : 64, name, profile->name,
			known_reserves(profiles, profile));
	if (found->flash_bytes > profile->flash_bytes - profile->reserved_flash_bytes ||
		found->ram_bytes > profile->ram_bytes - profile->reserved_ram_bytes)
		return failed(err, "%s has less memory than '%s' reserves", profile->name,
			found->name);
	profile->reserved_flash_bytes += found->flash_bytes;
	profile->reserved_ram_bytes += found->ram_bytes;
	profile->reserved_for = arena_text(&profiles->arena, "%s%s%s", profile->reserved_for,
		profile->reserved_for[0] ? "; " : "", found->what);
	return true;
}

const Profile *profile_reserve(Profiles *profiles, const Profile *profile,
	const char *names, Error *err)
{
	Profile reserved = *profile;
	for (const char *at = names;; at++) {
		size_t length = strcspn(at, ",");
		if (!add_reserve(profiles, &reserved, at, length, err))
			return NULL;
		at += length;
		if (!*at)
			break;
	}
	return arena_copy(&profiles->arena, &reserved, sizeof reserved);
}

Range profile_active_ua(const Profile *profile, uint64_t clock_hz)
{
	Range known = profile->active_ua;
	double share = 0;
	if (known.high > 0) {
		share = (double)clock_hz / (double)profile->active_at_hz;
	} else {
		known = profile->active_ua_per_mhz;
		share = (double)clock_hz / 1e6;
	}
	return (Range){known.low * share, known.high * share};
}

FigureSource profile_source(const Profile *profile, Figure figure)
{
	const CoreInfo *core = core_info(profile->core);
	if (profile->sources[figure].source)
		return profile->sources[figure];
	if ((figure == FIGURE_DSP && profile->dsp == core->has_dsp) ||
		(figure == FIGURE_MVE && profile->mve == core->has_mve))
		return (FigureSource){"the core, as microcontrollers have it", DERIVED};
	return (FigureSource){profile->source, profile->verified ? READ : UNVERIFIED};
}
