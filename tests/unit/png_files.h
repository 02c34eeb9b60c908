/* SPDX-License-Identifier: Apache-2.0 */
/* PNG files for tests, written by libpng. */
#ifndef TESTS_UNIT_PNG_FILES_H
#define TESTS_UNIT_PNG_FILES_H

#include "src/base/arena.h"
#include "src/base/bytes.h"

/* Start from PNG_GRAY or PNG_RGB. */
typedef struct PngKind {
	int depth, colour_type; /* as libpng names it */
	bool is_interlaced;
	bool has_transparency; /* a tRNS chunk: gray, RGB and palettes */
} PngKind;

#define PNG_GRAY ((PngKind){.depth = 8, .colour_type = 0})
#define PNG_RGB ((PngKind){.depth = 8, .colour_type = 2})

/* The colours of those with a palette. */
extern const uint8_t png_colours[4][3];

/* The bytes of a file, in the arena. rows is as the file has it: whole bytes a row, several
 * pixels a byte from the upper bits down, 16 bits with the upper byte first. */
Bytes png_file(PngKind kind, int width, int height, const uint8_t *rows, Arena *arena);

/* The same, written to a path. */
void png_write_file(const char *path, PngKind kind, int width, int height,
	const uint8_t *rows);

/* A chunk's checksum made right after its data were changed; at is where its length is. */
void png_seal_chunk(uint8_t *file, size_t at);

#endif
