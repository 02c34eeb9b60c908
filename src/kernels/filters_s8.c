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

/* Where the loops over channels are. */
typedef struct Channels {
	const int8_t *weight;
	const int32_t *bias, *multiplier;
	const int8_t *shift;
	int32_t left, zero;
	int8_t *out;
} Channels;

static inline OutputS8 output_at(const Channels *at, int32_t i)
{
	OutputS8 output = {at->multiplier[i], at->shift[i], at->zero};

	return output;
}

static inline void next_channels(Channels *at, int32_t n, int32_t values)
{
	at->weight += (ptrdiff_t)n * values;
	at->bias += n;
	at->multiplier += n;
	at->shift += n;
	at->out += n;
	at->left -= n;
}

static inline void all_two_by_two(Channels *channels, const Windows *windows,
	int32_t values, ptrdiff_t out_step)
{
	Channels at = *channels;

	while (at.left >= 2) {
		Sums sums = {at.bias[0], at.bias[1], at.bias[0], at.bias[1]};

		sum_two_by_two(windows, at.weight, values, &sums);
		put_two_outputs(output_at(&at, 0), sums.a, at.out, sums.c, at.out + out_step);
		put_two_outputs(output_at(&at, 1), sums.b, at.out + 1, sums.d,
			at.out + out_step + 1);
		next_channels(&at, 2, values);
	}
	*channels = at;
}

static inline void all_four_by_one(Channels *channels, const Windows *windows,
	int32_t values)
{
	Channels at = *channels;

	while (at.left >= 4) {
		Sums sums = {at.bias[0], at.bias[1], at.bias[2], at.bias[3]};

		sum_four_by_one(windows, at.weight, values, &sums);
		put_output(output_at(&at, 0), sums.a, at.out);
		put_output(output_at(&at, 1), sums.b, at.out + 1);
		put_output(output_at(&at, 2), sums.c, at.out + 2);
		put_output(output_at(&at, 3), sums.d, at.out + 3);
		next_channels(&at, 4, values);
	}
	*channels = at;
}

void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *window, ptrdiff_t step,
	int8_t *out, ptrdiff_t out_step, void *scratch)
{
	const LayerQuant *quant = &filters->quant;
	int32_t values = filters->values;
	Windows windows = see_windows(window, step, values, n, scratch);
	Channels at = {filters->weight, filters->bias, quant->multiplier, quant->shift,
		filters->channels, quant->out_zero, out};

	if (n == 2)
		all_two_by_two(&at, &windows, values, out_step);
	else
		all_four_by_one(&at, &windows, values);
	for (; at.left > 0; next_channels(&at, 1, values))
		for (int32_t i = 0; i < n; i++)
			put_output(output_at(&at, 0), sum_one(&windows, i, at.weight, at.bias[0]),
				at.out + i * out_step);
	for (int32_t i = 0; i < n; i++)
		limit_outputs(quant, out + i * out_step, filters->channels);
}
