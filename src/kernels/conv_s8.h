/* SPDX-License-Identifier: Apache-2.0 */
/* int8 convolution. */
#ifndef KERNELS_CONV_S8_H
#define KERNELS_CONV_S8_H

#include "src/kernels/filters_s8.h"
#include "src/kernels/window.h"

typedef struct ConvS8 {
	Window window;
	int32_t groups;   /* divides in_c and out_c; 1 for an ordinary convolution */
	int32_t out_step; /* bytes from a pixel's outputs to the next's, at least out_c */
	LayerQuant quant;
} ConvS8;

/*
 * 2-D convolution, bit-exact with TFLite's int8 reference kernel.
 *
 *   in       [batch, in_h, in_w, in_c]
 *   weight   [out_c, kernel_h, kernel_w, in_c / groups]  symmetric, one scale per out_c
 *   bias     [out_c], scale in * weight, with the input's zero point: see LayerQuant
 *   out      [batch, out_h, out_w, out_c], pixels out_step bytes apart
 *   scratch  conv_s8_scratch() bytes, 4-aligned
 *
 * With one group, a few output channels at a time can be had: out_c says how many; weight,
 * bias and quant begin at the first of them, out at the first pixel's first of them. in and
 * out of the whole may overlap as conv_s8_lead (lead.h) says.
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void conv_s8(const ConvS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch);

/* The same on every machine. */
static inline int32_t conv_s8_scratch(const ConvS8 *conv)
{
	const Window *window = &conv->window;

	return windows_scratch(window->kernel_h * window->kernel_w *
			(window->in_c / conv->groups),
		window->batch * window->out_h * window->out_w);
}

#endif
