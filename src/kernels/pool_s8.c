/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/pool_int.h"

#include "src/kernels/fixed_point.h"
#include "src/kernels/window_tap.h"

#include <stddef.h>

/* Channels that are pooled side by side, so that memory is read in order. */
enum { CHUNK = 32 };

/* Pool n channels of the window at (y, x); image starts at the first of them. */
typedef void PoolPoint(const PoolInt *pool, int32_t y, int32_t x, const int8_t *image,
	int32_t n, int8_t *out);

static void each_point(const PoolInt *pool, const int8_t *in, int8_t *out,
	PoolPoint *point)
{
	const Window *window = &pool->window;
	ptrdiff_t image_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t n = (ptrdiff_t)window->batch * window->out_h * window->out_w;

	for (ptrdiff_t i = 0; i < n; i++, out += window->in_c) {
		int32_t x = (int32_t)(i % window->out_w);
		int32_t y = (int32_t)(i / window->out_w % window->out_h);
		const int8_t *image = in + i / window->out_w / window->out_h * image_size;

		for (int32_t c = 0; c < window->in_c; c += CHUNK) {
			int32_t left = window->in_c - c;

			point(pool, y, x, image + c, left < CHUNK ? left : (int32_t)CHUNK, out + c);
		}
	}
}

static int32_t rounded_mean(int32_t sum, int32_t count)
{
	if (count == 0)
		return 0;
	return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

static void average_point(const PoolInt *pool, int32_t y, int32_t x, const int8_t *image,
	int32_t n, int8_t *out)
{
	const Window *window = &pool->window;
	int32_t sum[CHUNK] = {0};
	int32_t count = 0;

	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++) {
			ptrdiff_t pixel = window_tap(window, y, x, ky, kx);

			if (pixel < 0)
				continue;
			count++;
			for (int32_t i = 0; i < n; i++)
				sum[i] += image[pixel * window->in_c + i];
		}
	}
	for (int32_t i = 0; i < n; i++)
		out[i] = (int8_t)clamp(rounded_mean(sum[i], count), pool->act_min, pool->act_max);
}

static void max_point(const PoolInt *pool, int32_t y, int32_t x, const int8_t *image,
	int32_t n, int8_t *out)
{
	const Window *window = &pool->window;
	int8_t most[CHUNK];

	for (int32_t i = 0; i < n; i++)
		most[i] = INT8_MIN;
	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++) {
			ptrdiff_t pixel = window_tap(window, y, x, ky, kx);

			if (pixel < 0)
				continue;
			for (int32_t i = 0; i < n; i++) {
				int8_t value = image[pixel * window->in_c + i];

				most[i] = value > most[i] ? value : most[i];
			}
		}
	}
	for (int32_t i = 0; i < n; i++)
		out[i] = (int8_t)clamp(most[i], pool->act_min, pool->act_max);
}

void average_pool_s8(const PoolInt *pool, const int8_t *in, int8_t *out)
{
	each_point(pool, in, out, average_point);
}

void max_pool_s8(const PoolInt *pool, const int8_t *in, int8_t *out)
{
	each_point(pool, in, out, max_point);
}
