/* SPDX-License-Identifier: Apache-2.0 */
/* The exponential function, with the same bits on every machine. */
#ifndef KERNELS_EXP_F32_H
#define KERNELS_EXP_F32_H

/*
 * e to the x, for |x| up to 700: relative error below 1e-12. Made of IEEE double arithmetic
 * only, so that no two machines or C libraries differ.
 */
double exp_core(double x);

/*
 * e to the x, within 0.501 units in the last place of float32, subnormal results included.
 * Infinity above 88.72283, 0 below -103.97, NaN for NaN.
 */
float exp_f32(float x);

#endif
