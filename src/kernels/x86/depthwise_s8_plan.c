/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/depthwise_s8_plan.h"

#include <string.h>

enum { CELL_BYTES = 4, PARAMS = 4 };

/*
 * Packed are tap[packs][taps in a pack], and for each block of lanes its parameters and
 * weights. In scratch are the images. A row's columns are in phases, so that windows side
 * by side see adjacent pixels whatever the stride.
 */
typedef struct DepthwisePlan {
	Padded padded;
	int32_t taps, packs;
	int32_t pixels; /* in a vector; more than one only where all channels fit it */
	int32_t blocks; /* vectors that a pixel's channels take */
	size_t tap_bytes, params_bytes, weight_bytes; /* the latter two of a block */
} DepthwisePlan;

static size_t round_up_64(size_t bytes)
{
	return (bytes + 63) / 64 * 64;
}

static DepthwisePlan plan_of(const DepthwiseS8Variant *variant, const DepthwiseS8 *conv)
{
	const Window *window = &conv->window;
	int32_t in_pack = CELL_BYTES / variant->element_bytes;
	DepthwisePlan plan = {
		.padded =
			padded_layout(window, window->stride_w, conv->repeat, variant->element_bytes),
		.taps = window->kernel_h * window->kernel_w,
		.pixels = window->out_c < variant->lanes ? variant->lanes / window->out_c : 1,
		.blocks = (window->out_c + variant->lanes - 1) / variant->lanes,
	};

	plan.packs = (plan.taps + in_pack - 1) / in_pack;
	plan.tap_bytes = round_up_64((size_t)(plan.packs * in_pack) * sizeof(int32_t));
	plan.params_bytes = PARAMS * (size_t)variant->lanes * sizeof(int32_t);
	plan.weight_bytes = (size_t)plan.packs * (size_t)variant->lanes * CELL_BYTES;
	return plan;
}

bool depthwise_s8_plan_supports(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv)
{
	return conv->first_c == 0 && conv->out_step == conv->window.out_c &&
		padded_fits(&conv->window, conv->window.stride_w, variant->element_bytes);
}

size_t depthwise_s8_plan_packed_bytes(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv)
{
	DepthwisePlan plan = plan_of(variant, conv);

	return plan.tap_bytes + (size_t)plan.blocks * (plan.params_bytes + plan.weight_bytes);
}

size_t depthwise_s8_plan_scratch_bytes(const DepthwiseS8Variant *variant,
	const DepthwiseS8 *conv)
{
	DepthwisePlan plan = plan_of(variant, conv);

	return padded_bytes(&plan.padded);
}

/* Taps that fill up the last pack are the first again, with no weight. */
static void pack_taps(const DepthwisePlan *plan, const DepthwiseS8 *conv, int32_t *tap)
{
	const Window *window = &conv->window;

	for (int32_t i = 0; i < plan->taps; i++)
		tap[i] =
			padded_tap(&plan->padded, window, i / window->kernel_w, i % window->kernel_w);
}

/* Channel c at place i of a block. */
static void pack_lane(const DepthwiseS8Variant *variant, const DepthwisePlan *plan,
	const DepthwiseS8 *conv, int32_t c, int32_t i, const int8_t *weight, int32_t bias,
	void *block)
{
	int32_t *params = (int32_t *)block + i;
	int8_t *cell = (int8_t *)block + plan->params_bytes + i * CELL_BYTES;
	int32_t in_pack = CELL_BYTES / variant->element_bytes;
	int32_t excess = variant->in_offset ? variant->in_offset : -conv->quant.in_zero;
	uint32_t sum = (uint32_t)bias;
	int32_t shift = conv->quant.shift[c];

	for (int32_t tap = 0; tap < plan->taps; tap++) {
		int16_t wide = weight[tap * conv->window.out_c + c];
		int8_t *pack = cell + (ptrdiff_t)(tap / in_pack) * variant->lanes * CELL_BYTES;

		sum -= (uint32_t)(excess * wide);
		if (variant->element_bytes == 1)
			pack[tap % in_pack] = (int8_t)wide;
		else
			memcpy(pack + tap % in_pack * 2, &wide, sizeof wide);
	}
	params[0] = (int32_t)sum;
	params[variant->lanes] = conv->quant.multiplier[c];
	params[2 * variant->lanes] = shift > 0 ? shift : 0;
	params[3 * variant->lanes] = shift > 0 ? 0 : -shift;
}

