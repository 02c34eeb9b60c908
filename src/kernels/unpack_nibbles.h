/* SPDX-License-Identifier: Apache-2.0 */
/* int4 as .tflite files have it: two a byte, the first in the low half, in two's complement. */
#ifndef KERNELS_UNPACK_NIBBLES_H
#define KERNELS_UNPACK_NIBBLES_H

#include "src/kernels/unpack.h"

/* Gives int8; encoded is the tensor's data. */
extern const UnpackKind unpack_nibbles;

#endif
