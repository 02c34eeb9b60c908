/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loop of depthwise_s8.c in plain C. */
#ifndef KERNELS_DEPTHWISE_S8_PLAIN_H
#define KERNELS_DEPTHWISE_S8_PLAIN_H

#include "src/kernels/depthwise_s8_taps.h"
#include "src/kernels/fixed_point.h"
#include "src/kernels/four_sums.h"

static inline uint32_t *pack_four(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, uint32_t *pairs)
{
	(void)conv;
	(void)space;
	(void)weight;
	return pairs;
}

static inline const uint32_t *sum_four(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, int32_t c, const uint32_t *pairs, Sums *sums)
{
	const int8_t *at = weight + c;

	for (int32_t i = 0; i < space->taps; i++, at += conv->window.out_c) {
		const int8_t *in = space->tap[i] + c;

		sums->a = add_wrap(sums->a, at[0] * in[0]);
		sums->b = add_wrap(sums->b, at[1] * in[1]);
		sums->c = add_wrap(sums->c, at[2] * in[2]);
		sums->d = add_wrap(sums->d, at[3] * in[3]);
	}
	return pairs;
}

#endif
