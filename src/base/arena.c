/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* gcc and clang each have their own way to say that AddressSanitizer is on. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/*
 * With it on, only what was handed out can be touched: the rest of a block is poisoned, and
 * a gap follows each piece, so that running off a piece is not running into the next.
 */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
enum { RED_ZONE_BYTES = 64 };
#define poison ASAN_POISON_MEMORY_REGION
#define unpoison ASAN_UNPOISON_MEMORY_REGION
#else
enum { RED_ZONE_BYTES = 0 };
#define poison(data, bytes) ((void)0)
#define unpoison(data, bytes) ((void)0)
#endif

typedef struct ArenaBlock {
	struct ArenaBlock *older;
	size_t used, size;
	unsigned char *data; /* the first aligned byte of raw */
	unsigned char *raw;
} ArenaBlock;

enum { BLOCK_BYTES = 64 * 1024 };

static _Noreturn void out_of_memory(size_t bytes)
{
	fprintf(stderr, "whit: out of memory (%zu bytes wanted)\n", bytes);
	exit(2);
}

/* Volatile, or compilers take malloc and free for nothing. */
bool memory_holds(size_t bytes)
{
	void *volatile probe = bytes > SIZE_MAX / 2 ? NULL : malloc(bytes);
	bool ok = probe != NULL;
	free(probe);
	return ok;
}

static size_t round_up(size_t n, size_t multiple)
{
	return (n + multiple - 1) / multiple * multiple;
}

static ArenaBlock *block_new(size_t bytes)
{
	size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
	if (size > SIZE_MAX - ARENA_ALIGNMENT)
		out_of_memory(bytes);
	ArenaBlock *block = malloc(sizeof *block);
	/* calloc leaves large blocks untouched until they are used, unlike memset. */
	unsigned char *raw = calloc(1, size + ARENA_ALIGNMENT);
	if (!block || !raw)
		out_of_memory(bytes);
	block->size = size;
	block->used = 0;
	block->raw = raw;
	block->data = raw + (ARENA_ALIGNMENT - (uintptr_t)raw % ARENA_ALIGNMENT);
	poison(raw, size + ARENA_ALIGNMENT);
	return block;
}

static void block_free(ArenaBlock *block)
{
	unpoison(block->raw, block->size + ARENA_ALIGNMENT);
	free(block->raw);
	free(block);
}

void *arena_alloc(Arena *arena, size_t bytes)
{
	if (bytes > SIZE_MAX / 2)
		out_of_memory(bytes);
	size_t alignment = bytes >= ARENA_ALIGNMENT ? ARENA_ALIGNMENT : ARENA_SMALL_ALIGNMENT;
	size_t size = round_up(bytes ? bytes : 1, ARENA_SMALL_ALIGNMENT) + RED_ZONE_BYTES;
	ArenaBlock *block = arena->newest;
	if (!block || round_up(block->used, alignment) + size > block->size) {
		block = block_new(size);
		block->older = arena->newest;
		arena->newest = block;
	}
	size_t start = round_up(block->used, alignment);
	block->used = start + size;
	unpoison(block->data + start, bytes);
	return block->data + start;
}

void *arena_array(Arena *arena, size_t count, size_t item_bytes)
{
	if (item_bytes && count > SIZE_MAX / item_bytes)
		out_of_memory(SIZE_MAX);
	return arena_alloc(arena, count * item_bytes);
}

void *arena_copy(Arena *arena, const void *data, size_t bytes)
{
	void *copy = arena_alloc(arena, bytes);
	if (bytes)
		memcpy(copy, data, bytes);
	return copy;
}

void *arena_grow(Arena *arena, void *array, size_t count, size_t *capacity,
	size_t item_bytes)
{
	if (count < *capacity)
		return array;
	size_t wanted = count < 4 ? 8 : 2 * count;
	void *moved = arena_array(arena, wanted, item_bytes);
	if (count)
		memcpy(moved, array, count * item_bytes);
	*capacity = wanted;
	return moved;
}

char *arena_text(Arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	size_t bytes = length < 0 ? 1 : (size_t)length + 1;
	char *text = arena_alloc(arena, bytes);
	vsnprintf(text, bytes, format, again);
	va_end(again);
	return text;
}

void arena_finish(Arena *arena)
{
	while (arena->newest) {
		ArenaBlock *block = arena->newest;
		arena->newest = block->older;
		block_free(block);
	}
}
