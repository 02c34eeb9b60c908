/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of bits as tests write them down: "0 01 1000", spaces are for the reader. */
#ifndef TESTS_UNIT_BIT_TEXT_H
#define TESTS_UNIT_BIT_TEXT_H

#include "src/codec/bits.h"

/* Filled up with zeros to a whole byte; in the arena. */
static inline Bytes bit_text(const char *text, Arena *arena)
{
	BitWriter writer = {.arena = arena};
	for (; *text; text++) {
		if (*text != ' ')
			bits_put(&writer, *text == '1', 1);
	}
	return bits_end(&writer, 1);
}

#endif
