/* SPDX-License-Identifier: Apache-2.0 */
/* int8 activations: one value in, one value out. */
#ifndef KERNELS_ACTIVATION_S8_H
#define KERNELS_ACTIVATION_S8_H

#include "src/kernels/fixed_point.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ReluS8 {
	int32_t in_zero, out_zero; /* -128 .. 127 */
	Rescale scale;             /* in / out */
} ReluS8;

typedef struct LeakyReluS8 {
	int32_t in_zero, out_zero; /* -128 .. 127 */
	Rescale positive;          /* in / out */
	Rescale negative;          /* in * |alpha| / out */
	int32_t alpha_sign;        /* 1 or -1 */
} LeakyReluS8;

/* LOGISTIC and TANH. */
typedef struct SigmoidS8 {
	int32_t in_zero; /* -128 .. 127 */
	Rescale scale;   /* to a fixed-point number with four integer bits */
	int32_t radius;  /* inputs this far from the zero point saturate; at least 0 */
} SigmoidS8;

typedef struct HardSwishS8 {
	int32_t in_zero, out_zero; /* -128 .. 127 */
	int32_t out_multiplier;    /* 0 .. 2^15 - 1 */
	int32_t out_shift;         /* -31 .. 0 */
	int32_t relu_multiplier;   /* 0 .. 2^15 - 1 */
	int32_t relu_shift;        /* -31 .. 31 */
} HardSwishS8;

/*
 * All are bit-exact with TFLite's int8 reference kernels, take n values, may work in
 * place, and cannot fail. None rescales an output of its own choosing: the logistic
 * function gives 1/256 a unit with zero point -128, tanh 1/128 with zero point 0.
 *
 * clamp_s8 is RELU6 (and RELU, where input and output share their quantisation): raw
 * values are cut to low .. high, which lie within -128 .. 127.
 */
void clamp_s8(int32_t low, int32_t high, const int8_t *in, size_t n, int8_t *out);
void relu_s8(const ReluS8 *relu, const int8_t *in, size_t n, int8_t *out);
void leaky_relu_s8(const LeakyReluS8 *relu, const int8_t *in, size_t n, int8_t *out);
void logistic_s8(const SigmoidS8 *logistic, const int8_t *in, size_t n, int8_t *out);
void tanh_s8(const SigmoidS8 *tanh, const int8_t *in, size_t n, int8_t *out);
void hard_swish_s8(const HardSwishS8 *swish, const int8_t *in, size_t n, int8_t *out);

#endif
