/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_f32.h"
#include "src/kernels/depthwise_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <string.h>

/* From [taps, out_c] to [out_c, taps]: the weights of a convolution with in_c groups. */
static void transpose(const float *from, size_t rows, size_t columns, float *to)
{
	for (size_t row = 0; row < rows; row++)
		for (size_t column = 0; column < columns; column++)
			to[column * rows + row] = from[row * columns + column];
}

static void check_shape(Random *random, const Window *w)
{
	DepthwiseF32 depthwise = {*w, -0.5F, 2};
	ConvF32 grouped = {*w, 1, -0.5F, 2};
	size_t taps = (size_t)(w->kernel_h * w->kernel_w);
	float *in = random_floats(random, in_count(w));
	float *weight = random_floats(random, taps * (size_t)w->out_c);
	float *turned = random_floats(random, taps * (size_t)w->out_c);
	float *bias = random_floats(random, (size_t)w->out_c);
	float *out = random_floats(random, out_count(w));
	float *expected = random_floats(random, out_count(w));
	const float *maybe_bias = random_between(random, 0, 1) ? bias : NULL;

	transpose(weight, taps, (size_t)w->out_c, turned);
	depthwise_f32(&depthwise, in, weight, maybe_bias, out);
	conv_f32(&grouped, in, turned, maybe_bias, expected);
	cr_assert(eq(int, memcmp(out, expected, out_count(w) * sizeof *out), 0));

	free(in);
	free(weight);
	free(turned);
	free(bias);
	free(out);
	free(expected);
}

Test(depthwise_f32, is_a_convolution_with_a_group_for_each_channel)
{
	Random random = {2};
	for (int i = 0; i < 100; i++) {
		int32_t in_c = random_between(&random, 1, 9);
		Window w = random_window(&random, in_c, in_c * random_between(&random, 1, 3));
		check_shape(&random, &w);
	}
}

Test(depthwise_f32, multiplies_each_channel_by_its_own_weights)
{
	DepthwiseF32 conv = {{.batch = 1,
							 .in_h = 1,
							 .in_w = 2,
							 .in_c = 2,
							 .out_h = 1,
							 .out_w = 1,
							 .out_c = 4,
							 .kernel_h = 1,
							 .kernel_w = 2,
							 .stride_h = 1,
							 .stride_w = 1,
							 .dilation_h = 1,
							 .dilation_w = 1},
		-FLT_MAX, FLT_MAX};
	const float in[] = {1, 10, 2, 20};
	const float weight[] = {1, 2, 3, 4, 5, 6, 7, 8}, bias[] = {0, 0, 0, 0.5F};
	const float expected[] = {11, 14, 170, 200.5F};
	float out[4];

	depthwise_f32(&conv, in, weight, bias, out);
	cr_assert(eq(int, memcmp(out, expected, sizeof out), 0));
}
