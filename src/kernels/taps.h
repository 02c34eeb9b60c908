/* SPDX-License-Identifier: Apache-2.0 */
/* Which taps of a window lie inside the image. */
#ifndef KERNELS_TAPS_H
#define KERNELS_TAPS_H

#include <stdint.h>

/* Taps begin to end - 1 along one axis; none where end is not above begin. */
typedef struct Taps {
	int32_t begin, end;
} Taps;

/* The taps inside [0, extent) of a window whose tap 0 reads from origin. */
static inline Taps taps_inside(int32_t origin, int32_t dilation, int32_t kernel,
	int32_t extent)
{
	Taps taps = {0, 0};
	if (origin < 0)
		taps.begin = -(origin + 1) / dilation + 1;
	if (origin < extent)
		taps.end = (extent - 1 - origin) / dilation + 1;
	if (taps.end > kernel)
		taps.end = kernel;
	return taps;
}

/* How far n windows of kernel taps reach along one axis, from first tap to last. */
static inline int64_t windows_reach(int32_t n, int32_t stride, int32_t kernel,
	int32_t dilation)
{
	return (int64_t)(n - 1) * stride + (int64_t)(kernel - 1) * dilation + 1;
}

#endif
