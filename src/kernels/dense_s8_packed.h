/* SPDX-License-Identifier: Apache-2.0 */
/* int8 fully connected layer, its weights packed. */
#ifndef KERNELS_DENSE_S8_PACKED_H
#define KERNELS_DENSE_S8_PACKED_H

#include "src/kernels/dense_s8.h"
#include "src/kernels/unpack.h"

/*
 * dense_s8, which works out `tile` outputs at a time (the last ones may be fewer), right after
 * their weights are unpacked.
 *
 *   weight    of int8, or nibbles, in dense_s8's order
 *   unpacked  the weights of a tile, in bytes
 *   state     what unpack_start() wants of the weight's kind; may be NULL where that is nothing
 *   scratch   as dense_s8 wants it of a tile
 *
 * in and out must not overlap.
 */
void dense_s8_packed(const DenseS8 *dense, const PackedTensor *weight, int32_t tile,
	const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked, void *state,
	void *scratch);

#endif
