/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/depthwise_f32_x86.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <string.h>

static void check_host(Random *random, const HostKernel *host, DepthwiseF32 conv,
	const float *in, const float *weight, const float *bias, const float *expected)
{
	size_t n_out = out_count(&conv.window), size = sizeof(float);
	float *packed = random_floats(random, host->packed_bytes(&conv) / size);
	float *scratch = random_floats(random, host->scratch_bytes(&conv) / size);
	float *out = random_floats(random, n_out);

	host->pack(&conv, weight, bias, packed);
	host->run(&conv, in, packed, out, scratch);
	cr_assert(eq(int, memcmp(out, expected, n_out * sizeof *out), 0), "%s", host->name);

	free(packed);
	free(scratch);
	free(out);
}

static void check_shape(Random *random, DepthwiseF32 conv)
{
	const Window *w = &conv.window;
	size_t taps = (size_t)(w->kernel_h * w->kernel_w);
	float *in = random_floats(random, in_count(w));
	float *weight = random_floats(random, (size_t)w->out_c * taps);
	float *bias = random_floats(random, (size_t)w->out_c);
	float *expected = random_floats(random, out_count(w));
	const float *maybe_bias = random_between(random, 0, 3) ? bias : NULL;

	depthwise_f32(&conv, in, weight, maybe_bias, expected);
	for (const HostKernel *const *host = depthwise_f32_hosts(); *host; host++)
		check_host(random, *host, conv, in, weight, maybe_bias, expected);
	free(in);
	free(weight);
	free(bias);
	free(expected);
}

Test(depthwise_f32_x86, equals_the_portable_kernel_to_the_bit)
{
	Random random = {21};
	for (int i = 0; i < 400; i++) {
		int32_t channels = random_between(&random, 1, 80);
		check_shape(&random,
			(DepthwiseF32){random_window(&random, channels, channels), -FLT_MAX,
				FLT_MAX});
	}
}

Test(depthwise_f32_x86, equals_the_portable_kernel_with_depth_multipliers)
{
	Random random = {22};
	for (int i = 0; i < 100; i++) {
		int32_t in_c = random_between(&random, 1, 9);
		Window w = random_window(&random, in_c, in_c * random_between(&random, 2, 9));
		check_shape(&random, (DepthwiseF32){w, -0.25F, 0.5F});
	}
}

Test(depthwise_f32_x86, lists_the_best_variant_first)
{
	cr_expect(depthwise_f32_host() == depthwise_f32_hosts()[0]);
}
