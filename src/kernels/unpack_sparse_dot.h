/* SPDX-License-Identifier: Apache-2.0 */
/* Sparse weights multiplied as they are unpacked. */
#ifndef KERNELS_UNPACK_SPARSE_DOT_H
#define KERNELS_UNPACK_SPARSE_DOT_H

#include "src/kernels/unpack_sparse.h"

/*
 * sum + the products of the next n values and in[i] - in_zero, modulo 2^32, as dot_s8 has it;
 * zeros cost nothing. For tensors of unpack_sparse without zero points.
 */
int32_t unpack_sparse_dot(Unpack *unpack, const int8_t *in, int32_t in_zero, int32_t n,
	int32_t sum);

#endif
