/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/lead.h"

/* A kernel that goes over a window's pixels; sizes in bytes. */
typedef struct Walk {
	const Window *window;
	int64_t in_step, out_step; /* from pixel to pixel */
	int64_t ahead; /* written of a pixel before what its last channel sees is read, beyond
					  the channels already seen; less than 0: all is read before */
	int32_t by_rows; /* a row's windows are read until its last pixel is written */
} Walk;

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The first byte of the image that window (y, x) may read. */
static int64_t first_read(const Walk *walk, int32_t y, int32_t x)
{
	const Window *window = walk->window;
	int64_t row = (int64_t)y * window->stride_h - window->pad_top;
	int64_t column = (int64_t)x * window->stride_w - window->pad_left;

	return (most(row, 0) * window->in_w + most(column, 0)) * walk->in_step;
}

/* Within an image; what is read after a pixel begins at the next pixel's window or at the
 * next row's first. */
static int64_t image_lead(const Walk *walk)
{
	const Window *window = walk->window;
	int64_t lead = 0, written = 0;

	for (int32_t y = 0; y < window->out_h; y++) {
		int64_t row_end = written + window->out_w * walk->out_step;

		for (int32_t x = 0; x < window->out_w; x++) {
			if (walk->ahead >= 0)
				lead = most(lead, written + walk->ahead - first_read(walk, y, x));
			written += walk->out_step;
			if (x + 1 < window->out_w)
				lead = most(lead, written - first_read(walk, y, x + 1));
		}
		if (walk->by_rows)
			lead = most(lead, row_end - first_read(walk, y, 0));
		if (y + 1 < window->out_h)
			lead = most(lead, row_end - first_read(walk, y + 1, 0));
	}
	return lead;
}

static int32_t lead_of(const Walk *walk)
{
	const Window *window = walk->window;
	int64_t drift = (int64_t)window->out_h * window->out_w * walk->out_step -
		(int64_t)window->in_h * window->in_w * walk->in_step;
	int64_t lead = image_lead(walk);

	/* Image by image, out moves that much on against in. */
	if (window->batch > 1 && drift > 0)
		lead += (window->batch - 1) * drift;
	return lead < INT32_MAX ? (int32_t)lead : INT32_MAX;
}

int32_t conv_s8_lead(const ConvS8 *conv)
{
	Walk walk = {&conv->window, conv->window.in_c, conv->out_step, -1, 0};

	return conv->groups > 1 ? INT32_MAX : lead_of(&walk);
}

int32_t depthwise_s8_lead(const DepthwiseS8 *conv)
{
	const Window *window = &conv->window;
	Walk walk = {window, window->in_c, conv->out_step, window->out_c - window->in_c,
		depthwise_s8_block(conv) < window->out_c};

	return lead_of(&walk);
}

int32_t dense_s8_lead(const DenseS8 *dense)
{
	int64_t bytes = (int64_t)dense->rows * dense->out_step;

	return bytes < INT32_MAX ? (int32_t)bytes : INT32_MAX;
}

int32_t pool_int_lead(const PoolInt *pool, int32_t element_bytes)
{
	int64_t pixel = (int64_t)pool->window.in_c * element_bytes;
	Walk walk = {&pool->window, pixel, pixel, 0, 0};

	return lead_of(&walk);
}
