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
 * Errors name the file; an empty one is an error, and so is one that memory cannot hold.
 */
bool file_read(const char *path, Arena *arena, Bytes *bytes, Error *err);

/*
 * Write a whole file: to a temporary beside the target, flushed, then renamed over it, so
 * that the target is either as it was or complete. A symbolic link stays one: what it leads
 * to is replaced, and one that leads nowhere is refused. A target that is no regular file
 * (a pipe, a device) is written directly. NULL or "-" is standard output.
 */
bool file_write(const char *path, Bytes bytes, Error *err);

/*
 * Fail as file_write would, as far as that can be told without touching what is there: to
 * be asked before long work.
 */
bool file_write_check(const char *path, Error *err);

/*
 * file_write in two steps, for files that belong together: stage them all, then commit them
 * all, then discard them all, whatever happened.
 *
 *   StagedFile a = {0}, b = {0};
 *   bool ok = file_stage(&a, "a", bytes_a, arena, err) &&
 *       file_stage(&b, "b", bytes_b, arena, err) &&
 *       file_commit(&a, err) && file_commit(&b, err);
 *   file_discard(&a);
 *   file_discard(&b);
 *
 * Staging does all that is likely to fail: it refuses a target that cannot be replaced, as
 * a folder, and takes the disk space. A commit only renames. Not promised: that no rename
 * fails (another user's file in /tmp, say) or is cut off from the next by a power cut; and
 * what is written directly is written by the commit.
 */
typedef struct StagedFile {
	const char *path;      /* the caller's */
	Bytes bytes;           /* the caller's, to last until the commit */
	const char *target;    /* behind links; NULL where it is written directly */
	const char *temporary; /* beside the target, until it is committed or discarded */
} StagedFile;

/* The names are in the arena. */
bool file_stage(StagedFile *file, const char *path, Bytes bytes, Arena *arena,
	Error *err);
bool file_commit(StagedFile *file, Error *err);

/* Remove the temporary, if it is still there; fine on one that is zeroed or committed. */
void file_discard(StagedFile *file);

#endif
