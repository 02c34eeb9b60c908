/* SPDX-License-Identifier: Apache-2.0 */
/* int16 convolutions, on the random layers of the int8 tests. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "src/kernels/conv_s16.h"
#include "src/kernels/depthwise_s16.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/reference_s16.h"

typedef struct WideLayer {
	RandomLayer *layer; /* its shape, weights, multipliers and shifts */
	LayerQuant quant;
	int16_t *in, *out;
	int64_t *bias; /* or NULL */
} WideLayer;

/* Numbers that come out within int16, mostly; a narrow layer's biases have 32 bits. */
static WideLayer wide_layer(uint32_t seed, LayerKind kind, bool is_narrow)
{
	WideLayer wide = {.layer = random_layer(seed, kind)};
	RandomLayer *layer = wide.layer;
	uint32_t state = seed;
	int32_t channels = layer->window.out_c;
	wide.in = malloc(layer->in_size * sizeof *wide.in);
	wide.out = malloc(layer->out_size * sizeof *wide.out);
	for (size_t i = 0; i < layer->in_size; i++)
		wide.in[i] = (int16_t)random_between(&state, -32768, 32767);
	if (layer->bias)
		wide.bias = malloc((size_t)channels * sizeof *wide.bias);
	for (int32_t c = 0; c < channels; c++) {
		int32_t most = is_narrow ? 31 : 7;
		layer->shift[c] = (int8_t)(layer->shift[c] > most ? most : layer->shift[c]);
		if (wide.bias)
			wide.bias[c] = layer->bias[c] * (is_narrow ? INT64_C(1) : INT64_C(257));
	}
	wide.quant = (LayerQuant){0, 0, layer->act_min * 256, layer->act_max * 256,
		layer->multiplier, layer->shift};
	return wide;
}

static void wide_layer_free(WideLayer *wide)
{
	random_layer_free(wide->layer);
	free(wide->in);
	free(wide->out);
	free(wide->bias);
}

/* Input channel c at a tap; 0 outside. */
static int64_t input(const WideLayer *wide, int b, int y, int x, int c)
{
	const Window *w = &wide->layer->window;
	if (y < 0 || y >= w->in_h || x < 0 || x >= w->in_w)
		return 0;
	return wide->in[((b * w->in_h + y) * w->in_w + x) * w->in_c + c];
}

static int64_t tap(const WideLayer *wide, int b, int y, int x, int k, int c)
{
	const Window *w = &wide->layer->window;
	return input(wide, b, y * w->stride_h + k / w->kernel_w * w->dilation_h - w->pad_top,
		x * w->stride_w + k % w->kernel_w * w->dilation_w - w->pad_left, c);
}

static int64_t conv_sum(const WideLayer *wide, int b, int y, int x, int c)
{
	const Window *w = &wide->layer->window;
	int depth = w->in_c / wide->layer->groups, taps = w->kernel_h * w->kernel_w;
	int first = c / (w->out_c / wide->layer->groups) * depth;
	int64_t sum = wide->bias ? wide->bias[c] : 0;
	for (int k = 0; k < taps; k++)
		for (int i = 0; i < depth; i++)
			sum += wide->layer->weight[(c * taps + k) * depth + i] *
				tap(wide, b, y, x, k, first + i);
	return sum;
}

static int64_t depthwise_sum(const WideLayer *wide, int b, int y, int x, int c)
{
	const Window *w = &wide->layer->window;
	int64_t sum = wide->bias ? wide->bias[c] : 0;
	for (int k = 0; k < w->kernel_h * w->kernel_w; k++)
		sum += wide->layer->weight[k * w->out_c + c] *
			tap(wide, b, y, x, k, c / (w->out_c / w->in_c));
	return sum;
}

static void expect_outputs(const WideLayer *wide, bool is_depthwise, bool is_narrow)
{
	const Window *w = &wide->layer->window;
	for (size_t i = 0; i < wide->layer->out_size; i++) {
		int c = (int)(i % (size_t)w->out_c), at = (int)(i / (size_t)w->out_c);
		int x = at % w->out_w, y = at / w->out_w % w->out_h, b = at / w->out_w / w->out_h;
		int64_t sum =
			is_depthwise ? depthwise_sum(wide, b, y, x, c) : conv_sum(wide, b, y, x, c);
		int32_t multiplier = wide->layer->multiplier[c], shift = wide->layer->shift[c];
		int64_t scaled = is_narrow ? reference_rescale(sum, multiplier, shift)
								   : reference_wide(sum, multiplier, shift);
		cr_assert_eq(wide->out[i],
			reference_clamp(wrapped(scaled), wide->quant.act_min, wide->quant.act_max),
			"%s", wide->layer->text);
	}
}

static void check_conv(uint32_t seed, LayerKind kind, bool is_narrow)
{
	WideLayer wide = wide_layer(seed, kind, is_narrow);
	ConvS16 conv = {wide.layer->window, wide.layer->groups, wide.quant, is_narrow};
	conv_s16(&conv, wide.in, wide.layer->weight, wide.bias, wide.out);
	expect_outputs(&wide, false, is_narrow);
	wide_layer_free(&wide);
}

Test(conv_s16, follows_the_definition_on_random_shapes)
{
	for (uint32_t seed = 1; seed <= 60; seed++)
		check_conv(seed, LAYER_CONV, false);
}

Test(conv_s16, follows_the_definition_in_groups_and_for_rows)
{
	for (uint32_t seed = 1; seed <= 40; seed++) {
		check_conv(seed, LAYER_GROUPED, false);
		check_conv(seed, LAYER_DENSE, false);
	}
}

Test(conv_s16, keeps_narrow_sums_to_32_bits_and_rounds_them_twice)
{
	for (uint32_t seed = 1; seed <= 60; seed++)
		check_conv(seed, LAYER_CONV, true);
}

Test(depthwise_s16, follows_the_definition_on_random_shapes)
{
	for (uint32_t seed = 1; seed <= 100; seed++) {
		WideLayer wide = wide_layer(seed, LAYER_DEPTHWISE, false);
		DepthwiseS16 conv = {wide.layer->window, wide.quant};
		depthwise_s16(&conv, wide.in, wide.layer->weight, wide.bias, wide.out);
		expect_outputs(&wide, true, false);
		wide_layer_free(&wide);
	}
}

/* 1000 * 32767 * 127 is beyond 32 bits. */
Test(conv_s16, sums_of_64_bits_hold_what_32_cannot)
{
	enum { N = 1000 };
	const int32_t multiplier = 1 << 30;
	const int8_t shift = -16;
	int16_t in[N], out;
	int8_t weight[N];
	ConvS16 conv = {.window = {1, 1, 1, N, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0},
		.groups = 1,
		.quant = {0, 0, -32768, 32767, &multiplier, &shift}};
	for (int i = 0; i < N; i++) {
		in[i] = 32767;
		weight[i] = 127;
	}
	conv_s16(&conv, in, weight, NULL, &out);
	cr_expect_eq(out, 31749); /* 4161409000 / 2^17, rounded */
	conv.is_narrow = 1;
	conv_s16(&conv, in, weight, NULL, &out);
	cr_expect_eq(out, -1019); /* 4161409000 - 2^32, over 2^17 */
}
