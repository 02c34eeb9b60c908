/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that lower operators, for the table in lower_operators.c. */
#ifndef LOWER_LOWER_OPERATORS_H
#define LOWER_LOWER_OPERATORS_H

#include "src/lower/lowering.h"

/* NULL for operators without one. */
LowerOp *lower_operator(OpType type);

LowerOp lower_activation, lower_arithmetic, lower_cast, lower_concatenation, lower_decode,
	lower_dequantize, lower_extreme, lower_gather, lower_log_softmax, lower_pad,
	lower_pool, lower_prelu, lower_quantize, lower_reduce, lower_resize_bilinear,
	lower_resize_nearest, lower_slice, lower_softmax, lower_split, lower_strided_slice,
	lower_transpose, lower_weighted;

#endif
