/* SPDX-License-Identifier: Apache-2.0 */
/* Filters over windows that lie in one piece: what int8 convolutions and fully connected
 * layers come down to. */
#ifndef KERNELS_FILTERS_S8_H
#define KERNELS_FILTERS_S8_H

#include "src/kernels/layer_quant.h"

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
 * Scratch has a slot for each window that is taken at a time: two, but one where they are
 * long. Some machines keep the window's values there in 16 bits.
 */
enum { WINDOWS_MOST = 2, WINDOW_LONG = 1024 };

/* Of n windows, how many are taken at a time. */
static inline int32_t windows_together(int32_t values, int32_t n)
{
	return values > WINDOW_LONG || n < WINDOWS_MOST ? 1 : WINDOWS_MOST;
}

static inline int32_t window_slot_bytes(int32_t values)
{
	return (values + 3) / 4 * 4 * (int32_t)sizeof(int16_t);
}

static inline int32_t windows_scratch(int32_t values, int32_t n)
{
	return windows_together(values, n) * window_slot_bytes(values);
}

/* Where in scratch the caller may lay the values of window i, 0 .. windows_together - 1, in
 * one piece: the upper half of its slot, rounded up to a word. */
static inline int8_t *window_place(void *scratch, int32_t values, int32_t i)
{
	int32_t slot = window_slot_bytes(values);

	return (int8_t *)scratch + (ptrdiff_t)i * slot + slot / 2;
}

/*
 * All filters over n windows, 1 or 2, of so many values, window_step bytes from one to the
 * other; each in its place, or both outside of scratch. The outputs are out_step bytes from
 * one to the other; they do not overlap a window.
 */
void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *window,
	ptrdiff_t window_step, int8_t *out, ptrdiff_t out_step, void *scratch);

#endif
