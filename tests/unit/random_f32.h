/* SPDX-License-Identifier: Apache-2.0 */
/* Random floats and window shapes for the tests of float kernels, the same in each run. */
#ifndef TESTS_RANDOM_F32_H
#define TESTS_RANDOM_F32_H

#include "src/kernels/window.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct Random {
	uint64_t state;
} Random;

static inline int32_t random_between(Random *random, int32_t low, int32_t high)
{
	random->state = random->state * 6364136223846793005u + 1442695040888963407u;
	return low + (int32_t)((random->state >> 33) % (uint64_t)(high - low + 1));
}

/* n floats in [-1, 1], some of them 0, -0 or subnormal, at 64 bytes' alignment. */
static inline float *random_floats(Random *random, size_t n)
{
	void *memory = NULL;
	if (posix_memalign(&memory, 64, n * sizeof(float) + !n) != 0)
		abort();
	float *x = (float *)memory;
	for (size_t i = 0; i < n; i++) {
		x[i] = (float)random_between(random, -(1 << 24), 1 << 24) / (1 << 24);
		int32_t kind = random_between(random, 0, 31);
		if (kind == 0)
			x[i] *= 0;
		else if (kind == 1)
			x[i] *= 1e-40F;
	}
	return x;
}

/* The outputs of windows along one axis, at least 1; may take more padding than is sane. */
static inline int32_t random_outputs(Random *random, int32_t in, int32_t reach,
	int32_t stride, int32_t *pad)
{
	*pad = random_between(random, 0, 3) ? random_between(random, 0, reach) : 0;
	int32_t after = random_between(random, 0, 1) ? random_between(random, 0, reach) : 0;
	while (*pad + in + after < reach)
		after++;
	return (*pad + in + after - reach) / stride + 1;
}

static inline Window random_window(Random *random, int32_t in_c, int32_t out_c)
{
	Window w = {.in_c = in_c, .out_c = out_c};
	w.batch = random_between(random, 1, 3);
	w.in_h = random_between(random, 1, 9);
	w.in_w = random_between(random, 1, 12);
	w.kernel_h = random_between(random, 1, 4);
	w.kernel_w = random_between(random, 1, 4);
	w.stride_h = random_between(random, 1, 3);
	w.stride_w = random_between(random, 1, 2);
	w.dilation_h = random_between(random, 1, 2);
	w.dilation_w = random_between(random, 0, 3) ? 1 : 2;
	w.out_h = random_outputs(random, w.in_h, (w.kernel_h - 1) * w.dilation_h + 1,
		w.stride_h, &w.pad_top);
	w.out_w = random_outputs(random, w.in_w, (w.kernel_w - 1) * w.dilation_w + 1,
		w.stride_w, &w.pad_left);
	return w;
}

static inline size_t in_count(const Window *w)
{
	return (size_t)w->batch * (size_t)w->in_h * (size_t)w->in_w * (size_t)w->in_c;
}

static inline size_t out_count(const Window *w)
{
	return (size_t)w->batch * (size_t)w->out_h * (size_t)w->out_w * (size_t)w->out_c;
}

/* The input element that a tap of an output reads; -1 outside the image. */
static inline ptrdiff_t tap_index(const Window *w, int32_t b, int32_t y, int32_t x,
	int32_t ky, int32_t kx, int32_t c)
{
	int32_t in_y = y * w->stride_h + ky * w->dilation_h - w->pad_top;
	int32_t in_x = x * w->stride_w + kx * w->dilation_w - w->pad_left;
	if (in_y < 0 || in_y >= w->in_h || in_x < 0 || in_x >= w->in_w)
		return -1;
	return (((ptrdiff_t)b * w->in_h + in_y) * w->in_w + in_x) * w->in_c + c;
}

#endif
