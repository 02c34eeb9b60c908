/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/conv_s8_plan.h"

#include <string.h>

enum { CELL_BYTES = 4, PARAMS = 4 };

/*
 * Packed are tap[steps], the parameters of all groups, and the weights block by block. In
 * scratch are the images, and point[points].
 */
typedef struct ConvPlan {
	Padded padded;
	int32_t run_rows, run_columns; /* runs of adjacent taps in a window */
	int32_t run_elements, run_steps;
	int32_t steps, groups;
	int32_t points; /* windows in as many images as are made at a time */
	size_t tap_bytes, params_bytes, weight_bytes, image_bytes, point_bytes;
} ConvPlan;

static size_t round_up_64(size_t bytes)
{
	return (bytes + 63) / 64 * 64;
}

static ConvPlan plan_of(const ConvS8Variant *variant, const ConvS8 *conv)
{
	const Window *window = &conv->window;
	ConvPlan plan = {
		.padded = padded_layout(window, 1, 1, variant->element_bytes),
		.run_rows = window->kernel_h,
		.run_columns = window->dilation_w == 1 ? 1 : window->kernel_w,
		.groups = (window->out_c + variant->lanes - 1) / variant->lanes,
	};
	size_t group_bytes = (size_t)plan.groups * (size_t)variant->lanes * CELL_BYTES;

	plan.run_elements = window->kernel_w / plan.run_columns * window->in_c;
	plan.run_steps =
		(plan.run_elements * variant->element_bytes + CELL_BYTES - 1) / CELL_BYTES;
	plan.steps = plan.run_rows * plan.run_columns * plan.run_steps;
	plan.points = plan.padded.images * window->out_h * window->out_w;

	plan.tap_bytes = round_up_64((size_t)plan.steps * sizeof(int32_t));
	plan.params_bytes = PARAMS * group_bytes;
	plan.weight_bytes = (size_t)plan.steps * group_bytes;
	plan.image_bytes = round_up_64(padded_bytes(&plan.padded));
	plan.point_bytes = ((size_t)plan.points + CONV_MOST_POINTS) * sizeof(int32_t);
	return plan;
}

static int32_t groups_from(const ConvS8Variant *variant, const ConvPlan *plan,
	int32_t first)
{
	int32_t left = plan->groups - first;

	return left < variant->block_groups ? left : variant->block_groups;
}

bool conv_s8_plan_supports(const ConvS8Variant *variant, const ConvS8 *conv)
{
	return conv->groups == 1 && conv->out_step == conv->window.out_c &&
		padded_fits(&conv->window, 1, variant->element_bytes);
}

size_t conv_s8_plan_packed_bytes(const ConvS8Variant *variant, const ConvS8 *conv)
{
	ConvPlan plan = plan_of(variant, conv);

	return plan.tap_bytes + plan.params_bytes + plan.weight_bytes;
}

size_t conv_s8_plan_scratch_bytes(const ConvS8Variant *variant, const ConvS8 *conv)
{
	ConvPlan plan = plan_of(variant, conv);

	return plan.image_bytes + plan.point_bytes;
}

static void pack_taps(const ConvPlan *plan, const ConvS8 *conv, int32_t *tap)
{
	for (int32_t y = 0; y < plan->run_rows; y++)
		for (int32_t x = 0; x < plan->run_columns; x++)
			for (int32_t i = 0; i < plan->run_steps; i++)
				*tap++ = padded_tap(&plan->padded, &conv->window, y, x) + i * CELL_BYTES;
}

static void pack_params(const ConvS8Variant *variant, const ConvS8 *conv, int32_t c,
	uint32_t bias, int32_t *params)
{
	int32_t shift = conv->quant.shift[c];

	params += c / variant->lanes * PARAMS * variant->lanes + c % variant->lanes;
	params[0] = (int32_t)bias;
	params[variant->lanes] = conv->quant.multiplier[c];
	params[2 * variant->lanes] = shift > 0 ? shift : 0;
	params[3 * variant->lanes] = shift > 0 ? 0 : -shift;
}

