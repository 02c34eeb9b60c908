/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/filters_s8.h"

#include "src/kernels/output_s8.h"

/* Sums of two filters over two windows, window by window, or of four filters over one. */
typedef struct Sums {
	int32_t a, b, c, d;
} Sums;

/*
 * Each of these has, for its machine,
 *
 *   Windows          what is summed over
 *   see_windows      makes it of n windows
 *   sum_two_by_two   adds the sums of a filter and of that which is `other` bytes on
 *   sum_four_by_one  adds those of four filters `other` bytes apart over the first window
 *   sum_one          sum + that of a filter over window i
 */
#if defined(__ARM_FEATURE_DSP)
#include "src/kernels/filters_s8_dsp.h"
#else
#include "src/kernels/filters_s8_plain.h"
#endif

/* Filters by number; one whose arrays are in local variables, as stores of outputs could
 * otherwise change them in the compiler's eyes. */
static inline OutputS8 output_of(const FiltersS8 *filters, int32_t c)
{
	OutputS8 output = {filters->quant.multiplier[c], filters->quant.shift[c],
		filters->quant.out_zero};

	return output;
}

/* Of two windows, all pairs of channels. */
static inline void pairs_of_channels(FiltersS8 filters, const Windows *windows,
	int8_t *out, int8_t *next)
{
	const int8_t *weight = filters.weight;

	for (int32_t c = 0; c < filters.channels - 1; c += 2) {
		Sums sums = {filters.bias[c], filters.bias[c + 1], filters.bias[c],
			filters.bias[c + 1]};

		sum_two_by_two(windows, weight, filters.values, &sums);
		put_two_outputs(output_of(&filters, c), sums.a, out + c, sums.c, next + c);
		put_two_outputs(output_of(&filters, c + 1), sums.b, out + c + 1, sums.d,
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
		put_output(output_of(&filters, c), sums.a, out + c);
		put_output(output_of(&filters, c + 1), sums.b, out + c + 1);
		put_output(output_of(&filters, c + 2), sums.c, out + c + 2);
		put_output(output_of(&filters, c + 3), sums.d, out + c + 3);
		weight += 4 * filters.values;
	}
}

void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *const *window,
	int8_t *out, ptrdiff_t out_step, void *scratch)
{
	Windows windows = see_windows(window, filters->values, n, scratch);
	int32_t done = filters->channels & (n == 2 ? ~1 : ~3);

	if (n == 2)
		pairs_of_channels(*filters, &windows, out, out + out_step);
	else
		fours_of_channels(*filters, &windows, out);
	for (int32_t i = 0; i < n; i++, out += out_step) {
		for (int32_t c = done; c < filters->channels; c++)
			put_output(output_of(filters, c),
				sum_one(&windows, i, filters->weight + (ptrdiff_t)c * filters->values,
					filters->bias[c]),
				out + c);
		limit_outputs(filters->quant.act_min, filters->quant.act_max, out,
			filters->channels);
	}
}
