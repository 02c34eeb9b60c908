/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From scales to the integers that the int8 kernels take, as TFLite prepares them.
 *
 * This runs on the host only. Every function returns false, and leaves its result alone,
 * for numbers that the kernels (and TFLite) have no arithmetic for: a scale that is not
 * finite and above 0, a zero point outside int8, a factor of 2^31 or more, and what each
 * says of itself. What they accept keeps every kernel's promise of ranges.
 */
#ifndef OPS_QUANTIZE_PARAMS_H
#define OPS_QUANTIZE_PARAMS_H

#include "src/kernels/activation_s8.h"
#include "src/kernels/conv_s8.h"
#include "src/kernels/dense_s8.h"
#include "src/kernels/depthwise_s8.h"
#include "src/kernels/elementwise_s8.h"
#include "src/kernels/fixed_point.h"
#include "src/kernels/mean_s8.h"
#include "src/kernels/softmax_s8.h"

#include <stdbool.h>
#include <stdint.h>

/* A tensor with one scale: real = scale * (q - zero). */
typedef struct QuantS8 {
	float scale;
	int32_t zero;
} QuantS8;

/*
 * The real bounds of a fused activation: 0 and 6 for RELU6, 0 and INFINITY for RELU,
 * -INFINITY and INFINITY for none (and for TANH and SIGN_BIT, which TFLite ignores).
 */
typedef struct ActRange {
	float low, high;
} ActRange;

/* Weights' scales: one for all channels (n is 1), or one a channel. */
typedef struct WeightScales {
	const float *scale;
	int32_t n;
} WeightScales;

/* A factor of 0 or more; below 2^-32 it becomes 0. */
bool rescale_from_real(double real, Rescale *scale);

/* The same for in / out. */
bool rescale_from_scales(float in, float out, Rescale *scale);

bool activation_range_s8(ActRange act, QuantS8 out, int32_t *act_min, int32_t *act_max);

/*
 * All of the parameters but the shape, which must be there already. multiplier and shift
 * are the caller's arrays of one element per output channel; the parameters will point to
 * them, and hold nothing of use after a failure. A weight's scale may be 0. Fails also when
 * the number of weight scales is neither 1 nor that of the channels.
 */
bool conv_s8_prepare(ConvS8 *conv, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift);
bool depthwise_s8_prepare(DepthwiseS8 *conv, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift);

/* With a single weight scale, in * weight is rounded to float32 first, as TFLite does. */
bool dense_s8_prepare(DenseS8 *dense, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift);

/*
 * add and sub fail also when the output's scale is so small, 2^-19 of the larger input's,
 * that TFLite gives up. TFLite works out SUB in float32 and ADD in double.
 */
bool add_s8_prepare(AddS8 *add, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act);
bool sub_s8_prepare(AddS8 *sub, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act);
bool mul_s8_prepare(MulS8 *mul, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act);

/* The shape must be there already: a mean divides by the count it gives. */
bool mean_s8_prepare(MeanS8 *mean, QuantS8 in, QuantS8 out);
bool sum_s8_prepare(MeanS8 *sum, QuantS8 in, QuantS8 out);

/* All but rows and n. beta * in must be above 2^-26. */
bool softmax_s8_prepare(SoftmaxS8 *softmax, float beta, float in_scale);

/* LOGISTIC and TANH; their output's quantisation is fixed. */
bool sigmoid_s8_prepare(SigmoidS8 *sigmoid, QuantS8 in);

/* out must be at least 1/128 of in, roughly: TFLite has no more bits. */
bool hard_swish_s8_prepare(HardSwishS8 *swish, QuantS8 in, QuantS8 out);

bool relu_s8_prepare(ReluS8 *relu, QuantS8 in, QuantS8 out);
bool leaky_relu_s8_prepare(LeakyReluS8 *relu, float alpha, QuantS8 in, QuantS8 out);

/* RELU6's bounds for clamp_s8. Fails also when 6 lies above what int8 holds. */
bool relu6_s8_prepare(int32_t *low, int32_t *high, QuantS8 in);

#endif
