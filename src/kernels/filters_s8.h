/* SPDX-License-Identifier: Apache-2.0 */
/* Filters over windows that lie in one piece: what int8 convolutions and fully connected
 * layers come down to. */
#ifndef KERNELS_FILTERS_S8_H
#define KERNELS_FILTERS_S8_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/machine.h"

#include <stddef.h>
#include <stdint.h>

/*
 *   weight  [channels, values]
 *   bias    [channels], with the input's zero point; see LayerQuant
 *   quant   its multiplier and shift [channels]
 */
typedef struct FiltersS8 {
	LayerQuant quant;
	const int8_t *weight;
	const int32_t *bias;
	int32_t channels, values;
} FiltersS8;

/*
 * Two windows are taken at a time, or one where they are long. Some machines make 16-bit
 * numbers of their values, which lie in scratch before the windows themselves.
 */
enum { WINDOWS_MOST = 2, WINDOW_LONG = 1024 };

/* Of n windows, how many are taken at a time. */
static inline int32_t windows_together(int32_t values, int32_t n)
{
	return values > WINDOW_LONG || n < WINDOWS_MOST ? 1 : WINDOWS_MOST;
}

/* Bytes from a window's place in scratch to the next one's. */
static inline int32_t window_step(int32_t values)
{
	return (values + 3) / 4 * 4;
}

/* Where in scratch the first of so many windows may be laid. The n-th words that are made
 * of all windows never reach the (n + 1)-th of any. */
static inline int32_t windows_begin(int32_t values, int32_t together)
{
	return (together == 1 ? 1 : 3) * window_step(values);
}

static inline int32_t windows_scratch(int32_t values, int32_t n)
{
	int32_t together = windows_together(values, n);

	return windows_begin(values, together) + together * window_step(values);
}

/*
 * All filters over n windows, 1 or 2, of so many values. Each window is in its place in
 * scratch or, both, somewhere else. out_step bytes are between their outputs, which do not
 * overlap windows: but where windows_are_copied, they may overlap those outside of scratch.
 */
void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *const *window,
	int8_t *out, ptrdiff_t out_step, void *scratch);

static inline int32_t windows_are_copied(void)
{
#if defined(KERNELS_DSP)
	return 1;
#else
	return 0;
#endif
}

#endif
