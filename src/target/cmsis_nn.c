/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/cmsis_nn.h"

static bool is_dilated(const ConvWindow *window)
{
	return window->dilation_h > 1 || window->dilation_w > 1;
}

static uint64_t kernel_area(const ConvWindow *window)
{
	return bounded_product(window->kernel_h, window->kernel_w);
}

/* Values under the kernel, over all channels. */
static uint64_t kernel_count(const ConvWindow *window)
{
	return bounded_product(kernel_area(window), window->in_c);
}

/* Columns of int16, two at a time; or on Helium four, of int8, in lanes of 16. */
static uint64_t columns(const CoreInfo *core, const ConvWindow *window)
{
	uint64_t lane = core->has_mve ? 16 : 4;
	return bounded_product(4, rounded_up(kernel_count(window), lane));
}

/* Outputs that see padding of n columns; at least one if any. */
static int64_t outputs_over_padding(int64_t n, int64_t stride)
{
	if (n == 0)
		return 0;
	int64_t outputs = (n + stride - 1) / stride;
	return outputs > 1 ? outputs : 1;
}

/* A single row on Helium: convolved where it lies but for its padded ends. */
static uint64_t row_ends(const CoreInfo *core, const ConvWindow *window)
{
	int64_t reach = (int64_t)((window->out_w - 1) * window->stride_w + window->kernel_w);
	int64_t odd = (reach - (int64_t)window->in_w) % 2; /* -1 for an odd shortfall */
	int64_t pad = (int64_t)window->pad_w, stride = (int64_t)window->stride_w;
	int64_t left = outputs_over_padding(pad, stride);
	int64_t right = outputs_over_padding(pad + odd, stride);
	if (left + right > (int64_t)window->out_w)
		return columns(core, window);

	uint64_t beyond = odd ? (uint64_t)right : window->pad_w;
	uint64_t at_left = window->kernel_w + window->pad_w;
	uint64_t at_right = window->kernel_w - 1 + beyond;
	return bounded_product(at_left > at_right ? at_left : at_right, window->in_c);
}

uint64_t conv_s8_scratch(const CoreInfo *core, const ConvWindow *window)
{
	bool whole_depth = window->in_c == window->kernel_c;
	if (kernel_area(window) == 1 && !window->pad_h && !window->pad_w &&
		!is_dilated(window) && whole_depth)
		return 0;
	bool is_row = window->in_h == 1 && window->kernel_h == 1 && window->dilation_w == 1 &&
		window->stride_w * window->in_c % 4 == 0 && whole_depth;
	return core->has_mve && is_row ? row_ends(core, window) : columns(core, window);
}

uint64_t conv_s16_scratch(const CoreInfo *core, const ConvWindow *window)
{
	uint64_t n = kernel_count(window);
	return core->has_mve ? bounded_product(8, rounded_up(n, 8)) : bounded_product(4, n);
}

uint64_t depthwise_s8_scratch(const CoreInfo *core, const ConvWindow *window,
	DataType weights)
{
	if (core->has_mve && window->in_c == 1 && window->out_c > 1 && weights == TYPE_INT8) {
		/* Run as a convolution, over weights whose axes are exchanged. */
		ConvWindow as_conv = *window;
		as_conv.kernel_c = 1;
		return conv_s8_scratch(core, &as_conv) +
			bounded_product(kernel_area(window), window->out_c);
	}
	if (window->in_c != window->out_c || window->batch != 1 || is_dilated(window))
		return 0;
	if (core->has_mve)
		return bounded_product(496, kernel_area(window));
	bool is_3x3 = window->kernel_h == 3 && window->kernel_w == 3 && window->pad_h <= 1 &&
		window->pad_w <= 1;
	if (weights == TYPE_INT4 || (core->has_dsp && !is_3x3))
		return bounded_product(2, kernel_count(window));
	return 0;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

bool transpose_conv_s8_scratch(const CoreInfo *core, const ConvWindow *window,
	uint64_t *sums, uint64_t *reversed)
{
	enum { REVERSED_ABOVE = 16, WIDEST_REVERSED = 2 };
	uint64_t rows = larger(window->kernel_h, window->stride_h);
	uint64_t row = (window->in_w - 1) * window->stride_w +
		larger(window->kernel_w, window->stride_h);
	*sums =
		bounded_product(4, bounded_product(bounded_product(row, window->out_c), rows));
	*reversed = 0;
	if (window->in_c <= REVERSED_ABOVE)
		return window->stride_h == 1 && window->stride_w == 1;

	/* Few strides and many channels: a convolution over the input spread out. */
	bool surely =
		window->stride_h <= WIDEST_REVERSED && window->stride_w <= WIDEST_REVERSED;
	*sums = surely ? columns(core, window) : larger(*sums, columns(core, window));
	*reversed = bounded_product(kernel_count(window), window->out_c);
	return surely;
}
