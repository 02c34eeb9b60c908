/* SPDX-License-Identifier: Apache-2.0 */
/* Text in UTF-8, as Unicode defines it: no overlong forms, no surrogates, up to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes the letter at the start of a text takes, which is stored in *letter; 0, and
 * *letter untouched, where that is no UTF-8. The zero at the text's end is a letter of 1. */
size_t utf8_letter(const char *text, uint32_t *letter);

/* Whether all of a text is UTF-8. */
bool utf8_is_valid(const char *text);

/* Put '?' for each byte that is part of no letter that can be shown. */
void utf8_clean(char *text);

#endif
