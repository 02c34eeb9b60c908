/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_s8.h"
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
	int64_t sum = layer->bias ? layer->bias[c] : 0;

	for (int ky = 0; ky < w->kernel_h; ky++)
		for (int kx = 0; kx < w->kernel_w; kx++)
			sum += layer->weight[(ky * w->kernel_w + kx) * w->out_c + c] *
				input(layer, b, y * w->stride_h + ky * w->dilation_h - w->pad_top,
					x * w->stride_w + kx * w->dilation_w - w->pad_left,
					c / (w->out_c / w->in_c));
	return sum;
}

Test(depthwise_s8, follows_the_definition_on_random_shapes)
{
	for (uint32_t seed = 1; seed <= 120; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_DEPTHWISE);
		const Window *w = &layer->window;
		DepthwiseS8 conv = random_layer_depthwise(layer);
		int8_t *out = malloc(layer->out_size);
		int8_t *at = out;

		run_depthwise_s8(&conv, layer->in, layer->weight, layer->folded, out);
		for (int b = 0; b < w->batch; b++)
			for (int y = 0; y < w->out_h; y++)
				for (int x = 0; x < w->out_w; x++)
					for (int c = 0; c < w->out_c; c++, at++)
						cr_assert_eq(*at,
							reference_output(sum_at(layer, b, y, x, c),
								layer->multiplier[c], layer->shift[c], layer->out_zero,
								layer->act_min, layer->act_max),
							"%s", layer->text);
		free(out);
		random_layer_free(layer);
	}
}
