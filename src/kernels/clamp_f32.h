/* SPDX-License-Identifier: Apache-2.0 */
/* The fused activation of float kernels. */
#ifndef KERNELS_CLAMP_F32_H
#define KERNELS_CLAMP_F32_H

/*
 * x brought into [low, high]; NaN stays NaN.
 *
 * For no activation TFLite clamps to the finite range, -FLT_MAX to FLT_MAX, which turns
 * infinities into the nearest finite value. To keep them, give infinite bounds.
 */
static inline float clamp_f32(float x, float low, float high)
{
	float raised = x < low ? low : x;
	return high < raised ? high : raised;
}

#endif
