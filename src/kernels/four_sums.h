/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KERNELS_FOUR_SUMS_H
#define KERNELS_FOUR_SUMS_H

#include <stdint.h>

/* Sums made side by side: there are registers for four. */
typedef struct Sums {
	int32_t a, b, c, d;
} Sums;

#endif
