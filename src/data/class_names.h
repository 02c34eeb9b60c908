/* SPDX-License-Identifier: Apache-2.0 */
/* Classes that are called by words: a class's number is its word's place in sorted order. */
#ifndef DATA_CLASS_NAMES_H
#define DATA_CLASS_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"

enum { MAX_CLASS_NAMES = 10000 };

/* Words in sorted order, each with the number it got when it came first. Start from zeros. */
typedef struct ClassNames {
	struct ClassName {
		const char *name;
		int32_t id;
	} * sorted;
	size_t n, capacity;
} ClassNames;

/* The number of a word of n bytes, which is new or came before: they count from 0. -1 where
 * there is no room for another. */
int32_t class_names_id(ClassNames *names, const char *word, size_t n, Arena *arena);

/* Turn numbers as given out above into those of classes, in place. */
void class_names_to_classes(const ClassNames *names, int32_t *ids, size_t n);

/* Forget the word that came first (its number was 0): the others' become one less, here and
 * in ids. */
void class_names_drop_first(ClassNames *names, int32_t *ids, size_t n);

#endif
