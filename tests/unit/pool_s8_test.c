/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/pool_int.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

typedef struct Summary {
	double sum;
	int count, most;
} Summary;

static Summary window_at(const RandomLayer *layer, int b, int y, int x, int c)
{
	const Window *w = &layer->window;
	Summary taps = {0, 0, -128};

	for (int ky = 0; ky < w->kernel_h; ky++) {
		for (int kx = 0; kx < w->kernel_w; kx++) {
			int in_y = y * w->stride_h + ky * w->dilation_h - w->pad_top;
			int in_x = x * w->stride_w + kx * w->dilation_w - w->pad_left;
			int value;

			if (in_y < 0 || in_y >= w->in_h || in_x < 0 || in_x >= w->in_w)
				continue;
			value = layer->in[((b * w->in_h + in_y) * w->in_w + in_x) * w->in_c + c];
			taps.sum += value;
			taps.count++;
			taps.most = value > taps.most ? value : taps.most;
		}
	}
	return taps;
}

static int clamped(double x, const PoolInt *pool)
{
	return (int)fmin(fmax(x, pool->act_min), pool->act_max);
}

Test(pool_s8, follows_the_definition_on_random_shapes)
{
	for (uint32_t seed = 1; seed <= 150; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_CONV);
		Window *w = &layer->window;
		PoolInt pool;
		size_t size, i = 0;
		int8_t *mean, *most;

		w->out_c = w->in_c;
		pool = (PoolInt){*w, layer->act_min, layer->act_max};
		size = (size_t)(w->batch * w->out_h * w->out_w * w->out_c);
		mean = malloc(size);
		most = malloc(size);
		average_pool_s8(&pool, layer->in, mean);
		max_pool_s8(&pool, layer->in, most);
		for (int b = 0; b < w->batch; b++) {
			for (int y = 0; y < w->out_h; y++) {
				for (int x = 0; x < w->out_w; x++) {
					for (int c = 0; c < w->out_c; c++, i++) {
						Summary taps = window_at(layer, b, y, x, c);
						double average = taps.count ? round(taps.sum / taps.count) : 0;

						cr_assert_eq(mean[i], clamped(average, &pool));
						cr_assert_eq(most[i], clamped(taps.most, &pool));
					}
				}
			}
		}
		free(mean);
		free(most);
		random_layer_free(layer);
	}
}

Test(pool_s8, average_rounds_ties_away_from_zero)
{
	PoolInt pool = {{1, 1, 2, 2, 1, 1, 2, 1, 2, 1, 1, 1, 1, 0, 0}, -128, 127};
	const int8_t in[] = {1, -1, 2, -2};
	int8_t out[2];

	average_pool_s8(&pool, in, out);
	cr_expect_eq(out[0], 2);
	cr_expect_eq(out[1], -2);
}
