/* SPDX-License-Identifier: Apache-2.0 */
/* What the fast variants of depthwise convolution share: everything but the inner loop. */
#ifndef KERNELS_X86_DEPTHWISE_S8_PLAN_H
#define KERNELS_X86_DEPTHWISE_S8_PLAN_H

#include "src/kernels/depthwise_s8.h"
#include "src/kernels/x86/padded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Some windows of one output row, and a block of channels that each of them shows.
 *
 * Lanes are channels; where there are few, those of several neighbouring pixels. Taps are
 * taken together in packs of one cell's four bytes. Interleaving the taps' vectors leaves
 * the lanes in another order, which `lane` of the variant tells; parameters and weights
 * are in that order.
 *
 *   row     the first tap of the first window
 *   tap     [packs][taps in a pack] offset of each tap
 *   params  [4][lanes] bias, multiplier, shift left, shift right
 *   weight  [packs][lanes] cells
 *   out     `step` bytes a vector, of which the last has `rest`
 */
typedef struct DepthwiseS8Block {
	const DepthwiseS8 *conv;
	const uint8_t *row;
	const int32_t *tap, *params;
	const int8_t *weight;
	int32_t packs;
	int32_t vectors;           /* to make */
	int32_t in_step, out_step; /* bytes from one vector to the next */
	int32_t channels, rest;    /* bytes to store of each vector, and of the last */
	int8_t *out;
} DepthwiseS8Block;

typedef struct DepthwiseS8Variant {
	int32_t lanes;
	int32_t element_bytes; /* of the images and weights: 1 or 2 */
	int32_t in_offset;     /* images hold x + in_offset; or, when 0, x - in_zero */
	PaddedConvert *convert;
	int32_t (*lane)(int32_t i); /* the channel that the i-th place is for */
	void (*block)(const DepthwiseS8Block *block);
} DepthwiseS8Variant;

/* The functions of HostKernel. */
bool depthwise_s8_plan_supports(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv);
size_t depthwise_s8_plan_packed_bytes(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv);
void depthwise_s8_plan_pack(const DepthwiseS8Variant *variant, const DepthwiseS8 *conv,
	const int8_t *weight, const int32_t *bias, void *packed);
size_t depthwise_s8_plan_scratch_bytes(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv);
void depthwise_s8_plan_run(const DepthwiseS8Variant *variant, const DepthwiseS8 *conv,
	const int8_t *in, const void *packed, int8_t *out, void *scratch);

#endif