/* Filter c among the weights, which start out as zeros. */
static void pack_filter(const ConvS8Variant *variant, const ConvPlan *plan, int32_t c,
	const int8_t *filter, int8_t *weight)
{
	int32_t group = c / variant->lanes;
	int32_t first = group / variant->block_groups * variant->block_groups;
	int32_t lanes = groups_from(variant, plan, first) * variant->lanes;
	int32_t n = plan->run_rows * plan->run_columns;

	weight += (ptrdiff_t)first * plan->steps * variant->lanes * CELL_BYTES;
	weight += (c - first * variant->lanes) * CELL_BYTES;
	for (int32_t run = 0; run < n; run++) {
		for (int32_t i = 0; i < plan->run_elements; i++) {
			int32_t in_run = i * variant->element_bytes;
			ptrdiff_t step = (ptrdiff_t)run * plan->run_steps + in_run / CELL_BYTES;
			int8_t *cell = weight + step * lanes * CELL_BYTES;
			int16_t wide = *filter;

			if (variant->element_bytes == 1)
				cell[in_run % CELL_BYTES] = *filter;
			else
				memcpy(cell + in_run % CELL_BYTES, &wide, sizeof wide);
			filter++;
		}
	}
}

void conv_s8_plan_pack(const ConvS8Variant *variant, const ConvS8 *conv,
	const int8_t *weight, const int32_t *bias, void *packed)
{
	ConvPlan plan = plan_of(variant, conv);
	const Window *window = &conv->window;
	ptrdiff_t filter_size = (ptrdiff_t)window->kernel_h * window->kernel_w * window->in_c;
	int8_t *params = (int8_t *)packed + plan.tap_bytes;
	int8_t *cells = params + plan.params_bytes;
	int32_t excess = variant->in_offset ? variant->in_offset : -conv->quant.in_zero;

	memset(packed, 0, plan.tap_bytes + plan.params_bytes + plan.weight_bytes);
	pack_taps(&plan, conv, (int32_t *)packed);
	for (int32_t c = 0; c < window->out_c; c++, weight += filter_size) {
		uint32_t sum = (uint32_t)bias[c];

		for (ptrdiff_t i = 0; i < filter_size; i++)
			sum -= (uint32_t)(excess * weight[i]);
		pack_params(variant, conv, c, sum, (int32_t *)(void *)params);
		pack_filter(variant, &plan, c, weight, cells);
	}
}

static void find_points(const ConvPlan *plan, const ConvS8 *conv, int32_t *point)
{
	const Window *window = &conv->window;
	const Padded *padded = &plan->padded;

	for (int32_t i = 0; i < padded->images; i++)
		for (int32_t y = 0; y < window->out_h; y++)
			for (int32_t x = 0; x < window->out_w; x++)
				*point++ = i * padded->image_bytes +
					y * window->stride_h * padded->row_bytes +
					x * window->stride_w * padded->pixel_bytes;
	for (int32_t i = 0; i < CONV_MOST_POINTS; i++)
		point[i] = point[-1];
}

void conv_s8_plan_run(const ConvS8Variant *variant, const ConvS8 *conv, const int8_t *in,
	const void *packed, int8_t *out, void *scratch)
{
	ConvPlan plan = plan_of(variant, conv);
	const Window *window = &conv->window;
	const int8_t *params = (const int8_t *)packed + plan.tap_bytes;
	int32_t *point = (int32_t *)(void *)((int8_t *)scratch + plan.image_bytes);
	ptrdiff_t in_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t out_size = (ptrdiff_t)window->out_h * window->out_w * window->out_c;
	ConvS8Block block = {.conv = conv, .images = scratch, .tap = packed, .point = point};

	find_points(&plan, conv, point);
	block.steps = plan.steps;
	for (int32_t i = 0; i < window->batch; i += plan.padded.images) {
		int32_t left = window->batch - i;
		int32_t images = left < plan.padded.images ? left : plan.padded.images;

		padded_fill(&plan.padded, window, in + i * in_size, images, conv->quant.in_zero,
			variant->in_offset ? variant->in_offset + conv->quant.in_zero : 0,
			variant->convert, scratch);
		block.points = images * window->out_h * window->out_w;
		block.params = (const int32_t *)(const void *)params;
		block.weight = params + plan.params_bytes;
		block.channels = window->out_c;
		block.out = out + i * out_size;
		for (int32_t group = 0; group < plan.groups; group += block.groups) {
			int32_t lanes;

			block.groups = groups_from(variant, &plan, group);
			variant->block(&block);
			lanes = block.groups * variant->lanes;
			block.params += lanes * PARAMS;
			block.weight += (ptrdiff_t)lanes * plan.steps * CELL_BYTES;
			block.channels -= lanes;
			block.out += lanes;
		}
	}
}
