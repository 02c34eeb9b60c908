/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packed values, unpacked a piece at a time: so many as a row or a tile of weights has, into a
 * small scratch, right before a layer's kernel reads them.
 *
 * What is read is what a TFLM_DECODE or WHIT_DECODE operator of a .tflite has, byte by byte: the
 * encoded tensor and the ancillary one; or a tensor of int4. There is a kind for each way of
 * packing, in a file of its own, and only those that a tensor names become part of a program:
 *
 *   unpack_lookup.h   unpack_huffman.h   unpack_bitmap.h   unpack_sparse.h
 *   unpack_sparse_wide.h   unpack_nibbles.h
 *
 * Values come in the tensor's own order, row-major, and there is no way back and none to skip
 * some: a dense or convolution layer's output channels lie one behind the other, a tile is the
 * next so many of them. A depthwise layer's lie across, so unpack these weights whole.
 *
 * The bytes were verified when they were written, and are believed: what they describe is
 * there. No byte beyond encoded[encoded_bytes - 1] is read, and of the ancillary ones none that
 * an entry, a value or the header does not take. They may lie at any address.
 */
#ifndef KERNELS_UNPACK_H
#define KERNELS_UNPACK_H

#include "src/kernels/unpack_bits.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct PackedTensor {
	const struct UnpackKind *kind;
	const uint8_t *encoded;
	const uint8_t *ancillary;  /* header and all; nibbles: NULL */
	const int8_t *zero_points; /* [channels] of int8 in bitmap and sparse; NULL: all 0 */
	int32_t encoded_bytes;
	int32_t n;        /* values, 1 or more */
	int32_t channels; /* with tables or zero points of their own; 1: one for all */
	int32_t
		channel_run; /* how many of a channel's lie side by side: n / channels where it
	                      * is the first axis, 1 where it is the last */
	uint8_t value_bytes; /* 1, 2, 4 or 8; nibbles: 1 */
	bool is_float;       /* float32; only sparse asks */
} PackedTensor;

/* Where unpacking stands. It belongs to the caller, and needs no end. */
typedef struct Unpack {
	const PackedTensor *tensor;
	UnpackBits bits; /* the encoded bytes, from where they go on */
	const uint8_t
		*values; /* of the ancillary bytes: a channel's table, or the next value */
	int32_t channel, channel_left; /* and how many of its run are still to come */
	int32_t given;                 /* values so far */
	void *scratch;
} Unpack;

typedef struct UnpackKind {
	/* Before the first value. */
	void (*start)(Unpack *unpack);
	/* The next n of them, n * value_bytes bytes, to out, which is aligned as values of the type
	 * are. Never more in all than there are. */
	void (*next)(Unpack *unpack, void *out, int32_t n);
} UnpackKind;

/* Begin with the first value. The scratch is 4-aligned, of as many bytes as the kind's header
 * says, and stays its own until the last value; NULL where that says nothing. */
static inline void unpack_start(Unpack *unpack, const PackedTensor *tensor, void *scratch)
{
	unpack->tensor = tensor;
	unpack->bits = unpack_bits_at(tensor->encoded, tensor->encoded_bytes, 0);
	unpack->values = tensor->ancillary;
	unpack->channel = 0;
	unpack->channel_left = tensor->channel_run;
	unpack->given = 0;
	unpack->scratch = scratch;
	tensor->kind->start(unpack);
}

static inline void unpack_next(Unpack *unpack, void *out, int32_t n)
{
	unpack->tensor->kind->next(unpack, out, n);
}

/* --- For the kinds --- */

enum { UNPACK_HEADER_BYTES = 16 };

/* Of the next n values, how many are of the channel at hand; they count as given. */
static inline int32_t unpack_of_channel(Unpack *unpack, int32_t n)
{
	const PackedTensor *tensor = unpack->tensor;
	if (unpack->channel_left == 0) {
		unpack->channel_left = tensor->channel_run;
		if (++unpack->channel == tensor->channels)
			unpack->channel = 0;
	}
	if (n > unpack->channel_left)
		n = unpack->channel_left;
	unpack->channel_left -= n;
	return n;
}

/* What the channel at hand has for zero. */
static inline int8_t unpack_zero(const Unpack *unpack)
{
	const int8_t *zero_points = unpack->tensor->zero_points;
	return zero_points ? zero_points[unpack->channel] : (int8_t)0;
}

/* One value of 2, 4 or 8 bytes; returns what follows the source. */
static inline const uint8_t *unpack_copy(uint8_t *to, const uint8_t *from,
	int32_t value_bytes)
{
	for (int32_t i = 0; i < value_bytes; i++)
		to[i] = from[i];
	return from + value_bytes;
}

#endif
