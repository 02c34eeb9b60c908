/* SPDX-License-Identifier: Apache-2.0 */
/* A bit a value, and the values that are not zero, in the form of TFLM_DECODE ("PRUNE"). */
#ifndef CODEC_BITMAP_H
#define CODEC_BITMAP_H

#include "src/codec/packed.h"

/* False for a type that TFLM takes no bitmap of. Zero is 0, or int8's zero point; -0.0 is not. */
bool bitmap_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool bitmap_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
