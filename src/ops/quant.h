/* SPDX-License-Identifier: Apache-2.0 */
/* How a tensor's integers stand for real numbers, and real factors as the kernels' integers. */
#ifndef OPS_QUANT_H
#define OPS_QUANT_H

#include "src/kernels/fixed_point.h"

#include <stdbool.h>
#include <stdint.h>

/* A tensor with one scale: real = scale * (q - zero). */
typedef struct Quant {
	float scale;
	int32_t zero;
	bool is_s16; /* int16, otherwise int8 */
} Quant;

/* Whether there is arithmetic for it: a finite scale above 0, and a zero point within int8 or,
 * for int16, of 0. */
bool quant_usable(Quant q);
bool scale_usable(float scale);

/* The type's smallest and largest integer. */
int32_t quant_lowest(Quant q);
int32_t quant_highest(Quant q);

/* A factor of 0 or more; below 2^-32 it becomes 0. */
bool rescale_from_real(double real, Rescale *scale);

/* The same for in / out. */
bool rescale_from_scales(float in, float out, Rescale *scale);

#endif
