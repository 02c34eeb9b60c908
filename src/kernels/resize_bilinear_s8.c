/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/resize_bilinear.h"

#include <stddef.h>

/* Shares of 1024 by shares of 1024 have 20 fraction bits; ties go away from zero. */
static int8_t rounded(int64_t sum)
{
	const int64_t one = (int64_t)1 << 20;

	return (int8_t)((sum + (sum > 0 ? one / 2 : -one / 2)) / one);
}

static void resize_row(const ResizeS8 *resize, const int8_t *upper, const int8_t *lower,
	BetweenS8 y, int8_t *out)
{
	for (int32_t i = 0; i < resize->out_w; i++) {
		BetweenS8 x = resize->columns[i];
		ptrdiff_t left = (ptrdiff_t)x.first * resize->channels;
		ptrdiff_t right = (ptrdiff_t)x.second * resize->channels;

		for (int32_t c = 0; c < resize->channels; c++) {
			int64_t left_sum = upper[left + c] * y.rest + lower[left + c] * y.share;
			int64_t right_sum = upper[right + c] * y.rest + lower[right + c] * y.share;

			*out++ = rounded(left_sum * x.rest + right_sum * x.share);
		}
	}
}

void resize_bilinear_s8(const ResizeS8 *resize, const int8_t *in, int8_t *out)
{
	ptrdiff_t row_size = (ptrdiff_t)resize->in_w * resize->channels;
	ptrdiff_t out_row_size = (ptrdiff_t)resize->out_w * resize->channels;

	for (int32_t b = 0; b < resize->batch; b++, in += row_size * resize->in_h)
		for (int32_t i = 0; i < resize->out_h; i++, out += out_row_size) {
			BetweenS8 y = resize->rows[i];

			resize_row(resize, in + y.first * row_size, in + y.second * row_size, y, out);
		}
}
