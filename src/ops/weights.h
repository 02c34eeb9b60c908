/* SPDX-License-Identifier: Apache-2.0 */
/* Weights and biases of layers: constants, in the form that kernels take. */
#ifndef OPS_WEIGHTS_H
#define OPS_WEIGHTS_H

#include "src/ops/operands.h"

typedef struct WeightsF32 {
	const float *weight, *bias; /* bias NULL where there is none */
} WeightsF32;

typedef struct WeightsInt {
	const int8_t *weight;
	const void *bias; /* int32 of an int8 layer, int64 of an int16 one; NULL: none */
	bool has_int32_bias;
	WeightScales scales;
} WeightsInt;

/* As float32: int8 or int4 weights beside float activations (a hybrid model) are turned into
 * the real numbers they stand for, in the arena. n_out is the bias's length. */
bool weights_f32(const Layer *layer, int n_out, Arena *arena, WeightsF32 *weights,
	Error *err);

/*
 * As integers; scales along axis channel_axis, or one. What the file holds in other forms is
 * made anew in the arena: int4 weights, of int8 layers only, and the int32 bias of an int16
 * layer.
 */
bool weights_int(const Layer *layer, int n_out, int channel_axis, Arena *arena,
	WeightsInt *weights, Error *err);

#endif
