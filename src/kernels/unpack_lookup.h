/* SPDX-License-Identifier: Apache-2.0 */
/* Indices of 1 to 7 bits into a table, one a channel: TFLM_DECODE's "LUT". */
#ifndef KERNELS_UNPACK_LOOKUP_H
#define KERNELS_UNPACK_LOOKUP_H

#include "src/kernels/unpack.h"

/* Values of any size. */
extern const UnpackKind unpack_lookup;

#endif
