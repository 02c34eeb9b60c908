/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a microcontroller, or the board it is on. Profiles are JSON:
 *
 *   {"schema": 1, "profiles": [{"name": "mypart", "core": "cortex-m4",
 *     "flash_bytes": 1048576, "ram_bytes": 262144}]}
 *
 * Those four keys are required, null standing for no limit; the rest of Profile's fields are
 * optional keys of the same names.
 */
#ifndef TARGET_PROFILE_H
#define TARGET_PROFILE_H

#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/target/core.h"

#define NO_LIMIT UINT64_MAX

/* Texts are "" where the file says nothing. */
typedef struct Profile {
	const char *name;
	const char *board, *vendor;
	Core core;
	uint64_t clock_hz;               /* 0: not known */
	uint64_t flash_bytes, ram_bytes; /* of the part; NO_LIMIT for none */

	/* Taken before the model comes (bootloader, radio stack, RTOS), and by what. */
	uint64_t reserved_flash_bytes, reserved_ram_bytes;
	const char *reserved_for;

	const char *source; /* where the figures are from */
	bool verified;      /* they were read there, not remembered */
	const char *note;
} Profile;

/* Profiles in order of arrival, and the arena they lie in; zeroed is empty. */
typedef struct Profiles {
	Arena arena;
	Profile *list;
	int n;
	size_t capacity;
} Profiles;

/*
 * Add the profiles of a JSON text, which name stands for in messages. One whose name is
 * there already takes the other's place whole. Fails, with profile and key in the error,
 * for what is malformed, missing, unknown or out of range; profiles are then fit to finish
 * only.
 */
bool profiles_add(Profiles *profiles, Bytes json, const char *name, Error *err);

/* The profiles built in, and those of a file over them; path may be NULL for none. */
bool profiles_load(Profiles *profiles, const char *path, Error *err);

void profiles_finish(Profiles *profiles);

/* NULL where there is no such profile; the error then suggests the nearest name. */
const Profile *profile_find(const Profiles *profiles, const char *name, Error *err);

#endif
