/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s8.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/reference_s8.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Input channel c at a tap, less the zero point; 0 outside. */
static int64_t input(const RandomLayer *layer, int b, int y, int x, int c)
{
	const Window *w = &layer->window;

	if (y < 0 || y >= w->in_h || x < 0 || x >= w->in_w)
		return 0;
	return layer->in[((b * w->in_h + y) * w->in_w + x) * w->in_c + c] - layer->in_zero;
}

static int64_t sum_at(const RandomLayer *layer, int b, int y, int x, int c)
{
	const Window *w = &layer->window;
	int depth = w->in_c / layer->groups;
	int first = c / (w->out_c / layer->groups) * depth;
	int64_t sum = layer->bias ? layer->bias[c] : 0;

	for (int ky = 0; ky < w->kernel_h; ky++)
		for (int kx = 0; kx < w->kernel_w; kx++)
			for (int i = 0; i < depth; i++)
				sum += layer->weight[((c * w->kernel_h + ky) * w->kernel_w + kx) * depth +
						   i] *
					input(layer, b, y * w->stride_h + ky * w->dilation_h - w->pad_top,
						x * w->stride_w + kx * w->dilation_w - w->pad_left, first + i);
	return sum;
}

static void check(uint32_t seed, LayerKind kind)
{
	RandomLayer *layer = random_layer(seed, kind);
	const Window *w = &layer->window;
	ConvS8 conv = random_layer_conv(layer);
	int8_t *out = malloc(layer->out_size);
	int8_t *at = out;

	run_conv_s8(&conv, layer->in, layer->weight, layer->folded, out);
	for (int b = 0; b < w->batch; b++)
		for (int y = 0; y < w->out_h; y++)
			for (int x = 0; x < w->out_w; x++)
				for (int c = 0; c < w->out_c; c++, at++)
					cr_assert_eq(*at,
						reference_output(sum_at(layer, b, y, x, c), layer->multiplier[c],
							layer->shift[c], layer->out_zero, layer->act_min,
							layer->act_max),
						"%s", layer->text);
	free(out);
	random_layer_free(layer);
}

Test(conv_s8, follows_the_definition_on_random_shapes)
{
	for (uint32_t seed = 1; seed <= 60; seed++)
		check(seed, LAYER_CONV);
}

Test(conv_s8, follows_the_definition_in_groups)
{
	for (uint32_t seed = 1; seed <= 60; seed++)
		check(seed, LAYER_GROUPED);
}

Test(conv_s8, sums_wrap_around)
{
	const int32_t multiplier = 1 << 30, bias = INT32_MAX;
	const int8_t shift = -20;
	const int8_t in = 1, weight = 1;
	ConvS8 conv = {.window = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0},
		.groups = 1,
		.out_step = 1,
		.quant = {0, 0, -128, 127, &multiplier, &shift}};
	int8_t out;

	run_conv_s8(&conv, &in, &weight, &bias, &out);
	cr_expect_eq(out, -128);
}
