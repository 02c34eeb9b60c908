/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of zeros and the values between them, in int8: WHIT_DECODE's own form, whit-sparse(7). */
#ifndef KERNELS_UNPACK_SPARSE_H
#define KERNELS_UNPACK_SPARSE_H

#include "src/kernels/unpack.h"
#include "src/kernels/unpack_sparse_stream.h"

/* Bytes of scratch, for unpack_start(). */
enum { UNPACK_SPARSE_SCRATCH = SPARSE_STREAM_BYTES };

/* Values of one byte: int8, bool. */
extern const UnpackKind unpack_sparse;

/*
 * sum + the products of the next n values and in[i] - in_zero, modulo 2^32: dot_s8, and zeros
 * are passed over. For tensors without zero points.
 */
int32_t unpack_sparse_dot(Unpack *unpack, const int8_t *in, int32_t in_zero, int32_t n,
	int32_t sum);

#endif
