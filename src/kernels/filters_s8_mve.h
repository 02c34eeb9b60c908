/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loops of filters_s8.c with Helium: sixteen products an instruction. */
#ifndef KERNELS_FILTERS_S8_MVE_H
#define KERNELS_FILTERS_S8_MVE_H

#include "src/kernels/filters_s8.h"
#include "src/kernels/machine.h"
#include "src/kernels/output_s8_mve.h"

#if defined(KERNELS_HELIUM)

typedef struct Windows {
	const int8_t *window[2];
	int32_t values;
} Windows;

static inline Windows see_windows(const int8_t *const *window, int32_t values, int32_t n,
	void *scratch)
{
	Windows windows = {{window[0], window[n - 1]}, values};

	(void)scratch;
	return windows;
}

static inline int32_t sum_one(const Windows *windows, int32_t i, const int8_t *filter,
	int32_t sum)
{
	const int8_t *window = windows->window[i];

	for (int32_t left = windows->values; left > 0; left -= 16) {
		mve_pred16_t some = vctp8q((uint32_t)left);

		sum = vmladavaq_s8(sum, vldrbq_z_s8(window, some), vldrbq_z_s8(filter, some));
		window += 16;
		filter += 16;
	}
	return sum;
}

/* The sums of four filters over a window, `values` bytes apart. */
static inline int32x4_t sum_four(const int8_t *window, const int8_t *filter,
	int32_t values, const int32_t *bias)
{
	const int8_t *second = filter + values, *third = second + values;
	const int8_t *fourth = third + values;
	int32_t a = bias[0], b = bias[1], c = bias[2], d = bias[3];
	int32x4_t sums = vdupq_n_s32(a);
	int32_t i = 0;

	for (; i + 16 <= values; i += 16) {
		int8x16_t x = vldrbq_s8(window + i);

		a = vmladavaq_s8(a, x, vldrbq_s8(filter + i));
		b = vmladavaq_s8(b, x, vldrbq_s8(second + i));
		c = vmladavaq_s8(c, x, vldrbq_s8(third + i));
		d = vmladavaq_s8(d, x, vldrbq_s8(fourth + i));
	}
	if (i < values) {
		mve_pred16_t some = vctp8q((uint32_t)(values - i));
		int8x16_t x = vldrbq_z_s8(window + i, some);

		a = vmladavaq_s8(a, x, vldrbq_z_s8(filter + i, some));
		b = vmladavaq_s8(b, x, vldrbq_z_s8(second + i, some));
		c = vmladavaq_s8(c, x, vldrbq_z_s8(third + i, some));
		d = vmladavaq_s8(d, x, vldrbq_z_s8(fourth + i, some));
	}
	sums = vsetq_lane_s32(a, sums, 0);
	sums = vsetq_lane_s32(b, sums, 1);
	sums = vsetq_lane_s32(c, sums, 2);
	return vsetq_lane_s32(d, sums, 3);
}

/* All fours of channels over a window. */
static inline void put_fours(FiltersS8 filters, const int8_t *window, int8_t *out)
{
	const int8_t *weight = filters.weight;

	for (int32_t c = 0; c + 4 <= filters.channels; c += 4) {
		int32x4_t multiplier = vldrwq_s32(filters.quant.multiplier + c);
		int32x4_t shift = vldrbq_s32(filters.quant.shift + c);
		int32x4_t sums = sum_four(window, weight, filters.values, filters.bias + c);

		vstrbq_s32(out + c, four_outputs(&filters.quant, sums, multiplier, shift));
		weight += 4 * filters.values;
	}
}

static int32_t put_most(const FiltersS8 *filters, const Windows *windows, int32_t n,
	int8_t *out, ptrdiff_t out_step)
{
	for (int32_t i = 0; i < n; i++, out += out_step)
		put_fours(*filters, windows->window[i], out);
	return filters->channels & ~3;
}

#endif
#endif
