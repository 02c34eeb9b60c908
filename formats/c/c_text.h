/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that grow. */
#ifndef FORMATS_C_C_TEXT_H
#define FORMATS_C_C_TEXT_H

#include "src/base/arena.h"
#include "src/base/bytes.h"

typedef struct CText {
	Arena *arena;
	char *data;
	size_t n, capacity;
} CText;

/* printf to the end of a text. */
void c_put(CText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* So many characters. */
void c_put_chars(CText *text, const char *chars, size_t n);

/* What is there; good until more is put. */
Bytes c_text_bytes(const CText *text);

/* A name of a file's, for a comment: what could end it, or is no plain character, is '?'. In the
 * arena. */
const char *c_comment(const char *name, Arena *arena);

#endif
