/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/profile.h"

#include <ctype.h>
#include <string.h>

#include "src/base/file.h"
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

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Letters to insert, delete or change to turn one name into the other, case aside. Names
 * longer than can be compared are as far as can be. */
static int distance(const char *a, const char *b)
{
	enum { MOST = 64 };
	size_t n_a = strlen(a), n_b = strlen(b);
	if (n_a > MOST || n_b > MOST)
		return MOST;
	int row[MOST + 1];
	for (size_t j = 0; j <= n_b; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= n_a; i++) {
		int diagonal = row[0];
		row[0] = (int)i;
		for (size_t j = 1; j <= n_b; j++) {
			bool same =
				tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
			int changed = diagonal + !same;
			diagonal = row[j];
			row[j] = smaller(changed, smaller(row[j], row[j - 1]) + 1);
		}
	}
	return row[n_b];
}

const Profile *profile_find(const Profiles *profiles, const char *name, Error *err)
{
	const Profile *nearest = NULL;
	int least = smaller(4, 1 + (int)strlen(name) / 2);
	for (int i = 0; i < profiles->n; i++) {
		const Profile *profile = &profiles->list[i];
		if (strcmp(profile->name, name) == 0)
			return profile;
		int d = distance(name, profile->name);
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
