/* SPDX-License-Identifier: Apache-2.0 */
/* int8 depthwise convolution, its weights packed. */
#ifndef KERNELS_DEPTHWISE_S8_PACKED_H
#define KERNELS_DEPTHWISE_S8_PACKED_H

#include "src/kernels/depthwise_s8.h"
#include "src/kernels/unpack.h"

/*
 * depthwise_s8, which works out `tile` output channels at a time (a multiple of the depth
 * multiplier; the last ones may be fewer), after their weights are unpacked. As channels lie
 * across, all weights are gone through once a tile.
 *
 *   weight    of int8, or nibbles, in depthwise_s8's order
 *   unpacked  the weights of a tile, in bytes, and where that is not all channels, behind them
 *             out_c bytes
 *   state     what unpack_start() wants of the weight's kind; may be NULL where that is nothing
 *   scratch   as depthwise_s8 wants it of a tile
 *
 * in and out may overlap as depthwise_s8's where the tile is all channels, and not at all
 * otherwise.
 */
void depthwise_s8_packed(const DepthwiseS8 *conv, const PackedTensor *weight,
	int32_t tile, const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked,
	void *state, void *scratch);

#endif
