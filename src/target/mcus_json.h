/* SPDX-License-Identifier: Apache-2.0 */
/* The text of mcus.json, built in. */
#ifndef TARGET_MCUS_JSON_H
#define TARGET_MCUS_JSON_H

#include <stddef.h>

extern const char mcus_json[];
extern const size_t mcus_json_bytes; /* without a closing 0 */

#endif
