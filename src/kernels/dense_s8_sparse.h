/* SPDX-License-Identifier: Apache-2.0 */
/* int8 fully connected layer, its weights sparse. */
#ifndef KERNELS_DENSE_S8_SPARSE_H
#define KERNELS_DENSE_S8_SPARSE_H

#include "src/kernels/dense_s8.h"
#include "src/kernels/unpack_sparse_dot.h"

/*
 * dense_s8 of one row, straight from a sparse stream: nothing is unpacked, and weights of zero
 * cost nothing.
 *
 *   weight  of unpack_sparse, without zero points, in dense_s8's order
 *   state   UNPACK_SPARSE_SCRATCH bytes, 4-aligned
 *
 * dense->rows is 1. in and out must not overlap.
 */
void dense_s8_sparse(const DenseS8 *dense, const PackedTensor *weight, const int8_t *in,
	const int32_t *bias, int8_t *out, void *state);

#endif
