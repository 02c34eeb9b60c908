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

const Profile *profile_find(const Profiles *profiles, const char *name, Error *err)
{
	const Profile *nearest = NULL;
	size_t half = strlen(name) / 2;
	int least = half < 3 ? 1 + (int)half : 4; /* what is nearer was meant, perhaps */
	for (int i = 0; i < profiles->n; i++) {
		const Profile *profile = &profiles->list[i];
		if (strcmp(profile->name, name) == 0)
			return profile;
		int d = word_distance(name, profile->name);
		if (d < least) {
			least = d;
			nearest = profile;
		}
	}
	if (nearest)
		failed(err, "no target '%s'; did you mean '%s'? ('whit targets' lists them)",
			name, nearest->name);
	else
		failed(err, "no target '%s' ('whit targets' lists them)", name);
	return NULL;
}
