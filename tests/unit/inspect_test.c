/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/inspect.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/format.h"
#include "tests/unit/shared.h"
#include "tests/unit/target_models.h"

/* Counts of values that are stored so. */
static ValueCounts counts_of(DataType type, const void *data, size_t n_bytes, int n,
	Quantization *q)
{
	Buffer buffer = {.data = data, .n_bytes = n_bytes};
	Tensor tensor = {.name = "",
		.type = type,
		.rank = 1,
		.dims = &n,
		.quantization = q,
		.buffer = &buffer};
	CountRoom room = {0};
	ValueCounts counts;
	cr_assert(count_values(&tensor, &room, &counts));
	arena_finish(&room.arena);
	return counts;
}

static void expect_counts(ValueCounts counts, int64_t n_zeros, int64_t n_unique,
	double bits)
{
	cr_expect_eq(counts.n_zeros, n_zeros);
	cr_expect_eq(counts.n_unique, n_unique);
	cr_expect_float_eq(counts.entropy_bits, bits, 1e-9);
}

Test(value_counts, entropy_of_a_fair_and_of_a_loaded_coin)
{
	static const int8_t fair[] = {3, -3, -3, 3}, loaded[] = {0, 0, 0, 5},
						same[] = {7, 7, 7};
	expect_counts(counts_of(TYPE_INT8, fair, 4, 4, NULL), 0, 2, 1);
	expect_counts(counts_of(TYPE_INT8, loaded, 4, 4, NULL), 3, 2, 2 - 0.75 * log2(3));
	expect_counts(counts_of(TYPE_INT8, same, 3, 3, NULL), 0, 1, 0);
}

Test(value_counts, floats_are_told_apart_by_their_bits)
{
	static const float values[] = {0, -0.0F, 1, 1, -1, INFINITY, 1e-40F, 2};
	expect_counts(counts_of(TYPE_FLOAT32, values, sizeof values, 8, NULL), 2, 7, 2.75);
}

Test(value_counts, values_below_a_byte_start_in_the_low_bits)
{
	static const uint8_t five_int4[] = {0x10, 0x0f, 0xf0}, five_int2[] = {0x1b, 0xfc};
	expect_counts(counts_of(TYPE_INT4, five_int4, 3, 5, NULL), 3, 3,
		log2(5) - 0.6 * log2(3));
	expect_counts(counts_of(TYPE_INT2, five_int2, 2, 5, NULL), 2, 4,
		log2(5) - 0.4 * log2(2));
}

Test(value_counts, zero_is_where_the_zero_point_is)
{
	static const uint8_t values[] = {128, 0, 128, 3};
	float scale[] = {0.5F};
	int64_t zero_point[] = {128};
	Quantization q = {.n_scales = 1, .n_zero_points = 1, .scale = scale};
	q.zero_point = zero_point;
	expect_counts(counts_of(TYPE_UINT8, values, 4, 4, &q), 2, 3, 1.5);
}

Test(value_counts, zero_points_may_differ_from_channel_to_channel)
{
	static const int8_t values[] = {1, 2, 1, 2, 1, 2}; /* [3, 2] */
	float scale[] = {1, 1};
	int64_t zero_points[] = {1, -2};
	int dims[] = {3, 2};
	Quantization q = {.n_scales = 2, .n_zero_points = 2, .scale = scale, .axis = 1};
	q.zero_point = zero_points;
	Buffer buffer = {.data = (const uint8_t *)values, .n_bytes = 6};
	Tensor tensor = {.name = "", .type = TYPE_INT8, .rank = 2, .dims = dims};
	tensor.quantization = &q;
	tensor.buffer = &buffer;
	CountRoom room = {0};
	ValueCounts counts;
	cr_assert(count_values(&tensor, &room, &counts));
	cr_expect_eq(counts.n_zeros, 3, "all of channel 0, none of channel 1");
	arena_finish(&room.arena);
}

static void expect_uncounted(DataType type, int64_t expected_n)
{
	static const uint8_t bytes[32] = {0};
	int n = 4;
	Buffer buffer = {.data = bytes, .n_bytes = sizeof bytes};
	Tensor tensor = {.name = "", .type = type, .rank = 1, .dims = &n, .buffer = &buffer};
	CountRoom room = {0};
	ValueCounts counts;
	cr_expect_not(count_values(&tensor, &room, &counts));
	cr_expect_eq(counts.n, expected_n);
	cr_expect_eq(counts.n_unique, 0);
}

Test(value_counts, only_values_up_to_32_bits_are_compared)
{
	expect_uncounted(TYPE_INT64, 4);
	expect_uncounted(TYPE_FLOAT64, 4);
	expect_uncounted(TYPE_STRING, 0);
}

