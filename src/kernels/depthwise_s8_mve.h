/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loop of depthwise_s8.c with Helium: eight channels side by side, even ones in
 * one vector of sums and odd ones in the other. */
#ifndef KERNELS_DEPTHWISE_S8_MVE_H
#define KERNELS_DEPTHWISE_S8_MVE_H

#include "src/kernels/depthwise_s8_taps.h"
#include "src/kernels/machine.h"
#include "src/kernels/output_s8_mve.h"

#if defined(KERNELS_HELIUM)

static inline void put_eight(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, const int32_t *bias, int32_t c, int8_t *out)
{
	const LayerQuant *quant = &conv->quant;
	int32x4x2_t sums = vld2q_s32(bias + c);
	int32x4x2_t multiplier = vld2q_s32(quant->multiplier + c);
	int16x8_t shift = vldrbq_s16(quant->shift + c), both;
	int32x4_t even = sums.val[0], odd = sums.val[1];

	weight += c;
	for (int32_t i = 0; i < space->taps; i++, weight += conv->window.out_c) {
		int16x8_t x = vldrbq_s16(space->tap[i] + c), w = vldrbq_s16(weight);

		even = vaddq_s32(even, vmullbq_int_s16(x, w));
		odd = vaddq_s32(odd, vmulltq_int_s16(x, w));
	}
	even = four_outputs(quant, even, multiplier.val[0], vmovlbq_s16(shift));
	odd = four_outputs(quant, odd, multiplier.val[1], vmovltq_s16(shift));
	both = vmovntq_s32(vmovnbq_s32(vdupq_n_s16(0), even), odd);
	vstrbq_s16(out + c, both);
}

static inline void pack_block(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, int32_t first, int32_t end)
{
	(void)conv;
	(void)space;
	(void)weight;
	(void)first;
	(void)end;
}

static int32_t put_most(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, const int32_t *bias, int32_t first, int32_t end, int8_t *out)
{
	int32_t c = first;

	for (; c + 8 <= end; c += 8)
		put_eight(conv, space, weight, bias, c, out);
	return c;
}

#endif
#endif
