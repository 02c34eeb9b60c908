/* SPDX-License-Identifier: Apache-2.0 */
/* Layers of every shape and with every kind of number, for the tests of int8 kernels. */
#ifndef TESTS_RANDOM_S8_H
#define TESTS_RANDOM_S8_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/dense_s8.h"
#include "src/kernels/depthwise_s8.h"
#include "src/ops/fold_zero_point.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum LayerKind {
	LAYER_CONV,
	LAYER_GROUPED,
	LAYER_DEPTHWISE,
	LAYER_DENSE
} LayerKind;

typedef struct RandomLayer {
	Window window;
	int32_t groups;
	int32_t in_zero, out_zero, act_min, act_max;
	int8_t *in, *weight;
	int32_t *bias;   /* NULL in some */
	int32_t *folded; /* as kernels take it */
	int32_t *multiplier;
	int8_t *shift;
	size_t in_size, out_size;
	char text[160]; /* the shape, for messages */
} RandomLayer;

static inline uint32_t random_bits(uint32_t *state)
{
	uint32_t x = *state += 0x9e3779b9u;

	x = (x ^ x >> 16) * 0x85ebca6bu;
	x = (x ^ x >> 13) * 0xc2b2ae35u;
	return x ^ x >> 16;
}

/* Uniform in low .. high; the state is any number, and goes on. */
static inline int32_t random_between(uint32_t *state, int32_t low, int32_t high)
{
	return (int32_t)(low + (int64_t)(random_bits(state) % ((int64_t)high - low + 1)));
}

/* A size from 1 up whose sum with the padding before is enough for one window. */
static inline void random_axis(uint32_t *state, int32_t *in, int32_t *out,
	int32_t *kernel, int32_t *stride, int32_t *dilation, int32_t *pad)
{
	int32_t reach;

	*kernel = random_between(state, 1, 4);
	*stride = random_between(state, 1, 3);
	*dilation = random_between(state, 0, 2) ? 1 : random_between(state, 1, 3);
	*pad = random_between(state, 0, 1) ? random_between(state, 0, *kernel) : 0;
	*out = random_between(state, 1, 9);
	reach = (*out - 1) * *stride + (*kernel - 1) * *dilation + 1;
	*in = reach - *pad - random_between(state, -3, *kernel / 2);
	if (*in < 1)
		*in = 1;
}

static inline void random_channels(uint32_t *state, LayerKind kind, RandomLayer *layer)
{
	Window *window = &layer->window;
	int32_t most = random_between(state, 0, 3) ? 40 : 150;

	layer->groups = 1;
	window->in_c = random_between(state, 1, most);
	window->out_c = random_between(state, 1, most);
	if (random_between(state, 0, 2) == 0)
		window->in_c = (window->in_c + 7) / 8 * 8;
	if (random_between(state, 0, 2) == 0)
		window->out_c = (window->out_c + 7) / 8 * 8;
	if (kind == LAYER_DEPTHWISE)
		window->out_c = window->in_c *
			(random_between(state, 0, 1) ? 1 : random_between(state, 1, 5));
	if (kind == LAYER_GROUPED) {
		layer->groups = random_between(state, 1, 5);
		window->in_c = layer->groups * random_between(state, 1, 7);
		window->out_c = layer->groups * random_between(state, 1, 7);
	}
}

static inline int8_t *random_bytes(uint32_t *state, size_t n)
{
	int8_t *bytes = malloc(n);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (int8_t)random_between(state, -128, 127);
	return bytes;
}

/* Mostly numbers as they occur, so that outputs differ; now and then any. */
static inline void random_numbers(uint32_t *state, RandomLayer *layer, int32_t taps)
{
	int32_t n = layer->window.out_c;
	int32_t bits = 0;
	int wild = random_between(state, 0, 5) == 0;

	while (taps >> bits)
		bits++;
	layer->in_zero = random_between(state, -128, 127);
	layer->out_zero = random_between(state, -128, 127);
	layer->act_min =
		random_between(state, 0, 1) ? -128 : random_between(state, -128, 127);
	layer->act_max =
		random_between(state, 0, 1) ? 127 : random_between(state, layer->act_min, 127);
	layer->multiplier = malloc((size_t)n * sizeof(int32_t));
	layer->shift = malloc((size_t)n);
	layer->bias =
		random_between(state, 0, 3) ? malloc((size_t)n * sizeof(int32_t)) : NULL;
	for (int32_t i = 0; i < n; i++) {
		layer->multiplier[i] = random_between(state, wild ? 0 : 1 << 30, INT32_MAX);
		layer->shift[i] = (int8_t)(wild ? random_between(state, -31, 31)
										: random_between(state, -8, -5) - bits / 2);
		if (layer->bias)
			layer->bias[i] = wild ? random_between(state, INT32_MIN, INT32_MAX)
								  : random_between(state, -20000, 20000);
	}
}

