/* SPDX-License-Identifier: Apache-2.0 */
/* Values as indices into a table, one a channel, in the form of TFLM_DECODE. */
#ifndef CODEC_LOOKUP_H
#define CODEC_LOOKUP_H

#include "src/codec/packed.h"

/*
 * The encoded bytes are an index a value, all of one width, 1 to 7 bits, as narrow as can be.
 * Behind the header, whose byte 5 is that width, stands a table a channel, of the values in
 * the order in which they first occur; byte 6 is how many values lie from one channel's table
 * to the next: as many as the fullest table has. Channels share one table, and byte 6 is 0,
 * where that takes fewer bytes; TFLM, which adds byte 6 after each channel, follows.
 *
 * Both in the arena. False for other types than pack_value_bytes() knows, where a channel has
 * over 128 values, and for no values at all.
 */
bool lookup_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The same with a table a channel, or with one shared by all; the latter is false where all
 * channels together have over 128 values. */
bool lookup_encode_as(const PackShape *shape, bool is_shared, const void *values,
	Arena *arena, Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool lookup_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
