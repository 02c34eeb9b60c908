/* SPDX-License-Identifier: Apache-2.0 */
/* Values as indices into a table, one a channel, in the form of TFLM_DECODE. */
#ifndef CODEC_LOOKUP_H
#define CODEC_LOOKUP_H

#include "src/codec/packed.h"

/* False where a channel has over 128 values; the indices are as narrow as can be. */
bool lookup_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool lookup_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
