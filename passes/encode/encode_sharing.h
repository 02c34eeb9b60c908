/* SPDX-License-Identifier: Apache-2.0 */
/* Which constants have one Huffman code together: the inside of encode(). */
#ifndef PASSES_ENCODE_ENCODE_SHARING_H
#define PASSES_ENCODE_ENCODE_SHARING_H

#include "passes/encode/encode_units.h"

/*
 * What a file takes for a packed tensor beside its bytes, as whit writes it: the entry of the
 * encoded tensor and the operator; the entry and the buffer of the ancillary one. They are
 * here to choose by; what counts in the end is the file.
 */
enum { ENCODED_OVERHEAD = 72, ANCILLARY_OVERHEAD = 60 };

/* A unit of int8 values that Huffman takes, and the bytes it has without sharing, dense or not. */
typedef struct Sharer {
	Unit *unit;
	size_t alone;
} Sharer;

/* The code for what is counted, by the low 8 bits of values; in the arena, NULL for none. */
HuffmanCode *code_of_counts(const uint64_t counts[256], Arena *arena);

/*
 * Set kind and group of the units that are better off with one code.
 *
 * Groups grow from the bottom up (Ward's way): the two that save most by having one code are
 * one from then on, as long as there are two that save anything. That is done twice, with units
 * that stand alone counted as they are and as with a code of their own, as a table may pay for
 * many that does not for two; then units that would do better alone leave. The smaller result
 * is taken.
 */
void share_codes(const Sharer *sharers, int n, Arena *arena);

#endif