static inline void random_weights(uint32_t *state, LayerKind kind, RandomLayer *layer)
{
	const Window *w = &layer->window;
	int32_t taps = w->kernel_h * w->kernel_w;
	WeightLayout layout = {1, w->out_c, taps * (w->in_c / layer->groups)};

	if (kind == LAYER_DEPTHWISE)
		layout = (WeightLayout){taps, w->out_c, 1};
	layer->weight = random_bytes(state, (size_t)(layout.n * layout.channels * layout.m));
	random_numbers(state, layer, layout.n * layout.m);
	layer->folded = malloc((size_t)w->out_c * sizeof(int32_t));
	fold_zero_point(layer->in_zero, layout, layer->weight, layer->bias, layer->folded);
}

/* The same layer for the same seed. */
static inline RandomLayer *random_layer(uint32_t seed, LayerKind kind)
{
	RandomLayer *layer = calloc(1, sizeof *layer);
	Window *w = &layer->window;
	uint32_t state = seed * 7919 + (uint32_t)kind;

	w->batch = random_between(&state, 1, kind == LAYER_DENSE ? 30 : 3);
	random_channels(&state, kind, layer);
	w->in_h = w->in_w = w->out_h = w->out_w = w->kernel_h = w->kernel_w = 1;
	w->stride_h = w->stride_w = w->dilation_h = w->dilation_w = 1;
	if (kind != LAYER_DENSE) {
		random_axis(&state, &w->in_h, &w->out_h, &w->kernel_h, &w->stride_h,
			&w->dilation_h, &w->pad_top);
		random_axis(&state, &w->in_w, &w->out_w, &w->kernel_w, &w->stride_w,
			&w->dilation_w, &w->pad_left);
	}
	layer->in_size = (size_t)(w->batch * w->in_h * w->in_w * w->in_c);
	layer->out_size = (size_t)(w->batch * w->out_h * w->out_w * w->out_c);
	layer->in = random_bytes(&state, layer->in_size);
	random_weights(&state, kind, layer);
	snprintf(layer->text, sizeof layer->text,
		"seed %u: %dx%dx%dx%d to %dx%dx%d, kernel %dx%d, stride %d %d, dilation %d %d, "
		"pad %d %d",
		seed, w->batch, w->in_h, w->in_w, w->in_c, w->out_h, w->out_w, w->out_c,
		w->kernel_h, w->kernel_w, w->stride_h, w->stride_w, w->dilation_h, w->dilation_w,
		w->pad_top, w->pad_left);
	return layer;
}

static inline void random_layer_free(RandomLayer *layer)
{
	free(layer->in);
	free(layer->weight);
	free(layer->bias);
	free(layer->folded);
	free(layer->multiplier);
	free(layer->shift);
	free(layer);
}

static inline LayerQuant random_layer_quant(const RandomLayer *layer)
{
	LayerQuant quant = {layer->in_zero, layer->out_zero, layer->act_min, layer->act_max,
		layer->multiplier, layer->shift};

	return quant;
}

static inline ConvS8 random_layer_conv(const RandomLayer *layer)
{
	ConvS8 conv = {layer->window, layer->groups, layer->window.out_c,
		random_layer_quant(layer)};

	return conv;
}

static inline DepthwiseS8 random_layer_depthwise(const RandomLayer *layer)
{
	const Window *w = &layer->window;
	DepthwiseS8 conv = {*w, w->out_c / w->in_c, 0, w->out_c, random_layer_quant(layer)};

	return conv;
}

static inline DenseS8 random_layer_dense(const RandomLayer *layer)
{
	const Window *w = &layer->window;
	DenseS8 dense = {w->batch, w->in_c, w->out_c, w->out_c, random_layer_quant(layer)};

	return dense;
}

/* Run a kernel in scratch that is as large as it says. */
static inline void run_conv_s8(const ConvS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out)
{
	void *scratch = malloc((size_t)conv_s8_scratch(conv));

	conv_s8(conv, in, weight, bias, out, scratch);
	free(scratch);
}

static inline void run_depthwise_s8(const DepthwiseS8 *conv, const int8_t *in,
	const int8_t *weight, const int32_t *bias, int8_t *out)
{
	void *scratch = malloc((size_t)depthwise_s8_scratch(conv));

	depthwise_s8(conv, in, weight, bias, out, scratch);
	free(scratch);
}

static inline void run_dense_s8(const DenseS8 *dense, const int8_t *in,
	const int8_t *weight, const int32_t *bias, int8_t *out)
{
	void *scratch = malloc((size_t)dense_s8_scratch(dense));

	dense_s8(dense, in, weight, bias, out, scratch);
	free(scratch);
}

#endif
