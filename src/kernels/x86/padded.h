/* SPDX-License-Identifier: Apache-2.0 */
/* Images with their border in place, as the fast convolutions read them. */
#ifndef KERNELS_X86_PADDED_H
#define KERNELS_X86_PADDED_H

#include "src/kernels/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A copy of an image that holds a value for every tap of every window, so that no kernel
 * asks whether a tap lies outside. Elements are 1 or 2 bytes wide.
 *
 * With more than one phase, a row holds first its columns 0, phases, 2 * phases ..., then
 * 1, phases + 1 ...: for phases = stride_w, the taps of neighbouring windows are neighbours.
 */
typedef struct Padded {
	int32_t rows, columns; /* as far as windows reach */
	int32_t phases, phase_columns;
	int32_t repeat; /* copies of each input channel */
	int32_t pixel_bytes, row_bytes;
	int32_t image_bytes; /* a multiple of 64 */
	int32_t images;      /* made at a time: few enough to stay in a cache */
} Padded;

/* Bytes that may be read, but mean nothing, beyond the last image. */
enum { PADDED_SLACK_BYTES = 64 };

/* `count` runs of n elements, each element `repeat` times in the copy. */
typedef struct PaddedRuns {
	const int8_t *in;
	ptrdiff_t n, count;
	ptrdiff_t in_step; /* elements from one run to the next */
	uint8_t *out;      /* without gaps */
	int32_t repeat, in_zero;
} PaddedRuns;

/* How elements are written is each variant's own. */
typedef void PaddedConvert(const PaddedRuns *runs);

/* False where an image would take more than 64 MiB. */
bool padded_fits(const Window *window, int32_t phases, int32_t element_bytes);

/* Depthwise convolution has out_c / in_c as `repeat`, any other 1. */
Padded padded_layout(const Window *window, int32_t phases, int32_t repeat,
	int32_t element_bytes);

size_t padded_bytes(const Padded *padded);

/* Offset of tap (ky, kx) of the window at (0, 0); the same from there for every other. */
int32_t padded_tap(const Padded *padded, const Window *window, int32_t ky, int32_t kx);

/* Copy n images; the border is of `border` bytes. */
void padded_fill(const Padded *padded, const Window *window, const int8_t *in, int32_t n,
	int32_t in_zero, int border, PaddedConvert *convert, uint8_t *target);

#endif
