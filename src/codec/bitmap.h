/* SPDX-License-Identifier: Apache-2.0 */
/* A bit a value, and the values that are not zero, in the form of TFLM_DECODE ("PRUNE"). */
#ifndef CODEC_BITMAP_H
#define CODEC_BITMAP_H

#include "src/codec/packed.h"

/*
 * The encoded bytes are a bit a value, 1 for those that are kept; these follow the header of
 * the ancillary ones. What is left out equals the zero point of its channel: any of int8, 0 of
 * all other types, and -0.0 is not 0.
 *
 * Both in the arena. False where TFLM takes no bitmap: of other types than pack_value_bytes()
 * knows, of zero points that are not 0 in other types than int8, and of no values at all.
 */
bool bitmap_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool bitmap_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
