/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/transpose_conv_s8.h"

#include "src/kernels/dot_s8.h"
#include "src/kernels/fixed_point.h"
#include "src/kernels/transpose_taps.h"

#include <stddef.h>

/* One filter at output (y, x). */
static int32_t filter_sum(const TransposeConvS8 *conv, int32_t y, int32_t x,
	const int8_t *image, const int8_t *filter, int32_t sum)
{
	const Window *w = &conv->window;
	int32_t bottom = y + w->pad_top, right = x + w->pad_left;
	Reaching rows = inputs_reaching(bottom, w->stride_h, w->kernel_h, w->in_h);
	Reaching columns = inputs_reaching(right, w->stride_w, w->kernel_w, w->in_w);

	for (int32_t in_y = rows.begin; in_y < rows.end; in_y++) {
		ptrdiff_t tap_row = (ptrdiff_t)(bottom - in_y * w->stride_h) * w->kernel_w;

		for (int32_t in_x = columns.begin; in_x < columns.end; in_x++) {
			ptrdiff_t tap = tap_row + right - in_x * w->stride_w;
			ptrdiff_t pixel = (ptrdiff_t)in_y * w->in_w + in_x;

			sum = dot_s8(sum, image + pixel * w->in_c, conv->quant.in_zero,
				filter + tap * w->in_c, w->in_c);
		}
	}
	return sum;
}

void transpose_conv_s8(const TransposeConvS8 *conv, const int8_t *in,
	const int8_t *weight, const int32_t *bias, int8_t *out)
{
	const Window *window = &conv->window;
	ptrdiff_t image_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t filter_size = (ptrdiff_t)window->kernel_h * window->kernel_w * window->in_c;
	ptrdiff_t n = (ptrdiff_t)window->batch * window->out_h * window->out_w;

	for (ptrdiff_t i = 0; i < n; i++) {
		int32_t x = (int32_t)(i % window->out_w);
		int32_t y = (int32_t)(i / window->out_w % window->out_h);
		const int8_t *image = in + i / window->out_w / window->out_h * image_size;

		for (int32_t c = 0; c < window->out_c; c++) {
			int32_t sum = filter_sum(conv, y, x, image, weight + c * filter_size,
				bias ? bias[c] : 0);

			*out++ = to_s8(rescale(sum, conv->quant.multiplier[c], conv->quant.shift[c]),
				conv->quant.out_zero, conv->quant.act_min, conv->quant.act_max);
		}
	}
}
