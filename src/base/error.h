/* SPDX-License-Identifier: Apache-2.0 */
/* How a function says why it could not do its work. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

/* One line for a person; empty while nothing has gone wrong. */
typedef struct Error {
	char text[512];
} Error;

/*
 * Record why something failed and return false, so that a function can end with
 * `return failed(err, "tensor '%s': %d dims, expected 4", ...)`.
 *
 * The first failure wins: a text already there is kept. Control characters in it (from
 * hostile names) are replaced by '?', and it is cut to fit.
 */
bool failed(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Put a place in front of a failure on its way up ("conv1: " + text); returns false. */
bool failed_in(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
