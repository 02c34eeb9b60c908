/* SPDX-License-Identifier: Apache-2.0 */
/* Which input pixels reach an output of a transposed convolution. */
#ifndef KERNELS_TRANSPOSE_TAPS_H
#define KERNELS_TRANSPOSE_TAPS_H

#include <stdint.h>

/* Pixels begin to end - 1 along one axis; none where end is not above begin. */
typedef struct Reaching {
	int32_t begin, end;
} Reaching;

/*
 * Input i spreads over the places i * stride to i * stride + kernel - 1, tap 0 first. Those of
 * extent inputs that reach a place, which is at least 0 and below 2^30; input i does so with
 * tap place - i * stride.
 */
static inline Reaching inputs_reaching(int32_t place, int32_t stride, int32_t kernel,
	int32_t extent)
{
	Reaching range = {0, place / stride + 1};

	if (place >= kernel)
		range.begin = (place - kernel) / stride + 1;
	if (range.end > extent)
		range.end = extent;
	return range;
}

#endif
