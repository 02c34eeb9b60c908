/* SPDX-License-Identifier: Apache-2.0 */
/* From sums to int8 outputs, in few instructions. */
#ifndef KERNELS_OUTPUT_S8_H
#define KERNELS_OUTPUT_S8_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/quick_rescale.h"

#include <stddef.h>

/* A channel's way from sum to output, before the layer's limits. */
typedef struct OutputS8 {
	int32_t multiplier, shift; /* the channel's */
	int32_t zero;              /* the layer's */
} OutputS8;

static inline OutputS8 output_of(const LayerQuant *quant, int32_t channel)
{
	OutputS8 output = {quant->multiplier[channel], quant->shift[channel],
		quant->out_zero};

	return output;
}

/* An output is quick if what it is moved by fits beside the sum: for shifts from -2 to -22,
 * which is nearly all there are. */
static inline int32_t is_quick(OutputS8 output)
{
	enum { LEAST = 2, MOST = 22 };

	return (uint32_t)(-output.shift - LEAST) <= MOST - LEAST;
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

/* A sum's output within -128 .. 127, if it is quick: 2^(30 + n) and the zero point *
 * 2^(31 + n) are added to the upper word alone. */
static inline int8_t quick_output(OutputS8 output, int32_t sum)
{
	int32_t n = -output.shift;
	uint32_t upper = (uint32_t)shift_left_wrap(1 + 2 * output.zero, n - 2);
	QuickRescale quick;

	quick.multiplier = output.multiplier;
	quick.right = n - 1;
	quick.added = (uint64_t)upper << 32 | (uint32_t)1 << 30;
	return (int8_t)saturate_s8(quick_rescale(quick, sum));
}

/* The same for any shift. It stores the output itself, since compilers otherwise join what is
 * stored here and there, and lose an instruction over it. */
void put_any_output(int32_t multiplier, int32_t shift, int32_t zero, int32_t sum,
	int8_t *out);

static inline void put_output(OutputS8 output, int32_t sum, int8_t *out)
{
	if (is_quick(output))
		*out = quick_output(output, sum);
	else
		put_any_output(output.multiplier, output.shift, output.zero, sum, out);
}

/* Two outputs of a channel. */
static inline void put_two_outputs(OutputS8 output, int32_t sum, int8_t *out,
	int32_t next_sum, int8_t *next)
{
	if (is_quick(output)) {
		*out = quick_output(output, sum);
		*next = quick_output(output, next_sum);
	} else {
		put_any_output(output.multiplier, output.shift, output.zero, sum, out);
		put_any_output(output.multiplier, output.shift, output.zero, next_sum, next);
	}
}

/* Hold n outputs within limits that lie in -128 .. 127. */
static inline void limit_outputs(int32_t low, int32_t high, int8_t *out, ptrdiff_t n)
{
	if (low == INT8_MIN && high == INT8_MAX)
		return;
	for (ptrdiff_t i = 0; i < n; i++)
		out[i] = to_s8(out[i], 0, low, high);
}

#endif
