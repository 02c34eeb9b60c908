/* SPDX-License-Identifier: Apache-2.0 */
/* The sparse form, whit-sparse(7), of values of 2, 4 or 8 bytes. */
#ifndef KERNELS_UNPACK_SPARSE_WIDE_H
#define KERNELS_UNPACK_SPARSE_WIDE_H

#include "src/kernels/unpack_sparse_stream.h"

/* Bytes of scratch, for unpack_start(). */
enum { UNPACK_SPARSE_WIDE_SCRATCH = SPARSE_STREAM_BYTES };

/* int16, int32, int64, float32: what has no zero points. */
extern const UnpackKind unpack_sparse_wide;

#endif
