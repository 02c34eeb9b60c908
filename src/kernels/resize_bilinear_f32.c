/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/resize_bilinear.h"

#include <stddef.h>

static void resize_row(const ResizeF32 *resize, const float *upper, const float *lower,
	BetweenF32 y, float *out)
{
	for (int32_t i = 0; i < resize->out_w; i++) {
		BetweenF32 x = resize->columns[i];
		ptrdiff_t left = (ptrdiff_t)x.first * resize->channels;
		ptrdiff_t right = (ptrdiff_t)x.second * resize->channels;

		for (int32_t c = 0; c < resize->channels; c++)
			*out++ = upper[left + c] * y.rest * x.rest +
				lower[left + c] * y.share * x.rest + upper[right + c] * y.rest * x.share +
				lower[right + c] * y.share * x.share;
	}
}

void resize_bilinear_f32(const ResizeF32 *resize, const float *in, float *out)
{
	ptrdiff_t row_size = (ptrdiff_t)resize->in_w * resize->channels;
	ptrdiff_t out_row_size = (ptrdiff_t)resize->out_w * resize->channels;

	for (int32_t b = 0; b < resize->batch; b++, in += row_size * resize->in_h)
		for (int32_t i = 0; i < resize->out_h; i++, out += out_row_size) {
			BetweenF32 y = resize->rows[i];

			resize_row(resize, in + y.first * row_size, in + y.second * row_size, y, out);
		}
}
