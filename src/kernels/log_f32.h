/* SPDX-License-Identifier: Apache-2.0 */
/* The natural logarithm, with the same bits on every machine. */
#ifndef KERNELS_LOG_F32_H
#define KERNELS_LOG_F32_H

/*
 * ln x, within 0.501 units in the last place; made of IEEE double arithmetic only. Minus
 * infinity for 0, infinity for infinity, NaN for NaN and below 0.
 */
float log_f32(float x);

#endif
