/* SPDX-License-Identifier: Apache-2.0 */
/* How long work says how far it is. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdint.h>

/* report is called by one thread at a time, often; NULL for a Progress means nobody asks. */
typedef struct Progress {
	void (*report)(void *context, const char *what, int64_t done, int64_t total);
	void *context;
} Progress;

#endif
