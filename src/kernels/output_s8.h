/* SPDX-License-Identifier: Apache-2.0 */
/* From sums to int8 outputs, in few instructions. */
#ifndef KERNELS_OUTPUT_S8_H
#define KERNELS_OUTPUT_S8_H

#include "src/kernels/fixed_point.h"
#include "src/kernels/layer_quant.h"

#include <stddef.h>

/*
 * A channel's way from sum to output, before the layer's limits.
 *
 * Rescale rounds twice: v = (x * multiplier + 2^30) >> 31, then v / 2^n to nearest, ties away
 * from zero, which is (v + 2^(n - 1) - (v < 0)) >> n. As what is added comes before a shift,
 * both shifts can be one:
 *
 *   (x * multiplier + 2^30 + 2^(30 + n) - (v < 0) * 2^31) >> (31 + n)
 *
 * where x < 0 does for v < 0: they differ only if v is 0, which becomes 0 either way. The
 * output's zero point, times 2^(31 + n), is added as well. That is quick if a 64-bit sum's
 * upper word has all but the sign's part and 2^30: for n from 2 to 22.
 */
typedef struct OutputS8 {
	int32_t multiplier, shift; /* the channel's */
	int32_t zero;              /* the layer's */
} OutputS8;

enum { QUICK_LEAST = 2, QUICK_MOST = 22 };

static inline int32_t is_quick(OutputS8 output)
{
	return (uint32_t)(-QUICK_LEAST - output.shift) <= QUICK_MOST - QUICK_LEAST;
}

/* -128 .. 127; not every compiler makes the one instruction of it that there is. */
static inline int32_t saturate_s8(int32_t x)
{
#if defined(__ARM_FEATURE_SAT)
	__asm__("ssat %0, #8, %1" : "=r"(x) : "r"(x));
	return x;
#else
	return clamp(x, INT8_MIN, INT8_MAX);
#endif
}

/* A sum's output within -128 .. 127, if the channel is quick. */
static inline int32_t quick_output(OutputS8 output, int32_t sum)
{
	int32_t right = -output.shift;
	int32_t upper = shift_left_wrap(1 + 2 * output.zero, right - 2) + (sum >> 31);
	uint32_t lower = ((uint32_t)sum & (uint32_t)1 << 31) + ((uint32_t)1 << 30);
	uint64_t added = (uint64_t)(uint32_t)upper << 32 | lower;
	int64_t wide = (int64_t)((uint64_t)((int64_t)sum * output.multiplier) + added);

	return saturate_s8((int32_t)(wide >> 32) >> (right - 1));
}

/* The same for any channel. */
void put_any_output(int32_t multiplier, int32_t shift, int32_t zero, int32_t sum,
	int8_t *out);

/* The outputs of two sums of a channel, or of one. */
static inline void put_two_outputs(OutputS8 output, int32_t sum, int8_t *out,
	int32_t next_sum, int8_t *next)
{
	if (is_quick(output)) {
		*out = (int8_t)quick_output(output, sum);
		*next = (int8_t)quick_output(output, next_sum);
	} else {
		put_any_output(output.multiplier, output.shift, output.zero, sum, out);
		put_any_output(output.multiplier, output.shift, output.zero, next_sum, next);
	}
}

static inline void put_output(OutputS8 output, int32_t sum, int8_t *out)
{
	if (is_quick(output))
		*out = (int8_t)quick_output(output, sum);
	else
		put_any_output(output.multiplier, output.shift, output.zero, sum, out);
}

/* Hold n outputs within the layer's limits. */
static inline void limit_outputs(const LayerQuant *quant, int8_t *out, int32_t n)
{
	if (quant->act_min == INT8_MIN && quant->act_max == INT8_MAX)
		return;
	for (int32_t i = 0; i < n; i++)
		out[i] = to_s8(out[i], 0, quant->act_min, quant->act_max);
}

#endif
