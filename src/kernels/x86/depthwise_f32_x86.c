/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/depthwise_f32_x86.h"

#if defined(__x86_64__)

#include "src/kernels/taps.h"
#include "src/kernels/x86/depthwise_f32_tile.h"

#include <stdbool.h>
#include <string.h>

enum { MOST_FLOATS = (64 << 20) / sizeof(float) };

/* Packed weights are the biases, then the weights as they are: [1 + taps][out_c]. */
static size_t packed_bytes(const void *layer)
{
	const Window *w = &((const DepthwiseF32 *)layer)->window;
	size_t taps = (size_t)w->kernel_h * (size_t)w->kernel_w;
	return (1 + taps) * (size_t)w->out_c * sizeof(float);
}

static void pack(const void *layer, const void *weight, const void *bias, void *packed)
{
	const DepthwiseF32 *conv = layer;
	float *to = (float *)packed;
	size_t bias_bytes = (size_t)conv->window.out_c * sizeof *to;
	if (bias)
		memcpy(to, bias, bias_bytes);
	else
		memset(to, 0, bias_bytes);
	memcpy(to + conv->window.out_c, weight, packed_bytes(conv) - bias_bytes);
}

/* With a depth multiplier, an image is copied to scratch with its channels repeated. */
static int64_t copy_floats(const Window *w)
{
	return w->in_c == w->out_c ? 0 : (int64_t)w->in_h * w->in_w * w->out_c;
}

static bool copy_fits(const Window *w)
{
	return copy_floats(w) <= MOST_FLOATS;
}

static size_t scratch_bytes(const void *layer)
{
	const Window *w = &((const DepthwiseF32 *)layer)->window;
	return copy_fits(w) ? (size_t)copy_floats(w) * sizeof(float) : 0;
}

static void repeat_channels(const Window *w, const float *in, float *out)
{
	ptrdiff_t n = (ptrdiff_t)w->in_h * w->in_w * w->in_c;
	int32_t multiplier = w->out_c / w->in_c;
	for (ptrdiff_t i = 0; i < n; i++)
		for (int32_t m = 0; m < multiplier; m++)
			*out++ = in[i];
}

/* Whether all columns of taps are in the image for n output positions from x on. */
static bool whole_windows(const Window *w, int32_t x, int32_t n)
{
	int32_t first = x * w->stride_w - w->pad_left;
	int32_t last = first + (n - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w;
	return x + n <= w->out_w && first >= 0 && last < w->in_w;
}

/* One row of output positions; image has out_c channels. */
static void run_row(const DepthwiseF32 *conv, const DepthwiseWidth *width,
	const float *image, const float *packed, int32_t y, float *out)
{
	const Window *w = &conv->window;
	ptrdiff_t row = (ptrdiff_t)w->in_w * w->out_c;
	int32_t top = y * w->stride_h - w->pad_top;
	Taps rows = taps_inside(top, w->dilation_h, w->kernel_h, w->in_h);
	DepthwiseTile tile = {.channels = w->out_c,
		.n_rows = rows.end - rows.begin,
		.row_step = w->dilation_h * row,
		.column_step = (ptrdiff_t)w->dilation_w * w->out_c,
		.position_step = (ptrdiff_t)w->stride_w * w->out_c,
		.weight_row_step = (ptrdiff_t)w->kernel_w * w->out_c,
		.bias = packed,
		.act_min = conv->act_min,
		.act_max = conv->act_max};
	const float *weight = packed + w->out_c;
	if (tile.n_rows > 0) {
		image += (top + rows.begin * w->dilation_h) * row;
		weight += rows.begin * tile.weight_row_step;
	}

	for (int32_t x = 0, n; x < w->out_w; x += n) {
		int32_t left = x * w->stride_w - w->pad_left;
		Taps columns = taps_inside(left, w->dilation_w, w->kernel_w, w->in_w);
		tile.n_columns = columns.end - columns.begin;
		tile.x = image;
		tile.weight = weight;
		if (tile.n_columns > 0) {
			tile.x += (ptrdiff_t)(left + columns.begin * w->dilation_w) * w->out_c;
			tile.weight += (ptrdiff_t)columns.begin * w->out_c;
		}
		tile.out = out + (ptrdiff_t)x * w->out_c;

		n = whole_windows(w, x, DEPTHWISE_ROWS) ? DEPTHWISE_ROWS : 1;
		if (n == 1)
			width->compute_one(&tile);
		else
			width->compute_rows(&tile);
	}
}

static void run(const DepthwiseWidth *width, const DepthwiseF32 *conv, const float *in,
	const float *packed, float *out, float *scratch)
{
	const Window *w = &conv->window;
	for (int32_t b = 0; b < w->batch; b++) {
		const float *image = in + (ptrdiff_t)b * w->in_h * w->in_w * w->in_c;
		if (w->in_c != w->out_c) {
			repeat_channels(w, image, scratch);
			image = scratch;
		}
		for (int32_t y = 0; y < w->out_h; y++, out += (ptrdiff_t)w->out_w * w->out_c)
			run_row(conv, width, image, packed, y, out);
	}
}

/* Too few channels for a vector go to narrower ones, in the end to the portable kernel; and
 * to that goes what would take more than 64 MiB of scratch. */
static void run_from(const DepthwiseWidth *const *width, const DepthwiseF32 *conv,
	const float *in, const void *packed, float *out, void *scratch)
{
	const float *numbers = (const float *)packed;
	while (*width && (*width)->lanes > conv->window.out_c)
		width++;
	if (*width && copy_fits(&conv->window))
		run(*width, conv, in, numbers, out, (float *)scratch);
	else
		depthwise_f32(conv, in, numbers + conv->window.out_c, numbers, out);
}

static const DepthwiseWidth *const widths[] = {&depthwise_f32_avx512, &depthwise_f32_avx2,
	&depthwise_f32_sse2, NULL};

static bool supports(const void *layer)
{
	(void)layer;
	return true;
}

#define HOST(isa, i) \
	static void run_##isa(const void *conv, const void *in, const void *packed, \
		void *out, void *scratch) \
	{ \
		run_from(widths + i, conv, in, packed, out, scratch); \
	} \
	static const HostKernel host_##isa = {#isa, supports, packed_bytes, pack, \
		scratch_bytes, run_##isa}

HOST(avx512, 0);
HOST(avx2, 1);
HOST(sse2, 2);

const HostKernel *const *depthwise_f32_hosts(void)
{
	static const HostKernel *const hosts[] = {&host_avx512, &host_avx2, &host_sse2, NULL};
	if (__builtin_cpu_supports("avx512f"))
		return hosts;
	return __builtin_cpu_supports("avx2") ? hosts + 1 : hosts + 2;
}

#else

const HostKernel *const *depthwise_f32_hosts(void)
{
	static const HostKernel *const none[] = {NULL};
	return none;
}

#endif

const HostKernel *depthwise_f32_host(void)
{
	return *depthwise_f32_hosts();
}
