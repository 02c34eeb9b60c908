/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From scales to the integers that the int8 and int16 kernels take, as TFLite prepares them.
 *
 * This runs on the host only. Every function returns false, and leaves its result alone,
 * for numbers that the kernels (and TFLite) have no arithmetic for: a scale that is not
 * finite and above 0, a zero point outside int8 or, for int16, other than 0, a factor of
 * 2^31 or more, and what each says of itself. What they accept keeps every kernel's promise
 * of ranges. Those named _int are for either type, which the operands must share.
 */
#ifndef OPS_QUANTIZE_PARAMS_H
#define OPS_QUANTIZE_PARAMS_H

#include "src/kernels/activation_int.h"
#include "src/kernels/div_s8.h"
#include "src/kernels/elementwise_int.h"
#include "src/kernels/layer_quant.h"
#include "src/kernels/log_softmax.h"
#include "src/kernels/mean_int.h"
#include "src/kernels/prelu.h"
#include "src/kernels/softmax_int.h"
#include "src/ops/quant.h"

#include <stdbool.h>
#include <stdint.h>

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

bool activation_range_int(ActRange act, Quant out, int32_t *act_min, int32_t *act_max);

/* How a channel's factor in * weight / out is worked out: TFLite rounds the product of a
 * fully connected layer with a single weight scale to float32. */
typedef enum ScaleProduct { PRODUCT_IN_DOUBLE, PRODUCT_IN_FLOAT } ScaleProduct;

/*
 * For a layer of so many output channels. multiplier and shift are the caller's arrays of
 * one element a channel; the result will point to them. A weight's scale may be 0. Fails
 * also when the number of weight scales is neither 1 nor that of the channels.
 */
bool layer_quant_prepare(LayerQuant *quant, int32_t channels, Quant in,
	WeightScales weight, Quant out, ActRange act, ScaleProduct product,
	int32_t *multiplier, int8_t *shift);

/* Whether rescale_wide takes all of its shifts, as an int16 layer's sums of 64 bits need. */
bool layer_quant_is_wide(const LayerQuant *quant, int32_t channels);

/*
 * add and sub fail also when the output's scale is so small, 2^-19 of the larger input's
 * (int16: 2^-14), that TFLite gives up. TFLite works out SUB in float32 and ADD in double.
 */
bool add_int_prepare(AddInt *add, Quant a, Quant b, Quant out, ActRange act);
bool sub_int_prepare(AddInt *sub, Quant a, Quant b, Quant out, ActRange act);
bool mul_int_prepare(MulInt *mul, Quant a, Quant b, Quant out, ActRange act);

/* Fails also for a factor a / (b * out) of 2^23 and more, which TFLite has no bits for. */
bool div_s8_prepare(DivS8 *div, Quant a, Quant b, Quant out, ActRange act);

/* The shape must be there already: a mean divides by the count it gives. */
bool mean_int_prepare(MeanInt *mean, Quant in, Quant out);
bool sum_int_prepare(MeanInt *sum, Quant in, Quant out);

/* All but rows and n. beta * in must be above 2^-26. */
bool softmax_s8_prepare(SoftmaxS8 *softmax, float beta, float in_scale);

/* All but rows and n. */
bool softmax_s16_prepare(SoftmaxS16 *softmax, float beta, float in_scale);

/* All but rows and n; in must be above 2^-26. */
bool log_softmax_s8_prepare(LogSoftmaxS8 *softmax, float in_scale);

/* LOGISTIC and TANH; their output's quantisation is fixed. */
bool sigmoid_s8_prepare(SigmoidS8 *sigmoid, Quant in);

/* The same for int16. The input's scale is less than 8 / 3; of powers of two, TFLite takes
 * some as they are, up to 2^-12 for LOGISTIC (most_shift 0), 2^-11 for TANH (1). */
bool sigmoid_s16_prepare(SigmoidS16 *sigmoid, Quant in, int32_t most_shift);

/* Whether a scale is 2^power, within a thousandth of an octave as TFLite has it. */
bool is_power_of_two(float scale, int32_t power);

/* out must be at least 1/128 of in, roughly: TFLite has no more bits. */
bool hard_swish_s8_prepare(HardSwishS8 *swish, Quant in, Quant out);

bool relu_int_prepare(ReluInt *relu, Quant in, Quant out);
bool leaky_relu_int_prepare(LeakyReluInt *relu, float alpha, Quant in, Quant out);

/* Beside int16, alpha is int8. */
bool prelu_int_prepare(PreluInt *prelu, Quant in, Quant alpha, Quant out);

/* RELU6's bounds for clamp_s8 or _s16. Fails also when 6 lies above what the type holds. */
bool relu6_int_prepare(int32_t *low, int32_t *high, Quant in);

#endif
