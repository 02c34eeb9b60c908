/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loops of filters_s8.c in plain C. */
#ifndef KERNELS_FILTERS_S8_PLAIN_H
#define KERNELS_FILTERS_S8_PLAIN_H

#include "src/kernels/fixed_point.h"
#include "src/kernels/four_sums.h"
#include "src/kernels/machine.h"

#include <stddef.h>

typedef struct Windows {
	const int8_t *first, *second;
	int32_t values;
} Windows;

static inline Windows see_windows(const int8_t *const *window, int32_t values, int32_t n,
	void *scratch)
{
	Windows windows = {window[0], window[n - 1], values};

	(void)scratch;
	return windows;
}

static inline int32_t sum_one(const Windows *windows, int32_t i, const int8_t *filter,
	int32_t sum)
{
	const int8_t *x = i ? windows->second : windows->first;

	for (const int8_t *end = filter + windows->values; filter < end; filter++)
		sum = add_wrap(sum, *filter * *x++);
	return sum;
}

#if defined(KERNELS_FEW_REGISTERS)

/* For eight registers: a filter over both windows. */
static inline void sum_one_by_two(const Windows *windows, const int8_t *filter,
	int32_t *first, int32_t *second)
{
	const int8_t *x = windows->first + windows->values;
	const int8_t *y = windows->second + windows->values;
	int32_t a = *first, b = *second;

	filter += windows->values;
	for (int32_t i = -windows->values; i < 0; i++) {
		int32_t w = filter[i];

		a = add_wrap(a, w * x[i]);
		b = add_wrap(b, w * y[i]);
	}
	*first = a;
	*second = b;
}

static inline void sum_two_by_two(const Windows *windows, const int8_t *filter,
	ptrdiff_t other, Sums *sums)
{
	sum_one_by_two(windows, filter, &sums->a, &sums->c);
	sum_one_by_two(windows, filter + other, &sums->b, &sums->d);
}

#else

static inline void sum_two_by_two(const Windows *windows, const int8_t *filter,
	ptrdiff_t other, Sums *sums)
{
	const int8_t *x = windows->first, *y = windows->second;
	const int8_t *end = filter + windows->values;

	for (const int8_t *next = filter + other; filter < end;) {
		int32_t v = *filter++, w = *next++, a = *x++, b = *y++;

		sums->a = add_wrap(sums->a, v * a);
		sums->b = add_wrap(sums->b, w * a);
		sums->c = add_wrap(sums->c, v * b);
		sums->d = add_wrap(sums->d, w * b);
	}
}

#endif

static inline void sum_four_by_one(const Windows *windows, const int8_t *filter,
	ptrdiff_t other, Sums *sums)
{
	const int8_t *x = windows->first;

	for (const int8_t *end = filter + windows->values; filter < end; filter++) {
		int32_t value = *x++;

		sums->a = add_wrap(sums->a, filter[0] * value);
		sums->b = add_wrap(sums->b, filter[other] * value);
		sums->c = add_wrap(sums->c, filter[2 * other] * value);
		sums->d = add_wrap(sums->d, filter[3 * other] * value);
	}
}

#endif
