/* SPDX-License-Identifier: Apache-2.0 */
/* The scales and zero points that a model's activations get. */
#ifndef PASSES_QUANTIZE_QUANT_SCALES_H
#define PASSES_QUANTIZE_QUANT_SCALES_H

#include "passes/quantize/layer_format.h"

/* Below this, products of two scales would leave what a float holds. */
#define LEAST_SCALE 1e-15

/* A quantisation; scale 0 for tensors that stay as they are. */
typedef struct ScaleZero {
	float scale;
	int zero_point;
} ScaleZero;

/* Asymmetric int8 over a range, which is widened to contain 0. Of nothing but 0, a scale of 1. */
ScaleZero scale_for_range(Range range);

/* Symmetric int16 that holds a range; of nothing but 0, what holds 255, as int8 does. */
ScaleZero int16_scale_for_range(Range range);

/*
 * Choose for each tensor of a typed graph; `scales` has an entry a tensor. Those of uint8
 * are as the same values in int8 would have them: the zero point is 128 too low.
 *
 * Tensors joined by operators that do not rescale share one choice. Constants of a MAXIMUM
 * or MINIMUM saturate to what the result needs, as does a pad that stands for infinity.
 * Inputs of a CONCATENATION, MAXIMUM or MINIMUM that cannot share it, because they come from
 * an operator whose output is fixed, must be requantised: needs_requantize answers which.
 */
void choose_scales(const Typed *typed, ScaleZero *scales);

/* Whether input i of an operator has another choice than its output must have. */
bool needs_requantize(const Op *op, int i, const ScaleZero *scales);

#endif
