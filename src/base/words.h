/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody may have meant by a word, and how words end. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>

/*
 * How many letters to add, drop or change to get from one word to the other (Levenshtein's
 * distance); upper and lower case are the same. Words over WORD_LETTERS are that far apart.
 */
enum { WORD_LETTERS = 64 };
int word_distance(const char *a, const char *b);

/* Whether a path ends in a suffix, as ".npy". */
bool ends_in(const char *path, const char *suffix);

#endif
