/* SPDX-License-Identifier: Apache-2.0 */
/* The host's variants against the portable kernels, byte for byte. */
#include "src/kernels/x86/conv_s8_x86.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { SHAPES = 400 };

/* Run `host` in memory that ends where it says it will. */
static void run_conv(const HostKernel *host, const RandomLayer *layer, const ConvS8 *conv,
	int8_t *out)
{
	size_t packed_bytes = (host->packed_bytes(conv) + 63) / 64 * 64;
	size_t scratch_bytes = (host->scratch_bytes(conv) + 63) / 64 * 64;
	void *packed = aligned_alloc(64, packed_bytes);
	void *scratch = aligned_alloc(64, scratch_bytes);

	memset(scratch, 0x5a, scratch_bytes);
	host->pack(conv, layer->weight, layer->folded, packed);
	host->run(conv, layer->in, packed, out, scratch);
	free(packed);
	free(scratch);
}

static void compare_conv(const HostKernel *host, const RandomLayer *layer)
{
	ConvS8 conv = random_layer_conv(layer);
	int8_t *expected = malloc(layer->out_size);
	int8_t *actual = malloc(layer->out_size);

	run_conv_s8(&conv, layer->in, layer->weight, layer->folded, expected);
	memset(actual, 0, layer->out_size);
	cr_assert(host->supports(&conv));
	run_conv(host, layer, &conv, actual);
	cr_expect_arr_eq(actual, expected, layer->out_size, "%s: %s", host->name,
		layer->text);
	free(expected);
	free(actual);
}

Test(conv_s8_x86, equals_the_portable_kernel_on_random_shapes)
{
	const HostKernel *host;

	for (int i = 0; (host = conv_s8_variant(i)) != NULL; i++) {
		for (uint32_t seed = 1; seed <= SHAPES; seed++) {
			RandomLayer *layer = random_layer(seed, LAYER_CONV);

			compare_conv(host, layer);
			random_layer_free(layer);
		}
	}
}

Test(conv_s8_x86, equals_the_portable_kernel_on_fully_connected_layers)
{
	const HostKernel *host;

	for (int i = 0; (host = conv_s8_variant(i)) != NULL; i++) {
		for (uint32_t seed = 1; seed <= SHAPES / 4; seed++) {
			RandomLayer *layer = random_layer(seed, LAYER_DENSE);

			compare_conv(host, layer);
			random_layer_free(layer);
		}
	}
}

Test(conv_s8_x86, leaves_groups_to_the_portable_kernel)
{
	RandomLayer *layer = random_layer(1, LAYER_CONV);
	ConvS8 conv = random_layer_conv(layer);

	conv.groups = 2;
	cr_expect_null(conv_s8_host(&conv));
	random_layer_free(layer);
}

Test(conv_s8_x86, leaves_windows_beyond_measure_to_the_portable_kernel)
{
	RandomLayer *layer = random_layer(1, LAYER_CONV);
	ConvS8 conv = random_layer_conv(layer);

	conv.window.kernel_h = 3;
	conv.window.dilation_h = INT32_MAX;
	conv.window.stride_h = INT32_MAX;
	cr_expect_null(conv_s8_host(&conv));
	random_layer_free(layer);
}

static void run_depthwise(const HostKernel *host, const RandomLayer *layer,
	const DepthwiseS8 *conv, int8_t *out)
{
	size_t packed_bytes = (host->packed_bytes(conv) + 63) / 64 * 64;
	size_t scratch_bytes = (host->scratch_bytes(conv) + 63) / 64 * 64;
	void *packed = aligned_alloc(64, packed_bytes);
	void *scratch = aligned_alloc(64, scratch_bytes);

	memset(scratch, 0x5a, scratch_bytes);
	host->pack(conv, layer->weight, layer->folded, packed);
	host->run(conv, layer->in, packed, out, scratch);
	free(packed);
	free(scratch);
}

Test(depthwise_s8_x86, equals_the_portable_kernel_on_random_shapes)
{
	const HostKernel *host;

	for (int i = 0; (host = depthwise_s8_variant(i)) != NULL; i++) {
		for (uint32_t seed = 1; seed <= SHAPES; seed++) {
			RandomLayer *layer = random_layer(seed, LAYER_DEPTHWISE);
			DepthwiseS8 conv = random_layer_depthwise(layer);
			int8_t *expected = malloc(layer->out_size);
			int8_t *actual = malloc(layer->out_size);

			run_depthwise_s8(&conv, layer->in, layer->weight, layer->folded, expected);
			memset(actual, 0, layer->out_size);
			cr_assert(host->supports(&conv));
			run_depthwise(host, layer, &conv, actual);
			cr_expect_arr_eq(actual, expected, layer->out_size, "%s: %s", host->name,
				layer->text);
			free(expected);
			free(actual);
			random_layer_free(layer);
		}
	}
}

Test(depthwise_s8_x86, leaves_windows_beyond_measure_to_the_portable_kernel)
{
	RandomLayer *layer = random_layer(1, LAYER_DEPTHWISE);
	DepthwiseS8 conv = random_layer_depthwise(layer);

	conv.window.stride_w = INT32_MAX;
	cr_expect_null(depthwise_s8_host(&conv));
	random_layer_free(layer);
}
