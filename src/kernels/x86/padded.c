/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/padded.h"

#include <string.h>

#include "src/kernels/taps.h"

enum { CACHE_BYTES = 64 << 10, MOST_BYTES = 64 << 20 };

static int64_t round_up(int64_t n, int64_t unit)
{
	return (n + unit - 1) / unit * unit;
}

bool padded_fits(const Window *window, int32_t phases, int32_t element_bytes)
{
	int64_t rows = windows_reach(window->out_h, window->stride_h, window->kernel_h,
		window->dilation_h);
	int64_t columns = windows_reach(window->out_w, window->stride_w, window->kernel_w,
		window->dilation_w);
	int32_t channels = window->in_c > window->out_c ? window->in_c : window->out_c;
	int64_t left = MOST_BYTES / element_bytes;

	left /= rows;
	left /= round_up(columns, phases);
	return left > channels;
}

Padded padded_layout(const Window *window, int32_t phases, int32_t repeat,
	int32_t element_bytes)
{
	Padded padded = {.phases = phases, .repeat = repeat};

	padded.rows = (int32_t)windows_reach(window->out_h, window->stride_h,
		window->kernel_h, window->dilation_h);
	padded.columns = (int32_t)windows_reach(window->out_w, window->stride_w,
		window->kernel_w, window->dilation_w);
	padded.phase_columns = (padded.columns + phases - 1) / phases;
	padded.pixel_bytes = window->in_c * repeat * element_bytes;
	padded.row_bytes = padded.phase_columns * phases * padded.pixel_bytes;
	padded.image_bytes = (int32_t)round_up((int64_t)padded.rows * padded.row_bytes, 64);
	padded.images = CACHE_BYTES / padded.image_bytes;
	if (padded.images > window->batch)
		padded.images = window->batch;
	if (padded.images < 1)
		padded.images = 1;
	return padded;
}

size_t padded_bytes(const Padded *padded)
{
	return (size_t)padded->images * (size_t)padded->image_bytes + PADDED_SLACK_BYTES;
}

/* Offset of a column from the start of its row. */
static ptrdiff_t column_offset(const Padded *padded, int32_t column)
{
	ptrdiff_t place = (ptrdiff_t)(column % padded->phases) * padded->phase_columns +
		column / padded->phases;

	return place * padded->pixel_bytes;
}

int32_t padded_tap(const Padded *padded, const Window *window, int32_t ky, int32_t kx)
{
	return ky * window->dilation_h * padded->row_bytes +
		(int32_t)column_offset(padded, kx * window->dilation_w);
}

/* The columns of one phase are runs of a pixel; of a single phase, one run altogether. */
static void fill_row(const Padded *padded, const Window *window, const int8_t *in,
	int32_t in_zero, PaddedConvert *convert, uint8_t *row)
{
	int32_t room = padded->columns - window->pad_left;
	int32_t n = room < window->in_w ? room : window->in_w;
	PaddedRuns runs = {.count = 1, .repeat = padded->repeat, .in_zero = in_zero};

	for (int32_t i = 0; i < padded->phases && i < n; i++) {
		runs.in = in + (ptrdiff_t)i * window->in_c;
		runs.out = row + column_offset(padded, window->pad_left + i);
		runs.in_step = (ptrdiff_t)padded->phases * window->in_c;
		if (padded->phases == 1) {
			runs.n = (ptrdiff_t)n * window->in_c;
		} else {
			runs.n = window->in_c;
			runs.count = (n - i + padded->phases - 1) / padded->phases;
		}
		convert(&runs);
	}
}

void padded_fill(const Padded *padded, const Window *window, const int8_t *in, int32_t n,
	int32_t in_zero, int border, PaddedConvert *convert, uint8_t *target)
{
	ptrdiff_t in_row = (ptrdiff_t)window->in_w * window->in_c;

	memset(target, border, (size_t)n * (size_t)padded->image_bytes + PADDED_SLACK_BYTES);
	for (int32_t i = 0; i < n; i++) {
		for (int32_t y = 0; y < window->in_h; y++) {
			ptrdiff_t row = (ptrdiff_t)window->pad_top + y;

			if (row < padded->rows)
				fill_row(padded, window, in + y * in_row, in_zero, convert,
					target + row * padded->row_bytes);
		}
		in += window->in_h * in_row;
		target += padded->image_bytes;
	}
}
