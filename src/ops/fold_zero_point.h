/* SPDX-License-Identifier: Apache-2.0 */
/* The bias that int8 kernels take. */
#ifndef OPS_FOLD_ZERO_POINT_H
#define OPS_FOLD_ZERO_POINT_H

#include <stdint.h>

/*
 * A layer's weights, seen as [n, channels, m] elements: a convolution's or fully connected
 * layer's have n = 1, a depthwise convolution's m = 1.
 */
typedef struct WeightLayout {
	int32_t n, channels, m;
} WeightLayout;

/*
 * folded[c] = bias[c] - in_zero * the sum of channel c's weights, modulo 2^32, so that
 * folded[c] + sum(weight * in) is bias[c] + sum(weight * (in - in_zero)). bias may be NULL,
 * which is 0; it may be folded itself.
 */
void fold_zero_point(int32_t in_zero, WeightLayout layout, const int8_t *weight,
	const int32_t *bias, int32_t *folded);

#endif
