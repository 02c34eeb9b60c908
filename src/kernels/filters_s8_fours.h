/* SPDX-License-Identifier: Apache-2.0 */
/* Four sums at a time, for filters_s8.c on machines without vectors. */
#ifndef KERNELS_FILTERS_S8_FOURS_H
#define KERNELS_FILTERS_S8_FOURS_H

#include "src/kernels/filters_s8.h"
#include "src/kernels/machine.h"
#include "src/kernels/output_s8.h"

/*
 * Each of these has, beside Windows, see_windows and sum_one,
 *
 *   sum_two_by_two   adds the sums of a filter and of that which is `other` bytes on: a and b
 *                    over the first window, c and d over the second
 *   sum_four_by_one  adds those of four filters `other` bytes apart over the first window
 */
#if defined(KERNELS_DSP)
#include "src/kernels/filters_s8_dsp.h"
#else
#include "src/kernels/filters_s8_plain.h"
#endif

/* Of two windows, all pairs of channels. The filters are copied, since stores of outputs could
 * change what a pointer points to, in the compiler's eyes. */
static inline void pairs_of_channels(FiltersS8 filters, const Windows *windows,
	int8_t *out, int8_t *next)
{
	const int8_t *weight = filters.weight;

	for (int32_t c = 0; c < filters.channels - 1; c += 2) {
		Sums sums = {filters.bias[c], filters.bias[c + 1], filters.bias[c],
			filters.bias[c + 1]};

		sum_two_by_two(windows, weight, filters.values, &sums);
		put_two_outputs(output_of(&filters.quant, c), sums.a, out + c, sums.c, next + c);
		put_two_outputs(output_of(&filters.quant, c + 1), sums.b, out + c + 1, sums.d,
			next + c + 1);
		weight += 2 * filters.values;
	}
}

/* Of one window, all four channels that there are. */
static inline void fours_of_channels(FiltersS8 filters, const Windows *windows,
	int8_t *out)
{
	const int8_t *weight = filters.weight;

	for (int32_t c = 0; c < filters.channels - 3; c += 4) {
		Sums sums = {filters.bias[c], filters.bias[c + 1], filters.bias[c + 2],
			filters.bias[c + 3]};

		sum_four_by_one(windows, weight, filters.values, &sums);
		put_output(output_of(&filters.quant, c), sums.a, out + c);
		put_output(output_of(&filters.quant, c + 1), sums.b, out + c + 1);
		put_output(output_of(&filters.quant, c + 2), sums.c, out + c + 2);
		put_output(output_of(&filters.quant, c + 3), sums.d, out + c + 3);
		weight += 4 * filters.values;
	}
}

static int32_t put_most(const FiltersS8 *filters, const Windows *windows, int32_t n,
	int8_t *out, ptrdiff_t out_step)
{
	if (n == 2)
		pairs_of_channels(*filters, windows, out, out + out_step);
	else
		fours_of_channels(*filters, windows, out);
	return filters->channels & (n == 2 ? ~1 : ~3);
}

#endif
