/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inner loop of depthwise_s8.c with the DSP extension: two taps of a channel are an
 * instruction's two products, so that each tap's four bytes are turned into four words with
 * a channel of both. Weights are turned once; the last of an odd number of taps has one of 0
 * beside it.
 */
#ifndef KERNELS_DEPTHWISE_S8_DSP_H
#define KERNELS_DEPTHWISE_S8_DSP_H

#include "src/kernels/depthwise_s8_taps.h"
#include "src/kernels/dsp.h"
#include "src/kernels/four_sums.h"

static inline uint32_t *pack_four(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, uint32_t *pairs)
{
	ptrdiff_t step = conv->window.out_c;

	for (int32_t i = 0; i < space->taps; i += 2, pairs += 4, weight += 2 * step) {
		uint32_t first = load_word(weight, 0);
		uint32_t second = i + 1 < space->taps ? load_word(weight, step) : 0;
		uint32_t low = lower_halves(first, second), high = upper_halves(first, second);

		pairs[0] = widen_even(low);
		pairs[1] = widen_odd(low);
		pairs[2] = widen_even(high);
		pairs[3] = widen_odd(high);
	}
	memory_barrier();
	return pairs;
}

static inline const uint32_t *sum_four(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, int32_t c, const uint32_t *pairs, Sums *sums)
{
	/* A pointer has 32 bits here. */
	const uint32_t *tap = (const uint32_t *)(const void *)space->tap;
	const uint32_t *end = tap + space->taps;

	(void)conv;
	(void)weight;
	while (tap < end) {
		uint32_t first, second, low, one, other;

		next_pairs(&tap, &first, &second);
		first = load_word((const int8_t *)(uintptr_t)first, c);
		second = load_word((const int8_t *)(uintptr_t)second, c);
		low = lower_halves(first, second);
		second = upper_halves(first, second);
		next_pairs(&pairs, &one, &other);
		sums->a = add_products(sums->a, widen_even(low), one);
		sums->b = add_products(sums->b, widen_odd(low), other);
		next_pairs(&pairs, &one, &other);
		sums->c = add_products(sums->c, widen_even(second), one);
		sums->d = add_products(sums->d, widen_odd(second), other);
	}
	return pairs;
}

#endif
