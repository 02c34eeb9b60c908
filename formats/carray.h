/* SPDX-License-Identifier: Apache-2.0 */
/* A model file as C source that puts it in flash. */
#ifndef FORMATS_CARRAY_H
#define FORMATS_CARRAY_H

#include "src/base/arena.h"
#include "src/base/bytes.h"

/* Both texts of an array. */
typedef struct CArray {
	Bytes source, header;
} CArray;

/*
 * The bytes of a file as a const array, 16-aligned as TFLM wants its models, with its
 * length beside it:
 *
 *   extern const unsigned char NAME[];    extern const unsigned int NAME_len;
 *
 * The source includes the header by header_name, or, where that is NULL, holds its text. It
 * compiles as C11, C++11, and GNU C of any age. name is a C identifier: c_identifier makes
 * one. The texts are in the arena.
 */
CArray carray_write(Bytes file, const char *name, const char *header_name, Arena *arena);

/* A C identifier like a path's last part without its suffix: "a/kws-8.tflite" is "kws_8".
 * In the arena. */
const char *c_identifier(const char *path, Arena *arena);

/* Whether a name is a C identifier, and none of C's and C++'s own words. */
bool is_c_identifier(const char *name);

#endif
