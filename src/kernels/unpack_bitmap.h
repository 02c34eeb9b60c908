/* SPDX-License-Identifier: Apache-2.0 */
/* A bit a value, and those that are not the zero point: TFLM_DECODE's "PRUNE". */
#ifndef KERNELS_UNPACK_BITMAP_H
#define KERNELS_UNPACK_BITMAP_H

#include "src/kernels/unpack.h"

/* Values of any size; only those of one byte have zero points. */
extern const UnpackKind unpack_bitmap;

#endif
