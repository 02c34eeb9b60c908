/* SPDX-License-Identifier: Apache-2.0 */
/* int8 convolution, its weights packed. */
#ifndef KERNELS_CONV_S8_PACKED_H
#define KERNELS_CONV_S8_PACKED_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/unpack.h"

/*
 * conv_s8, which works out `tile` output channels at a time (the last ones may be fewer), right
 * after their weights are unpacked. The tile is all channels where there are several groups.
 *
 *   weight    of int8, or nibbles, in conv_s8's order
 *   unpacked  the weights of a tile, in bytes
 *   state     what unpack_start() wants of the weight's kind; may be NULL where that is nothing
 *   scratch   as conv_s8 wants it of a tile
 *
 * in and out may overlap as conv_s8's where the tile is all channels, and not at all otherwise.
 */
void conv_s8_packed(const ConvS8 *conv, const PackedTensor *weight, int32_t tile,
	const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked, void *state,
	void *scratch);

#endif
