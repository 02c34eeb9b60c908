/* SPDX-License-Identifier: Apache-2.0 */
/* Constants that stay packed in flash, and are unpacked when they are needed. */
#ifndef LOWER_PACKED_WEIGHTS_H
#define LOWER_PACKED_WEIGHTS_H

#include "src/lower/lowering.h"

/* What an unpacker wants beside the bytes, and the struct that names them. */
typedef struct PackedConstant {
	int constant;        /* the PackedTensor; -1: the tensor is not packed */
	int64_t state_bytes; /* scratch for unpack_start() */
	bool has_dot;        /* unpack_sparse_dot() takes it */
} PackedConstant;

/* Of a tensor that a decode operator makes, or one of int4; its constants are added. */
bool packed_constant(Lowering *lower, int tensor, PackedConstant *packed, Error *err);

/* A step that unpacks all of it to a block of its own, which it returns: alive until the step
 * after it. */
int unpack_to_block(Lowering *lower, const PackedConstant *packed, int tensor);

#endif
