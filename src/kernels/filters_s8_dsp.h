/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inner loops of filters_s8.c with the DSP extension.
 *
 * Windows are widened once, four values at a time: bytes 0 and 2 make a word, 1 and 3 the
 * next, as SXTB16 makes of the filters' bytes too. Two windows take turns, four values of
 * each. What is missing to a multiple of four is 0.
 */
#ifndef KERNELS_FILTERS_S8_DSP_H
#define KERNELS_FILTERS_S8_DSP_H

#include "src/kernels/dsp.h"
#include "src/kernels/four_sums.h"

typedef struct Windows {
	const uint32_t *pairs, *end; /* all but the last values, less than 8 */
	int32_t values, n;
} Windows;

/* The first bytes of four, n if less; the others are 0. */
static inline uint32_t load_some(const int8_t *bytes, int32_t n)
{
	uint32_t word = (uint8_t)bytes[0];

	if (n > 1)
		word |= (uint32_t)(uint8_t)bytes[1] << 8;
	if (n > 2)
		word |= (uint32_t)(uint8_t)bytes[2] << 16;
	if (n > 3)
		word |= (uint32_t)(uint8_t)bytes[3] << 24;
	return word;
}

static inline void widen(uint32_t word, uint32_t *pairs)
{
	pairs[0] = widen_even(word);
	pairs[1] = widen_odd(word);
}

/* Widen a window to words 0, 1, then `step` words on, and so forth. */
static void widen_window(const int8_t *window, int32_t values, int32_t step,
	uint32_t *pairs)
{
	const int8_t *end = window + values / 4 * 4;

	for (; window < end; pairs += step)
		widen(next_word(&window), pairs);
	if (values % 4)
		widen(load_some(window, values % 4), pairs);
}

static inline Windows see_windows(const int8_t *const *window, int32_t values, int32_t n,
	void *scratch)
{
	uint32_t *pairs = (uint32_t *)scratch;
	Windows windows = {pairs, pairs + values / 8 * 4 * n, values, n};

	memory_barrier();
	for (int32_t i = 0; i < n; i++)
		widen_window(window[i], values, 2 * n, pairs + 2 * i);
	memory_barrier();
	return windows;
}

/* Values of a filter, from `first` on, over those of window i. */
static int32_t sum_from(const Windows *windows, int32_t first, int32_t i,
	const int8_t *filter, int32_t sum)
{
	const uint32_t *pairs = windows->pairs + (first / 2 * windows->n) + 2 * i;

	filter += first;
	for (int32_t left = windows->values - first; left > 0; left -= 4, filter += 4) {
		uint32_t word = load_some(filter, left);

		sum = add_products(sum, widen_even(word), pairs[0]);
		sum = add_products(sum, widen_odd(word), pairs[1]);
		pairs += 2 * windows->n;
	}
	return sum;
}

static inline int32_t sum_one(const Windows *windows, int32_t i, const int8_t *filter,
	int32_t sum)
{
	return sum_from(windows, 0, i, filter, sum);
}

/* Four values of two filters, v and w, over those of two windows. */
static inline void step_two_by_two(const uint32_t **pairs, uint32_t v, uint32_t w,
	Sums *sums)
{
	uint32_t even, odd, v_even, w_even;

	next_pairs(pairs, &even, &odd);
	v_even = widen_even(v);
	w_even = widen_even(w);
	v = widen_odd(v);
	w = widen_odd(w);
	sums->a = add_products(sums->a, v_even, even);
	sums->b = add_products(sums->b, w_even, even);
	sums->a = add_products(sums->a, v, odd);
	sums->b = add_products(sums->b, w, odd);
	next_pairs(pairs, &even, &odd);
	sums->c = add_products(sums->c, v_even, even);
	sums->d = add_products(sums->d, w_even, even);
	sums->c = add_products(sums->c, v, odd);
	sums->d = add_products(sums->d, w, odd);
}

static inline void sum_two_by_two(const Windows *windows, const int8_t *filter,
	ptrdiff_t other, Sums *sums)
{
	const uint32_t *pairs = windows->pairs, *end = windows->end;

	while (pairs < end) {
		uint32_t w = load_word(filter, other);

		step_two_by_two(&pairs, next_word(&filter), w, sums);
		w = load_word(filter, other);
		step_two_by_two(&pairs, next_word(&filter), w, sums);
	}
	for (int32_t left = windows->values % 8; left > 0; left -= 4, filter += 4)
		step_two_by_two(&pairs, load_some(filter, left), load_some(filter + other, left),
			sums);
}

/* Four values of a filter over those of a window. */
static inline int32_t step_one(int32_t sum, uint32_t filter, uint32_t even, uint32_t odd)
{
	uint32_t pair = widen_even(filter);

	sum = add_products(sum, pair, even);
	return add_products(sum, widen_odd(filter), odd);
}

static inline void step_four_by_one(const uint32_t **pairs, const int8_t **filter,
	const int8_t **next, ptrdiff_t twice, Sums *sums)
{
	uint32_t even, odd;

	next_pairs(pairs, &even, &odd);
	sums->c = step_one(sums->c, load_word(*filter, twice), even, odd);
	sums->a = step_one(sums->a, next_word(filter), even, odd);
	sums->d = step_one(sums->d, load_word(*next, twice), even, odd);
	sums->b = step_one(sums->b, next_word(next), even, odd);
}

static inline void sum_four_by_one(const Windows *windows, const int8_t *filter,
	ptrdiff_t other, Sums *sums)
{
	const uint32_t *pairs = windows->pairs, *end = windows->end;
	const int8_t *first = filter, *next = filter + other;
	int32_t done = windows->values / 8 * 8;

	while (pairs < end) {
		step_four_by_one(&pairs, &first, &next, 2 * other, sums);
		step_four_by_one(&pairs, &first, &next, 2 * other, sums);
	}
	if (done == windows->values)
		return;
	sums->a = sum_from(windows, done, 0, filter, sums->a);
	sums->b = sum_from(windows, done, 0, filter + other, sums->b);
	sums->c = sum_from(windows, done, 0, filter + 2 * other, sums->c);
	sums->d = sum_from(windows, done, 0, filter + 3 * other, sums->d);
}

#endif
