/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles of microcontrollers for people and for machines. */
#ifndef CMD_TARGETS_PRINT_H
#define CMD_TARGETS_PRINT_H

#include <cjson/cJSON.h>

#include "src/target/profile.h"

/* The list's headings, and a row of it. */
void print_profile_heads(void);
void print_profile_row(const Profile *profile);

/* All that is known of one; reserves are those of any part. */
void print_profile(const Profile *profile, const Profiles *profiles);

/* Each figure that is known, where it is from, and how it was come by. */
void print_sources(const Profile *profile);

/* What --targets reads. */
cJSON *profile_json(const Profile *profile);
cJSON *reserves_json(const Reserve *reserves, int n);

#endif
