/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rescale() in few instructions, for factors below a half.
 *
 * It rounds twice: v = (x * multiplier + 2^30) >> 31, then v / 2^n to nearest, ties away from
 * zero, which is (v + 2^(n - 1) - (v < 0)) >> n. As what is added comes before a shift, both
 * shifts can be one:
 *
 *   (x * multiplier + 2^30 + 2^(30 + n) - (v < 0) * 2^31) >> (31 + n)
 *
 * where x < 0 does for v < 0: they differ only if v is 0, which becomes 0 either way. The last
 * term then is x's uppermost bit.
 */
#ifndef KERNELS_QUICK_RESCALE_H
#define KERNELS_QUICK_RESCALE_H

#include "src/kernels/fixed_point.h"

typedef struct QuickRescale {
	int32_t multiplier;
	int32_t right; /* n - 1 */
	uint64_t
		added; /* 2^30 + 2^(30 + n), and what the result is to be moved by * 2^(31 + n) */
} QuickRescale;

/* Of a shift of -n, n 1 .. 31. */
static inline QuickRescale quick_rescale_of(Rescale scale)
{
	QuickRescale quick;

	quick.multiplier = scale.multiplier;
	quick.right = -scale.shift - 1;
	quick.added = ((uint64_t)1 << 30) + ((uint64_t)1 << (30 - scale.shift));
	return quick;
}

static inline int32_t quick_rescale(QuickRescale quick, int32_t x)
{
	uint64_t added = quick.added - ((uint32_t)x & (uint32_t)1 << 31);
	int64_t sum = (int64_t)added + (int64_t)x * quick.multiplier;

	return (int32_t)(sum >> 32) >> quick.right;
}

#endif
