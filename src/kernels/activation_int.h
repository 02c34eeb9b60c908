/* SPDX-License-Identifier: Apache-2.0 */
/* Activations of int8 and int16: one value in, one value out. */
#ifndef KERNELS_ACTIVATION_INT_H
#define KERNELS_ACTIVATION_INT_H

#include "src/kernels/fixed_point.h"

#include <stddef.h>
#include <stdint.h>

/* Zero points lie within the type; int16 has zero points of 0. */
typedef struct ReluInt {
	int32_t in_zero, out_zero;
	Rescale scale; /* in / out */
} ReluInt;

typedef struct LeakyReluInt {
	int32_t in_zero, out_zero;
	Rescale positive;   /* in / out */
	Rescale negative;   /* in * |alpha| / out */
	int32_t alpha_sign; /* 1 or -1 */
} LeakyReluInt;

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
void relu_s8(const ReluInt *relu, const int8_t *in, size_t n, int8_t *out);
void leaky_relu_s8(const LeakyReluInt *relu, const int8_t *in, size_t n, int8_t *out);
void logistic_s8(const SigmoidS8 *logistic, const int8_t *in, size_t n, int8_t *out);
void tanh_s8(const SigmoidS8 *tanh, const int8_t *in, size_t n, int8_t *out);
void hard_swish_s8(const HardSwishS8 *swish, const int8_t *in, size_t n, int8_t *out);

/* LOGISTIC and TANH: the input times multiplier / 2^shift is in units of 1 / 12288. */
typedef struct SigmoidS16 {
	int32_t multiplier; /* 0 .. 2^15 - 1 */
	int32_t shift;      /* 0 .. 31 */
} SigmoidS16;

/* The same for int16. Both sigmoids give 1/32768 a unit. */
void clamp_s16(int32_t low, int32_t high, const int16_t *in, size_t n, int16_t *out);
void relu_s16(const ReluInt *relu, const int16_t *in, size_t n, int16_t *out);
void leaky_relu_s16(const LeakyReluInt *relu, const int16_t *in, size_t n, int16_t *out);
void logistic_s16(const SigmoidS16 *logistic, const int16_t *in, size_t n, int16_t *out);
void tanh_s16(const SigmoidS16 *tanh, const int16_t *in, size_t n, int16_t *out);

/* The logistic function of i / 24 with 16 fraction bits: the numbers that TFLite has. */
enum { SIGMOID_S16_ENTRIES = 256 };
extern const uint16_t sigmoid_s16_table[SIGMOID_S16_ENTRIES];

#endif
