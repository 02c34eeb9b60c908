/* SPDX-License-Identifier: Apache-2.0 */
/* The text of latency.json, built in: what tests/latency/run.sh --json printed. */
#ifndef TARGET_LATENCY_JSON_H
#define TARGET_LATENCY_JSON_H

#include <stddef.h>

extern const char latency_json[];
extern const size_t latency_json_bytes; /* without a closing 0 */

#endif
