/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/resize_nearest.h"

static void copy_pixel(const unsigned char *from, size_t n, unsigned char *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
}

void resize_nearest(const ResizeNearest *resize, const void *in, void *out)
{
	const unsigned char *image = (const unsigned char *)in;
	unsigned char *to = (unsigned char *)out;
	size_t n = resize->pixel_bytes;
	size_t row_bytes = (size_t)resize->in_w * n;

	for (int32_t b = 0; b < resize->batch; b++) {
		for (int32_t y = 0; y < resize->out_h; y++) {
			const unsigned char *row = image + (size_t)resize->rows[y] * row_bytes;

			for (int32_t x = 0; x < resize->out_w; x++, to += n)
				copy_pixel(row + (size_t)resize->columns[x] * n, n, to);
		}
		image += (size_t)resize->in_h * row_bytes;
	}
}
