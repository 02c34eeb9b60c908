/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files in, whole files out. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

/* What a path is called in messages: "(stdin)" and "(stdout)" for "-" or NULL. */
const char *input_name(const char *path);
const char *output_name(const char *path);

/*
 * Read a whole file, or standard input where path is NULL or "-", into the arena.
 * Errors name the file; an empty one is an error.
 */
bool file_read(const char *path, Arena *arena, Bytes *bytes, Error *err);

/*
 * Write a whole file: to a temporary beside the target, flushed, then renamed over it, so
 * that the target is either as it was or complete. A target that is no regular file (a
 * pipe, a device) is written directly. NULL or "-" is standard output.
 */
bool file_write(const char *path, Bytes bytes, Error *err);

#endif
