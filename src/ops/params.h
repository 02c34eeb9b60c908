/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What operators leave in Layer.params where it is more than the struct of one kernel, for
 * whoever calls the kernels in another way than the host does (src/lower/). Which member holds,
 * the operator's type and that of its data say.
 */
#ifndef OPS_PARAMS_H
#define OPS_PARAMS_H

#include "src/base/types.h"
#include "src/kernels/activation_int.h"
#include "src/kernels/broadcast.h"
#include "src/kernels/cast.h"
#include "src/kernels/div_s8.h"
#include "src/kernels/elementwise_f32.h"
#include "src/kernels/elementwise_int.h"
#include "src/kernels/move.h"
#include "src/kernels/prelu.h"
#include "src/kernels/quantize.h"
#include "src/kernels/requantize.h"
#include "src/ops/op.h"

/* int16 RELU, RELU6 (clamp), LEAKY_RELU, LOGISTIC and TANH; of int8 params are a table of 256
 * results, by the byte that comes in. */
typedef union ActivationS16 {
	struct {
		int32_t low, high;
	} clamp;
	ReluInt relu;
	LeakyReluInt leaky;
	SigmoidS16 sigmoid;
} ActivationS16;

/* ADD, SUB, MUL and DIV. */
typedef struct ArithmeticParams {
	Broadcast shape;
	ElementwiseF32 f32;
	AddInt add; /* and SUB */
	MulInt mul;
	DivS8 div;
	/* Of int8 operands of one shape: the results for all pairs of values; or NULL. */
	const int8_t *pairs;
} ArithmeticParams;

typedef struct CastParams {
	CastType from, to;
} CastParams;

typedef struct ConcatenationParams {
	size_t n_blocks;
	size_t *block_bytes; /* of each input */
} ConcatenationParams;

typedef struct GatherParams {
	Gather how;
	const int32_t *index; /* NULL where they are computed */
} GatherParams;

/* PAD and PADV2. */
typedef struct PadParams {
	int32_t before[MAX_RANK], after[MAX_RANK];
	uint8_t fill[16]; /* the element that is put around */
} PadParams;

typedef struct PreluParams {
	Broadcast shape;
	PreluInt prelu;
} PreluParams;

/* QUANTIZE and DEQUANTIZE. */
typedef struct QuantizeParams {
	bool from_s16, to_s16;
	Affine8 from, to; /* where that side has 8 bits */
	float scale;      /* of the integer side where the other is float32 */
	Rescale rescale;
} QuantizeParams;

typedef struct SliceParams {
	int32_t begin[MAX_RANK], size[MAX_RANK];
} SliceParams;

/* SPLIT and SPLIT_V. */
typedef struct SplitParams {
	size_t n_blocks;
	size_t block_bytes[MAX_OUTPUTS];
} SplitParams;

#endif
