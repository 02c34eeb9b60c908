/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s8.h"
#include "src/kernels/dense_s8.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(dense_s8, is_the_convolution_of_single_pixels)
{
	for (uint32_t seed = 1; seed <= 100; seed++) {
		RandomLayer *layer = random_layer(seed, LAYER_DENSE);
		DenseS8 dense = random_layer_dense(layer);
		ConvS8 conv = random_layer_conv(layer);
		int8_t *expected = malloc(layer->out_size);
		int8_t *actual = malloc(layer->out_size);

		run_conv_s8(&conv, layer->in, layer->weight, layer->folded, expected);
		run_dense_s8(&dense, layer->in, layer->weight, layer->folded, actual);
		cr_assert_arr_eq(actual, expected, layer->out_size, "%s", layer->text);
		free(expected);
		free(actual);
		random_layer_free(layer);
	}
}

Test(dense_s8, multiplies_adds_and_clamps)
{
	const int32_t multiplier[] = {1 << 30, 1 << 30};
	const int8_t shift[] = {1, 0};
	const int32_t bias[] = {1 - 2 * 6, 100 - 2 * 0};
	const int8_t in[] = {3, 4, 5}, weight[] = {1, 2, 3, -1, 0, 1};
	DenseS8 dense = {1, 3, 2, 2, {2, 10, -128, 40, multiplier, shift}};
	int8_t out[2];

	run_dense_s8(&dense, in, weight, bias, out);
	cr_expect_eq(out[0], 10 + 1 + 1 * 1 + 2 * 2 + 3 * 3);
	cr_expect_eq(out[1], 40);
}
