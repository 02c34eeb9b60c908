/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects of a file of profiles: one array says which keys there may be, what is to stand there
 * and where it goes. Whatever fails, fails with the key in front and what was expected.
 */
#ifndef TARGET_PROFILE_FIELDS_H
#define TARGET_PROFILE_FIELDS_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/error.h"

enum { LONGEST_NAME = 64 };

typedef bool FieldReader(const cJSON *item, Arena *arena, void *to, Error *err);

typedef struct Field {
	const char *key;
	FieldReader *read;
	void *to; /* of the reader's type */
	bool is_needed;
} Field;

/* Read an object's fields, each into its place. what is "profile", for messages. */
bool read_fields(const cJSON *object, const char *what, const Field *fields, size_t n,
	Arena *arena, Error *err);

/* 1 to LONGEST_NAME letters, none of them a space. */
bool is_name(const char *text);

FieldReader read_text;  /* const char *, in the arena */
FieldReader read_name;  /* the same, is_name() */
FieldReader read_whole; /* uint64_t */
FieldReader read_limit; /* uint64_t, null being NO_LIMIT */
FieldReader read_yes;   /* bool */
FieldReader read_range; /* Range: a number above 0, or two in a list, the lower first */

/* One of n words: its place among them. NULL among the words is none to choose. */
bool read_word(const cJSON *item, const char *const *words, int n, int *place,
	Error *err);

#endif
