/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of profiles: what is read has a core, a name, and fits its own limits. */
#include <stdlib.h>

#include "src/target/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Profiles profiles = {0};
	Error err = {0};
	if (profiles_add(&profiles, (Bytes){data, size}, "fuzz.json", &err)) {
		for (int i = 0; i < profiles.n; i++) {
			const Profile *profile = &profiles.list[i];
			if (profile_find(&profiles, profile->name, &err) != profile ||
				profile->core >= N_CORES ||
				profile->reserved_ram_bytes > profile->ram_bytes)
				abort();
		}
	}
	profiles_finish(&profiles);
	return 0;
}