void depthwise_s8_plan_pack(const DepthwiseS8Variant *variant, const DepthwiseS8 *conv,
	const int8_t *weight, const int32_t *bias, void *packed)
{
	DepthwisePlan plan = plan_of(variant, conv);
	int32_t out_c = conv->window.out_c;
	uint8_t *block = (uint8_t *)packed + plan.tap_bytes;

	memset(packed, 0, depthwise_s8_plan_packed_bytes(variant, conv));
	pack_taps(&plan, conv, (int32_t *)packed);
	for (int32_t b = 0; b < plan.blocks; b++) {
		for (int32_t i = 0; i < variant->lanes; i++) {
			int32_t c = b * variant->lanes + variant->lane(i);

			if (c >= out_c * plan.pixels)
				continue;
			c %= out_c;
			pack_lane(variant, &plan, conv, c, i, weight, bias[c], block);
		}
		block += plan.params_bytes + plan.weight_bytes;
	}
}

/* All windows of all images, for one block. */
static void run_block(const DepthwiseS8Variant *variant, const DepthwisePlan *plan,
	DepthwiseS8Block *block, const uint8_t *images, int32_t n_images, int8_t *out)
{
	const Window *window = &block->conv->window;

	for (int32_t i = 0; i < n_images; i++, images += plan->padded.image_bytes) {
		for (int32_t y = 0; y < window->out_h; y++) {
			block->row = images + y * window->stride_h * plan->padded.row_bytes;
			block->out = out;
			variant->block(block);
			out += window->out_w * window->out_c;
		}
	}
}

void depthwise_s8_plan_run(const DepthwiseS8Variant *variant, const DepthwiseS8 *conv,
	const int8_t *in, const void *packed, int8_t *out, void *scratch)
{
	DepthwisePlan plan = plan_of(variant, conv);
	const Window *window = &conv->window;
	ptrdiff_t in_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t out_size = (ptrdiff_t)window->out_h * window->out_w * window->out_c;
	DepthwiseS8Block block = {
		.conv = conv,
		.tap = packed,
		.packs = plan.packs,
		.vectors = (window->out_w + plan.pixels - 1) / plan.pixels,
		.in_step = plan.pixels * plan.padded.pixel_bytes,
		.out_step = plan.pixels * window->out_c,
	};

	for (int32_t i = 0; i < window->batch; i += plan.padded.images) {
		int32_t left = window->batch - i;
		int32_t images = left < plan.padded.images ? left : plan.padded.images;
		const uint8_t *part = (const uint8_t *)packed + plan.tap_bytes;

		padded_fill(&plan.padded, window, in + i * in_size, images, conv->quant.in_zero,
			variant->in_offset ? variant->in_offset + conv->quant.in_zero : 0,
			variant->convert, scratch);
		for (int32_t b = 0; b < plan.blocks; b++) {
			int32_t first = b * variant->lanes;
			int32_t most = window->out_c - first;

			block.params = (const int32_t *)(const void *)part;
			block.weight = (const int8_t *)part + plan.params_bytes;
			block.channels = plan.pixels > 1 ? block.out_step
				: most < variant->lanes      ? most
											 : variant->lanes;
			block.rest = plan.pixels > 1
				? (window->out_w - (block.vectors - 1) * plan.pixels) * window->out_c
				: block.channels;
			run_block(variant, &plan, &block,
				(uint8_t *)scratch + first * variant->element_bytes, images,
				out + i * out_size + first);
			part += plan.params_bytes + plan.weight_bytes;
		}
	}
}