Test(inspect, counts_parameters_and_macs_of_each_layer)
{
	Arena arena = {0};
	Inspection found;
	Model *model = test_hello_world();
	for (int bias = 2; bias < model->graphs[0].n_tensors; bias += 3)
		test_scales(model, bias, 1, 0);
	inspect(model, &arena, &found);
	const LayerFacts *layers = found.graphs[0].layers;
	cr_expect_eq(layers[0].n_parameters, 16 + 16);
	cr_expect_eq(layers[0].macs, 16);
	cr_expect_eq(layers[1].n_parameters, 256 + 16);
	cr_expect_eq(layers[1].macs, 256);
	cr_expect_eq(layers[1].weight_bytes, 256 + 4 * 16);
	cr_expect_eq(found.constants[layers[1].weights].values.n, 256);
	cr_expect_eq(found.graphs[0].known_macs, 16 + 256 + 16);
	cr_expect_eq(found.graphs[0].n_unknown, 0);
	cr_expect_eq(found.n_constants, 6);
	cr_expect_eq(found.n_uses[0], 3);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect, shapes_are_no_parameters_but_take_bytes)
{
	Arena arena = {0};
	Inspection found;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 2, 3));
	int shape = test_constant(model, TYPE_INT32, DIMS(2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 6));
	test_op(model, "RESHAPE", LIST(in, shape), LIST(out));
	test_inputs(model, LIST(in));
	inspect(model, &arena, &found);
	cr_expect_eq(found.graphs[0].layers[0].n_parameters, 0);
	cr_expect_eq(found.graphs[0].layers[0].weight_bytes, 8);
	cr_expect_eq(found.graphs[0].layers[0].weights, -1);
	cr_expect_eq(found.graphs[0].layers[0].macs, 0);
	cr_expect_eq(found.n_parameters, 0);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect, macs_of_an_operator_not_known_are_unknown)
{
	Arena arena = {0};
	Inspection found;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 8));
	int table = test_constant(model, TYPE_FLOAT32, DIMS(4, 8));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_custom_op(model, "Sorcery", LIST(in, table), LIST(out));
	test_inputs(model, LIST(in));
	inspect(model, &arena, &found);
	cr_expect_eq(found.graphs[0].layers[0].macs, MACS_UNKNOWN);
	cr_expect_eq(found.graphs[0].n_unknown, 1);
	cr_expect_eq(found.graphs[0].layers[0].n_parameters, 32);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect, what_layers_share_counts_once_in_the_sum)
{
	Arena arena = {0};
	Inspection found;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(4));
	int middle = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "ADD", LIST(in, bias), LIST(middle));
	test_op(model, "ADD", LIST(middle, bias), LIST(out));
	test_inputs(model, LIST(in));
	inspect(model, &arena, &found);
	cr_expect_eq(found.graphs[0].layers[0].n_parameters, 4);
	cr_expect_eq(found.graphs[0].layers[1].n_parameters, 4);
	cr_expect_eq(found.graphs[0].n_parameters, 4);
	cr_expect_eq(found.graphs[0].weight_bytes, 16);
	cr_expect_eq(found.n_parameters, 4);
	cr_expect_eq(found.n_zeros, 4);
	model_free(model);
	arena_finish(&arena);
}

/* The weights of a layer, by a count made apart from whit. */
static void expect_weights(const Inspection *found, int layer, int64_t n, int64_t n_zeros,
	int64_t n_unique, double bits)
{
	const ConstantFacts *weights =
		&found->constants[found->graphs[0].layers[layer].weights];
	cr_expect_eq(weights->values.n, n);
	cr_expect_eq(weights->values.n_zeros, n_zeros);
	cr_expect_eq(weights->values.n_unique, n_unique);
	cr_expect_float_eq(weights->values.entropy_bits, bits, 1e-4);
}

Test(inspect, of_a_real_int8_model)
{
	Model *model = shared_model("kws_int8");
	Arena arena = {0};
	Inspection found;
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_parameters, 22604);
	cr_expect_eq(found.graphs[0].known_macs, 2656768);
	expect_weights(&found, 0, 2560, 23, 245, 7.52395);
	expect_weights(&found, 4, 4096, 23, 251, 7.64908);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect, of_a_real_float_model)
{
	Model *model = shared_model("ad_float");
	Arena arena = {0};
	Inspection found;
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_parameters, 265864);
	expect_weights(&found, 0, 81920, 0, 81882, 16.321);
	expect_weights(&found, 4, 1024, 0, 1024, 10);
	model_free(model);
	arena_finish(&arena);
}
