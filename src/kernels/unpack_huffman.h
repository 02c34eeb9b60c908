/* SPDX-License-Identifier: Apache-2.0 */
/* A prefix code with the tables to read it: TFLM_DECODE's "HUFFMAN". */
#ifndef KERNELS_UNPACK_HUFFMAN_H
#define KERNELS_UNPACK_HUFFMAN_H

#include "src/kernels/unpack.h"

/* Bytes of scratch, for unpack_start(). */
enum { UNPACK_HUFFMAN_SCRATCH = 512 };

/* Values of one or two bytes; the latter with entries of 32 bits, as TFLM has it. */
extern const UnpackKind unpack_huffman;

#endif
