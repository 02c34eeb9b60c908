/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is given back all at once.
 *
 * Whoever holds an Arena owns everything made in it. A zeroed Arena is valid and empty.
 * Running out of memory prints a line and exits with 2, so no function here can fail.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* What memory starts on: whole cache lines from 64 bytes on, less for smaller things. */
enum { ARENA_ALIGNMENT = 64, ARENA_SMALL_ALIGNMENT = 16 };

typedef struct Arena {
	struct ArenaBlock *newest;
} Arena;

/* Whether so much memory is to be had: to be asked before what a file wants is allocated, as
 * the error can then name the file. */
bool memory_holds(size_t bytes);

/* Zeroed memory, aligned as above; never NULL, even for 0 bytes. */
void *arena_alloc(Arena *arena, size_t bytes);

/* Zeroed memory for count items; a product that overflows counts as out of memory. */
void *arena_array(Arena *arena, size_t count, size_t item_bytes);

/* A copy of bytes; data may be NULL where bytes is 0. */
void *arena_copy(Arena *arena, const void *data, size_t bytes);

/*
 * Room for one item more at the end of an array that grows: returns the array, moved where
 * it had to be, with *capacity (in items, 0 at first) at least count + 1. New room is zeroed.
 */
void *arena_grow(Arena *arena, void *array, size_t count, size_t *capacity,
	size_t item_bytes);

/* printf into the arena. */
char *arena_text(Arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Give everything back; the arena is empty again. */
void arena_finish(Arena *arena);

#endif
