/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of zeros and the values between them, in int8: WHIT_DECODE's own form, whit-sparse(7). */
#ifndef KERNELS_UNPACK_SPARSE_H
#define KERNELS_UNPACK_SPARSE_H

#include "src/kernels/unpack_sparse_stream.h"

/* Bytes of scratch, for unpack_start(). */
enum { UNPACK_SPARSE_SCRATCH = SPARSE_STREAM_BYTES };

/* Values of one byte: int8, bool. */
extern const UnpackKind unpack_sparse;

#endif
