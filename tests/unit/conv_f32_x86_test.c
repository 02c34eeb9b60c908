/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/conv_f32_x86.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <string.h>

static void check_host(Random *random, const HostKernel *host, ConvF32 conv,
	const float *in, const float *weight, const float *bias, const float *expected)
{
	size_t n_out = out_count(&conv.window), size = sizeof(float);
	float *packed = random_floats(random, host->packed_bytes(&conv) / size);
	float *scratch = random_floats(random, host->scratch_bytes(&conv) / size);
	float *out = random_floats(random, n_out);
	int32_t batch = conv.window.batch;

	conv.window.batch = 1; /* packing does not depend on it */
	host->pack(&conv, weight, bias, packed);
	conv.window.batch = batch;
	host->run(&conv, in, packed, out, scratch);
	cr_assert(eq(int, memcmp(out, expected, n_out * sizeof *out), 0), "%s", host->name);

	free(packed);
	free(scratch);
	free(out);
}

static void check_shape(Random *random, ConvF32 conv)
{
	const Window *w = &conv.window;
	size_t taps = (size_t)(w->kernel_h * w->kernel_w * conv.weight_c);
	float *in = random_floats(random, in_count(w));
	float *weight = random_floats(random, (size_t)w->out_c * taps);
	float *bias = random_floats(random, (size_t)w->out_c);
	float *expected = random_floats(random, out_count(w));
	const float *maybe_bias = random_between(random, 0, 3) ? bias : NULL;

	conv_f32(&conv, in, weight, maybe_bias, expected);
	for (const HostKernel *const *host = conv_f32_hosts(); *host; host++)
		check_host(random, *host, conv, in, weight, maybe_bias, expected);
	free(in);
	free(weight);
	free(bias);
	free(expected);
}

Test(conv_f32_x86, equals_the_portable_kernel_to_the_bit)
{
	Random random = {11};
	for (int i = 0; i < 300; i++) {
		int32_t in_c = random_between(&random, 1, 20);
		int32_t out_c =
			random_between(&random, 1, random_between(&random, 0, 3) ? 36 : 200);
		check_shape(&random,
			(ConvF32){random_window(&random, in_c, out_c), in_c, -FLT_MAX, FLT_MAX});
	}
}

Test(conv_f32_x86, equals_the_portable_kernel_in_groups)
{
	Random random = {12};
	for (int i = 0; i < 60; i++) {
		int32_t groups = random_between(&random, 2, 5);
		int32_t weight_c = random_between(&random, 1, 6);
		Window w = random_window(&random, groups * weight_c,
			groups * random_between(&random, 1, 20));
		check_shape(&random, (ConvF32){w, weight_c, -0.25F, 0.5F});
	}
}

static Window pixels(int32_t batch, int32_t in_c, int32_t out_c)
{
	Window w = {.batch = batch,
		.in_h = 1,
		.in_w = 1,
		.in_c = in_c,
		.out_h = 1,
		.out_w = 1,
		.out_c = out_c,
		.kernel_h = 1,
		.kernel_w = 1,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1};
	return w;
}

Test(conv_f32_x86, computes_dense_layers_of_any_number_of_rows)
{
	Random random = {13};
	for (int32_t rows = 1; rows <= 14; rows++)
		for (int i = 0; i < 8; i++) {
			int32_t in_n = random_between(&random, 1, 90);
			Window w = pixels(rows, in_n, random_between(&random, 1, 300));
			check_shape(&random, (ConvF32){w, in_n, -1, 1});
		}
}

Test(conv_f32_x86, computes_windows_that_reach_unreasonably_far)
{
	Random random = {15};
	Window w = pixels(2, 3, 5);
	w.in_w = w.out_w = 4;
	w.kernel_h = 1;
	w.kernel_w = 3;
	w.dilation_w = w.pad_left = 1 << 26;
	check_shape(&random, (ConvF32){w, 3, -1, 1});
	check_shape(&random, (ConvF32){w, 3, -1, 1});
	cr_expect(conv_f32_host() == NULL ||
		conv_f32_host()->scratch_bytes(&(ConvF32){w, 3, -1, 1}) == 0);
}

Test(conv_f32_x86, rounds_each_product_before_it_is_added)
{
	ConvF32 conv = {pixels(1, 2, 1), 2, -FLT_MAX, FLT_MAX};
	const float in[] = {-1 - 0x1p-11F, 1 + 0x1p-12F}, weight[] = {1, 1 + 0x1p-12F};
	const float expected = 0;
	Random random = {14};
	for (const HostKernel *const *host = conv_f32_hosts(); *host; host++)
		check_host(&random, *host, conv, in, weight, NULL, &expected);
}

Test(conv_f32_x86, lists_the_best_variant_first)
{
	cr_expect(conv_f32_host() == conv_f32_hosts()[0]);
}
