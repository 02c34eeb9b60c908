/* SPDX-License-Identifier: Apache-2.0 */
/* rescale() of four sums at a time with Helium. To be included where __ARM_FEATURE_MVE says
 * that there are vectors of integers. */
#ifndef KERNELS_OUTPUT_S8_MVE_H
#define KERNELS_OUTPUT_S8_MVE_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/machine.h"

#if defined(KERNELS_HELIUM)

#include <arm_mve.h>

/* A rounding shift takes ties upwards: what is less than 0 and is shifted is made less by 1
 * before, so that they go away from zero. */
static inline int32x4_t four_rescaled(int32x4_t x, int32x4_t multiplier, int32x4_t shift)
{
	int32x4_t none = vdupq_n_s32(0);
	int32x4_t left = vmaxq_s32(shift, none), right = vminq_s32(shift, none);

	x = vqrdmulhq_s32(vshlq_s32(x, left), multiplier);
	x = vqaddq_s32(x, vshrq_n_s32(vandq_s32(x, right), 31));
	return vrshlq_s32(x, right);
}

/* Four channels' outputs within the layer's limits. */
static inline int32x4_t four_outputs(const LayerQuant *quant, int32x4_t sum,
	int32x4_t multiplier, int32x4_t shift)
{
	sum = vaddq_n_s32(four_rescaled(sum, multiplier, shift), quant->out_zero);
	sum = vmaxq_s32(sum, vdupq_n_s32(quant->act_min));
	return vminq_s32(sum, vdupq_n_s32(quant->act_max));
}

#endif
#endif
