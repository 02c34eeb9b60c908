/* SPDX-License-Identifier: Apache-2.0 */
/* int8 layers worked out a few output channels at a time. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/random_s8.h"

enum { SHAPES = 100 };

/* The numbers of n channels from `first` on. */
static LayerQuant tile_quant(LayerQuant quant, int32_t first)
{
	quant.multiplier += first;
	quant.shift += first;
	return quant;
}

static int32_t tile_channels(uint32_t *state, int32_t left)
{
	int32_t n = random_between(state, 1, 11);

	return n < left ? n : left;
}

Test(channel_tiles, of_convolutions_make_up_the_whole)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_CONV);
		ConvS8 conv = random_layer_conv(layer);
		int32_t channels = layer->window.out_c, n;
		size_t filter = (size_t)(layer->window.kernel_h * layer->window.kernel_w *
			layer->window.in_c);
		int8_t *expected = malloc(layer->out_size);
		int8_t *actual = malloc(layer->out_size);
		uint32_t state = seed;

		run_conv_s8(&conv, layer->in, layer->weight, layer->folded, expected);
		memset(actual, 0x5a, layer->out_size);
		for (int32_t c = 0; c < channels; c += n) {
			ConvS8 tile = conv;

			n = tile.window.out_c = tile_channels(&state, channels - c);
			tile.quant = tile_quant(conv.quant, c);
			run_conv_s8(&tile, layer->in, layer->weight + (size_t)c * filter,
				layer->folded + c, actual + c);
		}
		cr_assert_arr_eq(actual, expected, layer->out_size, "%s", layer->text);
		free(actual);
		free(expected);
		random_layer_free(layer);
	}
}

Test(channel_tiles, of_dense_layers_make_up_the_whole)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_DENSE);
		DenseS8 dense = random_layer_dense(layer);
		int32_t n;
		int8_t *expected = malloc(layer->out_size);
		int8_t *actual = malloc(layer->out_size);
		uint32_t state = seed;

		run_dense_s8(&dense, layer->in, layer->weight, layer->folded, expected);
		memset(actual, 0x5a, layer->out_size);
		for (int32_t c = 0; c < dense.out_n; c += n) {
			DenseS8 tile = dense;

			n = tile.out_n = tile_channels(&state, dense.out_n - c);
			tile.quant = tile_quant(dense.quant, c);
			run_dense_s8(&tile, layer->in, layer->weight + (ptrdiff_t)c * dense.in_n,
				layer->folded + c, actual + c);
		}
		cr_assert_arr_eq(actual, expected, layer->out_size, "%s", layer->text);
		free(actual);
		free(expected);
		random_layer_free(layer);
	}
}

/* n channels of depthwise weights, from `first` on, in a piece of their own. */
static int8_t *tile_weights(const RandomLayer *layer, int32_t first, int32_t n)
{
	int32_t taps = layer->window.kernel_h * layer->window.kernel_w;
	int8_t *tile = malloc((size_t)(taps * n));

	for (int32_t i = 0; i < taps; i++)
		memcpy(tile + (ptrdiff_t)i * n,
			layer->weight + (ptrdiff_t)i * layer->window.out_c + first, (size_t)n);
	return tile;
}

Test(channel_tiles, of_depthwise_convolutions_make_up_the_whole)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_DEPTHWISE);
		DepthwiseS8 conv = random_layer_depthwise(layer);
		int32_t n;
		int8_t *expected = malloc(layer->out_size);
		int8_t *actual = malloc(layer->out_size);
		uint32_t state = seed;

		run_depthwise_s8(&conv, layer->in, layer->weight, layer->folded, expected);
		memset(actual, 0x5a, layer->out_size);
		for (int32_t c = 0; c < conv.window.in_c; c += n) {
			DepthwiseS8 tile = conv;
			int32_t first = c * conv.repeat;
			int8_t *weight;

			n = tile_channels(&state, conv.window.in_c - c);
			tile.first_c = c;
			tile.window.out_c = n * conv.repeat;
			tile.quant = tile_quant(conv.quant, first);
			weight = tile_weights(layer, first, tile.window.out_c);
			run_depthwise_s8(&tile, layer->in, weight, layer->folded + first,
				actual + first);
			free(weight);
		}
		cr_assert_arr_eq(actual, expected, layer->out_size, "%s", layer->text);
		free(actual);
		free(expected);
		random_layer_free(layer);
	}
}

Test(channel_tiles, fit_scratch_of_a_few_kilobytes)
{
	ConvS8 conv = {.window = {1, 8, 8, 64, 8, 8, 64, 3, 3, 1, 1, 1, 1, 1, 1},
		.groups = 1};
	ConvS8 large = {.window = {1, 8, 8, 512, 8, 8, 64, 3, 3, 1, 1, 1, 1, 1, 1},
		.groups = 1};
	DepthwiseS8 depthwise = {.window = {1, 8, 8, 64, 8, 8, 64, 3, 3, 1, 1, 1, 1, 1, 1},
		.repeat = 1};
	DenseS8 dense = {.rows = 1, .in_n = 641, .out_n = 5};

	cr_expect_eq(conv_s8_scratch(&conv), 5 * 3 * 3 * 64);
	cr_expect_eq(conv_s8_scratch(&large), 2 * 3 * 3 * 512);
	cr_expect_leq(depthwise_s8_scratch(&depthwise), 1500);
	cr_expect_eq(dense_s8_scratch(&dense), 2 * 644);
}
