/* SPDX-License-Identifier: Apache-2.0 */
/* Layers whose output lies over their input as far as their lead allows. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/kernels/lead.h"
#include "tests/unit/random_s8.h"

enum { SHAPES = 200 };

/* Memory in which out begins `lead` bytes before in, which is filled in. */
typedef struct Overlap {
	int8_t *memory, *in;
} Overlap;

static Overlap overlap(const RandomLayer *layer, int32_t lead)
{
	size_t bytes = (size_t)lead + layer->in_size;
	Overlap made;

	made.memory = malloc(bytes > layer->out_size ? bytes : layer->out_size);
	made.in = made.memory + lead;
	memcpy(made.in, layer->in, layer->in_size);
	return made;
}

static void check_conv(uint32_t seed)
{
	RandomLayer *layer = random_layer(seed, LAYER_CONV);
	ConvS8 conv = random_layer_conv(layer);
	int8_t *expected = malloc(layer->out_size);
	Overlap shared = overlap(layer, conv_s8_lead(&conv));

	run_conv_s8(&conv, layer->in, layer->weight, layer->folded, expected);
	run_conv_s8(&conv, shared.in, layer->weight, layer->folded, shared.memory);
	cr_assert_arr_eq(shared.memory, expected, layer->out_size, "%s", layer->text);
	free(shared.memory);
	free(expected);
	random_layer_free(layer);
}

Test(lead, keeps_a_convolution_from_its_own_input)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++)
		check_conv(seed);
}

static void check_depthwise(uint32_t seed)
{
	RandomLayer *layer = random_layer(seed, LAYER_DEPTHWISE);
	DepthwiseS8 conv = random_layer_depthwise(layer);
	int8_t *expected = malloc(layer->out_size);
	Overlap shared = overlap(layer, depthwise_s8_lead(&conv));

	run_depthwise_s8(&conv, layer->in, layer->weight, layer->folded, expected);
	run_depthwise_s8(&conv, shared.in, layer->weight, layer->folded, shared.memory);
	cr_assert_arr_eq(shared.memory, expected, layer->out_size, "%s", layer->text);
	free(shared.memory);
	free(expected);
	random_layer_free(layer);
}

Test(lead, keeps_a_depthwise_convolution_from_its_own_input)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++)
		check_depthwise(seed);
}

typedef void Pool(const PoolInt *pool, const int8_t *in, int8_t *out);

static void check_pool(uint32_t seed, Pool *run)
{
	RandomLayer *layer = random_layer(seed, LAYER_CONV);
	PoolInt pool = {layer->window, -128, 127};
	int8_t *expected;
	Overlap shared;

	pool.window.out_c = pool.window.in_c;
	layer->out_size =
		layer->out_size / (size_t)layer->window.out_c * (size_t)layer->window.in_c;
	expected = malloc(layer->out_size);
	shared = overlap(layer, pool_int_lead(&pool, 1));
	run(&pool, layer->in, expected);
	run(&pool, shared.in, shared.memory);
	cr_assert_arr_eq(shared.memory, expected, layer->out_size, "%s", layer->text);
	free(shared.memory);
	free(expected);
	random_layer_free(layer);
}

Test(lead, keeps_pooling_from_its_own_input)
{
	for (uint32_t seed = 1; seed <= SHAPES; seed++) {
		check_pool(seed, average_pool_s8);
		check_pool(seed, max_pool_s8);
	}
}

/* Of 3x3 over 10x8 pixels with a border of 1. */
static const Window three_by_three = {1, 10, 8, 16, 10, 8, 16, 3, 3, 1, 1, 1, 1, 1, 1};

Test(lead, is_a_row_and_a_pixel_where_windows_reach_one_row_back)
{
	ConvS8 conv = {.window = three_by_three, .groups = 1, .out_step = 16};
	DepthwiseS8 depthwise = {.window = three_by_three, .repeat = 1, .out_step = 16};
	PoolInt pool = {.window = three_by_three};

	cr_expect_eq(conv_s8_lead(&conv), (8 + 1) * 16);
	cr_expect_eq(depthwise_s8_lead(&depthwise), (8 + 1) * 16);
	cr_expect_eq(pool_int_lead(&pool, 2), (8 + 1) * 32);
}

Test(lead, is_nothing_where_windows_are_pixels)
{
	ConvS8 conv = {.window = three_by_three, .groups = 1, .out_step = 16};

	conv.window.kernel_h = conv.window.kernel_w = 1;
	conv.window.pad_top = conv.window.pad_left = 0;
	cr_expect_eq(conv_s8_lead(&conv), 0);
	conv.out_step = conv.window.out_c = 20; /* the last pixel but one ends 79 * 4 on */
	cr_expect_eq(conv_s8_lead(&conv), 79 * 4);
	conv.out_step = conv.window.out_c = 12;
	cr_expect_eq(conv_s8_lead(&conv), 0);
}

Test(lead, is_none_for_groups_and_all_of_a_dense_layers_output)
{
	ConvS8 conv = {.window = three_by_three, .groups = 2, .out_step = 16};
	DenseS8 dense = {.rows = 3, .in_n = 5, .out_n = 7, .out_step = 7};

	cr_expect_eq(conv_s8_lead(&conv), INT32_MAX);
	cr_expect_eq(dense_s8_lead(&dense), 21);
}
