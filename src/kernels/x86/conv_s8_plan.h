/* SPDX-License-Identifier: Apache-2.0 */
/* What the fast variants of convolution have in common: everything but the inner loop. */
#ifndef KERNELS_X86_CONV_S8_PLAN_H
#define KERNELS_X86_CONV_S8_PLAN_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/x86/padded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A block of filters, and the windows it is applied to.
 *
 * A sum is made in steps. A step multiplies four bytes of a window, the cell, with four
 * bytes of as many filters as a vector has lanes: a group. A cell is four int8 or two int16.
 *
 *   tap     [steps] offset of each step's cell from the window's first
 *   point   [points] offset of each window's first cell; CONV_MOST_POINTS more may be read
 *   params  [groups][4][lanes] bias, multiplier, shift left, shift right
 *   weight  [steps][groups][lanes] cells
 *   out     of the block's first filter, conv->window.out_c bytes a window
 */
typedef struct ConvS8Block {
	const ConvS8 *conv;
	const uint8_t *images;
	const int32_t *tap, *point, *params;
	const int8_t *weight;
	int32_t steps, points, groups;
	int32_t channels; /* filters there are: the last group may have fewer than lanes */
	int8_t *out;
} ConvS8Block;

enum { CONV_MOST_POINTS = 16 };

typedef struct ConvS8Variant {
	int32_t lanes;
	int32_t block_groups;  /* groups side by side in a block, at most */
	int32_t element_bytes; /* of the images and weights: 1 or 2 */
	int32_t in_offset;     /* images hold x + in_offset; or, when 0, x - in_zero */
	PaddedConvert *convert;
	void (*block)(const ConvS8Block *block);
} ConvS8Variant;

/* The functions of HostKernel. */
bool conv_s8_plan_supports(const ConvS8Variant *variant, const ConvS8 *conv);
size_t conv_s8_plan_packed_bytes(const ConvS8Variant *variant, const ConvS8 *conv);
void conv_s8_plan_pack(const ConvS8Variant *variant, const ConvS8 *conv,
	const int8_t *weight, const int32_t *bias, void *packed);
size_t conv_s8_plan_scratch_bytes(const ConvS8Variant *variant, const ConvS8 *conv);
void conv_s8_plan_run(const ConvS8Variant *variant, const ConvS8 *conv, const int8_t *in,
	const void *packed, int8_t *out, void *scratch);

#endif
