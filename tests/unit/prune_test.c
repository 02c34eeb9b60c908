/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/layers/layer_weights.h"
#include "passes/prune/sparsity.h"
#include "src/base/nibbles.h"
#include "src/graph/roles.h"
#include "tests/unit/build.h"

/* --- Models --- */

/* A FULLY_CONNECTED of a row of n inputs, behind the ones that are there; its index. */
static int add_dense(Model *model, int weights, int n_in, int n_out)
{
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, n_in));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, n_out));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights), LIST(out));
	return model->graphs[0].n_ops - 1;
}

/* A model of one such layer, with these weights. */
static Model *dense_model(int n_out, int n_in, const float *values)
{
	Model *model = test_model_new(1);
	add_dense(model, test_values(model, TYPE_FLOAT32, DIMS(n_out, n_in), values), n_in,
		n_out);
	return model;
}

static const Tensor *weights_of(const Model *model, int layer)
{
	Error why = {0};
	int weights = layer_weights(model, layer, &why);
	cr_assert(weights >= 0, "%s", why.text);
	return &model->graphs[0].tensors[weights];
}

static void expect_floats(const Model *model, int layer, const float *expected)
{
	const Tensor *tensor = weights_of(model, layer);
	const float *values = (const float *)(const void *)tensor->buffer->data;
	for (size_t i = 0; i < values_count(tensor); i++)
		cr_expect_eq(values[i], expected[i], "layer %d, value %zu: %g instead of %g",
			layer, i, (double)values[i], (double)expected[i]);
}

static void expect_bytes(const Model *model, int layer, const void *expected)
{
	const Buffer *buffer = weights_of(model, layer)->buffer;
	cr_expect_eq(memcmp(buffer->data, expected, buffer->n_bytes), 0);
}

static void expect_pruned(Model *model, const PruneSettings *settings)
{
	Error err = {0};
	cr_assert(prune(model, settings, &err), "%s", err.text);
}

/* The same share of each of at most four layers. */
static void prune_all(Model *model, double share)
{
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){share, share, share, share};
	expect_pruned(model, &settings);
}

static void prune_by_pattern(Model *model, int most, int group)
{
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0};
	settings.pattern = (PrunePattern){most, group};
	expect_pruned(model, &settings);
}

/* --- A share of each layer --- */

Test(prune, zeroes_the_half_nearest_to_zero)
{
	Model *model = dense_model(2, 4, (float[]){3, -1, 4, -2, 0.5F, -9, 2.5F, 6});
	prune_all(model, 0.5);
	expect_floats(model, 0, (float[]){3, 0, 4, 0, 0, -9, 0, 6});
	model_free(model);
}

Test(prune, lets_the_first_of_equal_weights_go)
{
	Model *model = dense_model(1, 6, (float[]){1, -1, 1, -1, 1, -1});
	prune_all(model, 0.5);
	expect_floats(model, 0, (float[]){0, 0, 0, -1, 1, -1});
	model_free(model);
}

Test(prune, counts_the_zeros_that_are_there)
{
	const float values[] = {0, -0.0F, 0, 5, 2};
	Model *model = dense_model(1, 5, values);
	prune_all(model, 0.5);
	expect_floats(model, 0, values);
	prune_all(model, 0.8);
	expect_floats(model, 0, (float[]){0, 0, 0, 5, 0});
	model_free(model);
}

Test(prune, leaves_the_largest_weight_of_a_layer)
{
	Model *model = dense_model(1, 3, (float[]){-7, 2, 7});
	prune_all(model, 0.999);
	expect_floats(model, 0, (float[]){0, 0, 7});
	model_free(model);
	model = dense_model(1, 1, (float[]){0.1F});
	prune_all(model, 0.999);
	expect_floats(model, 0, (float[]){0.1F});
	model_free(model);
	model = dense_model(1, 2, (float[]){0, 0});
	prune_all(model, 0.999);
	expect_floats(model, 0, (float[]){0, 0});
	model_free(model);
}

Test(prune, takes_the_nearest_number_of_weights)
{
	cr_expect_eq(share_of(0.5, 5), 3);
	cr_expect_eq(share_of(0.3, 10), 3);
	cr_expect_eq(share_of(0.99, 10), 9);
	cr_expect_eq(share_of(0, 10), 0);
	cr_expect_eq(share_of(0.9, 0), 0);
}

Test(prune, leaves_biases_and_the_layers_it_is_not_asked_for)
{
	Model *model = dense_model(1, 2, (float[]){1, 2});
	int weights = test_values(model, TYPE_FLOAT32, DIMS(2, 2), (float[]){1, 2, 3, 4});
	int bias = test_values(model, TYPE_FLOAT32, DIMS(2), (float[]){0.1F, 0.2F});
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, bias), LIST(out));
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){-1, 0.5};
	expect_pruned(model, &settings);
	expect_floats(model, 0, (float[]){1, 2});
	expect_floats(model, 1, (float[]){0, 0, 3, 4});
	const void *stored = model->graphs[0].tensors[bias].buffer->data;
	cr_expect_eq(memcmp(stored, (float[]){0.1F, 0.2F}, 2 * sizeof(float)), 0);
	model_free(model);
}

/* What a plain sort by magnitude and place gives. */
static bool goes_before(const float *values, size_t a, size_t b)
{
	float x = fabsf(values[a]), y = fabsf(values[b]);
	return x < y || (x == y && a < b);
}

Test(prune, chooses_what_sorting_would_choose)
{
	enum { N = 700 };
	uint32_t state = 1;
	for (int round = 0; round < 20; round++) {
		float values[N];
		for (int i = 0; i < N; i++) {
			state = state * 1664525u + 1013904223u;
			int few = (int)(state >> 28) - 8, many = (int)(state >> 8) - (1 << 23);
			values[i] = round % 2 ? (float)few : ldexpf((float)many, few);
		}
		Model *model = dense_model(7, N / 7, values);
		prune_all(model, 0.05 * round);
		float expected[N];
		for (size_t i = 0; i < N; i++) {
			size_t rank = 0;
			for (size_t j = 0; j < N; j++)
				rank += goes_before(values, j, i);
			expected[i] = rank < share_of(0.05 * round, N) ? 0 : values[i];
		}
		expect_floats(model, 0, expected);
		model_free(model);
	}
}

/* --- One threshold for all --- */

Test(prune, has_one_threshold_for_all_layers_when_global)
{
	Model *model = dense_model(1, 4, (float[]){1, 2, 3, 4});
	int weights = test_values(model, TYPE_FLOAT32, DIMS(1, 4), (float[]){10, 1, 30, 40});
	add_dense(model, weights, 4, 1);
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.5, 0.5};
	settings.is_global = true;
	expect_pruned(model, &settings);
	expect_floats(model, 0, (float[]){0, 0, 0, 4});
	expect_floats(model, 1, (float[]){10, 0, 30, 40});
	model_free(model);
}

Test(prune, leaves_each_layer_a_weight_when_global)
{
	Model *model = dense_model(1, 2, (float[]){1, 1});
	int weights = test_values(model, TYPE_FLOAT32, DIMS(1, 3), (float[]){10, 20, 30});
	add_dense(model, weights, 3, 1);
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.99, 0.99};
	settings.is_global = true;
	expect_pruned(model, &settings);
	expect_floats(model, 0, (float[]){0, 1});
	expect_floats(model, 1, (float[]){0, 0, 30});
	model_free(model);
}

/* --- Integers --- */

/* A FULLY_CONNECTED of two outputs with integer weights, of scales 1 and 10. */
static Model *integer_model(DataType type, int n_in, const void *stored)
{
	Model *model = test_model_new(1);
	int weights = test_values(model, type, DIMS(2, n_in), stored);
	test_scales(model, weights, 2, 0);
	model->graphs[0].tensors[weights].quantization->scale[1] = 10;
	add_dense(model, weights, n_in, 2);
	return model;
}

Test(prune, compares_integers_as_the_real_numbers_they_stand_for)
{
	Model *model = integer_model(TYPE_INT8, 3, (int8_t[]){-128, 40, 30, 1, -5, 4});
	prune_all(model, 0.5);
	expect_bytes(model, 0, (int8_t[]){-128, 0, 0, 0, -5, 4});
	model_free(model);
}

Test(prune, makes_integers_their_zero_point)
{
	Model *model = integer_model(TYPE_INT8, 3, (int8_t[]){-128, 8, 3, -9, -8, 100});
	Quantization *q = model->graphs[0].tensors[0].quantization;
	q->zero_point[0] = 5;
	q->zero_point[1] = -10;
	prune_all(model, 0.5);
	expect_bytes(model, 0, (int8_t[]){-128, 5, 5, -10, -8, 100});
	model_free(model);
}

Test(prune, takes_one_zero_point_beside_many_scales_for_all)
{
	Model *model = integer_model(TYPE_INT16, 2, (int16_t[]){301, 299, 300, 900});
	Quantization *q = model->graphs[0].tensors[0].quantization;
	q->n_zero_points = 1;
	q->zero_point[0] = 300;
	prune_all(model, 0.5);
	expect_bytes(model, 0, (int16_t[]){300, 299, 300, 900});
	model_free(model);
}

Test(prune, keeps_two_int4_weights_a_byte)
{
	const int8_t values[] = {-8, 1, 7, 0, -1, 3}, expected[] = {-8, 0, 0, 0, -1, 3};
	uint8_t packed[3];
	nibbles_pack(values, 6, packed);
	Model *model = integer_model(TYPE_INT4, 3, packed);
	prune_all(model, 0.5);
	nibbles_pack(expected, 6, packed);
	expect_bytes(model, 0, packed);
	model_free(model);
}

/* --- Patterns --- */

Test(prune, keeps_the_largest_of_each_group_of_a_pattern)
{
	const float values[] = {1, 2, 3, 4, 5, -5, 5, 5, 0, 0, 1, 0};
	Model *model = dense_model(1, 12, values);
	prune_by_pattern(model, 2, 4);
	expect_floats(model, 0, (float[]){0, 0, 3, 4, 0, 0, 5, 5, 0, 0, 1, 0});
	prune_by_pattern(model, 1, 4);
	expect_floats(model, 0, (float[]){0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 1, 0});
	model_free(model);
}

Test(prune, begins_a_pattern_anew_in_each_row_and_keeps_as_many_of_a_rest)
{
	Model *model = dense_model(2, 5, (float[]){1, 2, 3, 4, 9, 8, 7, 6, 5, 4});
	prune_by_pattern(model, 1, 3);
	expect_floats(model, 0, (float[]){0, 0, 3, 0, 9, 8, 0, 0, 5, 0});
	model_free(model);
}

/* A model of one layer of another kind. */
static Model *conv_model(const char *name, int rank, const int *dims, const float *values)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4, 4, 2));
	int weights = test_values(model, TYPE_FLOAT32, rank, dims, values);
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4, 4, 2));
	test_op(model, name, LIST(in, weights), LIST(out));
	return model;
}

Test(prune, follows_the_input_channels_of_a_convolution)
{
	Model *model = conv_model("CONV_2D", DIMS(1, 2, 1, 2), (float[]){1, 2, 4, 3});
	prune_by_pattern(model, 1, 4); /* under each tap two channels, which are a rest */
	expect_floats(model, 0, (float[]){0, 2, 4, 0});
	model_free(model);
}

Test(prune, follows_the_taps_of_a_depthwise_convolution)
{
	const float values[] = {1, 40, 2, 30, 3, 20, 4, 10}; /* four taps of two channels */
	Model *model = conv_model("DEPTHWISE_CONV_2D", DIMS(1, 2, 2, 2), values);
	prune_by_pattern(model, 2, 4);
	expect_floats(model, 0, (float[]){0, 40, 0, 30, 3, 0, 4, 0});
	model_free(model);
}

/* --- Weights that are shared --- */

static int weights_at(const Model *model, int layer)
{
	return weights_index(&model->graphs[0].ops[layer]);
}

Test(prune, prunes_shared_weights_once)
{
	Model *model = dense_model(1, 4, (float[]){1, 2, 3, 4});
	add_dense(model, weights_at(model, 0), 4, 1);
	int others = test_values(model, TYPE_FLOAT32, DIMS(1, 4), (float[]){1, 2, 3, 9});
	add_dense(model, others, 4, 1);
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.5, 0.5, 0.5};
	settings.is_global = true;
	expect_pruned(model, &settings);
	cr_expect_eq(weights_at(model, 0), weights_at(model, 1));
	expect_floats(model, 0, (float[]){0, 0, 3, 4});
	expect_floats(model, 2, (float[]){0, 0, 3, 9});
	model_free(model);
}

Test(prune, gives_a_layer_its_own_weights_where_others_keep_theirs)
{
	Model *model = dense_model(1, 4, (float[]){1, 2, 3, 4});
	for (int i = 0; i < 3; i++)
		add_dense(model, weights_at(model, 0), 4, 1);
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.5, -1, 0.25, 0.5};
	expect_pruned(model, &settings);
	expect_floats(model, 0, (float[]){0, 0, 3, 4});
	expect_floats(model, 1, (float[]){1, 2, 3, 4});
	expect_floats(model, 2, (float[]){0, 2, 3, 4});
	expect_floats(model, 3, (float[]){0, 0, 3, 4});
	model_free(model);
}

Test(prune, leaves_no_weights_behind_that_nobody_reads)
{
	Model *model = dense_model(1, 4, (float[]){1, 2, 3, 4});
	add_dense(model, weights_at(model, 0), 4, 1);
	int n_tensors = model->graphs[0].n_tensors;
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.5, 0.25};
	expect_pruned(model, &settings);
	cr_expect_eq(model->graphs[0].n_tensors, n_tensors + 1);
	expect_floats(model, 0, (float[]){0, 0, 3, 4});
	expect_floats(model, 1, (float[]){0, 2, 3, 4});
	model_free(model);
}

Test(prune, leaves_an_operand_that_is_weights_elsewhere)
{
	Model *model = dense_model(1, 4, (float[]){1, 2, 3, 4});
	int weights = weights_at(model, 0);
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "ADD", LIST(0, weights), LIST(sum));
	prune_all(model, 0.5);
	expect_floats(model, 0, (float[]){0, 0, 3, 4});
	const Buffer *operand = model->graphs[0].tensors[weights].buffer;
	cr_expect_eq(memcmp(operand->data, (float[]){1, 2, 3, 4}, operand->n_bytes), 0);
	cr_expect_eq(model->graphs[0].ops[1].inputs[1], weights);
	model_free(model);
}

Test(prune, leaves_a_copy_of_the_model_as_it_was)
{
	Model *model = dense_model(1, 2, (float[]){1, 2}), *copy = model_copy(model);
	prune_all(copy, 0.5);
	expect_floats(model, 0, (float[]){1, 2});
	expect_floats(copy, 0, (float[]){0, 2});
	model_free(copy);
	model_free(model);
}

/* --- Weights alone --- */

Test(prune, takes_matrices_for_layers_where_there_are_only_weights)
{
	Model *model = test_model_new(1);
	model->is_weights_only = true;
	test_values(model, TYPE_FLOAT32, DIMS(2, 2), (float[]){1, 2, 3, 4});
	test_values(model, TYPE_FLOAT32, DIMS(4), (float[]){1, 2, 3, 4});
	test_values(model, TYPE_FLOAT64, DIMS(1, 2), (double[]){-1e-3, 1e-3});
	test_values(model, TYPE_BFLOAT16, DIMS(1, 2), (uint16_t[]){0x3F80, 0xBF00});
	cr_expect_eq(layer_count(model), 4);
	prune_all(model, 0.5);
	expect_floats(model, 0, (float[]){0, 0, 3, 4});
	expect_bytes(model, 2, (double[]){0, 1e-3});
	expect_bytes(model, 3, (uint16_t[]){0x3F80, 0});
	Error why = {0};
	cr_expect_eq(layer_weights(model, 1, &why), -1);
	cr_expect_str_eq(why.text, "");
	model_free(model);
}

Test(prune, follows_the_second_dimension_of_weights_alone)
{
	Model *model = test_model_new(1);
	model->is_weights_only = true; /* two input channels of two taps */
	test_values(model, TYPE_FLOAT32, DIMS(1, 2, 1, 2), (float[]){1, 4, 2, 3});
	prune_by_pattern(model, 1, 2);
	expect_floats(model, 0, (float[]){0, 4, 2, 0});
	model_free(model);
}

/* --- What cannot be pruned --- */

static void expect_no_weights(Model *model, int layer, const char *message)
{
	Error why = {0};
	cr_expect_eq(layer_weights(model, layer, &why), -1);
	cr_expect_str_eq(why.text, message);
	prune_all(model, 0.5);
	model_free(model);
}

Test(prune, refuses_weights_that_are_not_finite)
{
	Model *model = dense_model(1, 3, (float[]){1, INFINITY, 2});
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (double[]){0.5};
	Error err = {0};
	cr_expect_not(prune(model, &settings, &err));
	cr_expect_str_eq(err.text, "(model): #0: value 1 is not finite");
	model_free(model);
}

Test(prune, says_that_weights_are_encoded)
{
	Model *model = test_model_new(1);
	int codes = test_constant(model, TYPE_UINT8, DIMS(4));
	int weights = test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_custom_op(model, "TFLM_DECODE", LIST(codes), LIST(weights));
	int layer = add_dense(model, weights, 4, 1);
	expect_no_weights(model, layer, "#1: weights are encoded; `whit huffman -d` first");
}

Test(prune, says_that_weights_are_computed)
{
	Model *model = test_model_new(1);
	int half = test_constant(model, TYPE_FLOAT16, DIMS(1, 4));
	int weights = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "DEQUANTIZE", LIST(half), LIST(weights));
	int layer = add_dense(model, weights, 4, 1);
	expect_no_weights(model, layer, "#1: weights are dequantised as the model runs");
}

Test(prune, says_that_weights_have_no_zero)
{
	Model *model = integer_model(TYPE_INT8, 1, (int8_t[]){1, 2});
	model->graphs[0].tensors[0].quantization->zero_point[1] = 200;
	expect_no_weights(model, 0, "#0: zero point 200 of int8 weights");
}

/* --- What became of it --- */

Test(sparsity, tells_zeros_and_the_energy_that_is_kept)
{
	Model *model = dense_model(1, 4, (float[]){0, 1, -2, 2}), *copy = model_copy(model);
	LayerSparsity layer;
	Error err = {0};
	prune_all(copy, 0.5);
	cr_assert(measure_sparsity(model, copy, &layer, &err), "%s", err.text);
	cr_expect_eq(layer.n_before, 4);
	cr_expect_eq(layer.zeros_before, 1);
	cr_expect_eq(layer.zeros_after, 2);
	cr_expect_eq(layer.energy_before, 9);
	cr_expect_eq(layer.energy_kept, 8);
	model_free(copy);
	model_free(model);
}

Test(sparsity, counts_shared_weights_once)
{
	Model *model = dense_model(1, 4, (float[]){0, 1, -2, 2});
	add_dense(model, weights_at(model, 0), 4, 1);
	LayerSparsity layers[2];
	Error err = {0};
	cr_assert(measure_sparsity(model, model, layers, &err), "%s", err.text);
	cr_expect_eq(layers[1].n_after, 4);
	LayerSparsity sum = sum_sparsity(layers, 2);
	cr_expect_eq(sum.n_after, 4);
	cr_expect_eq(sum.zeros_after, 1);
	model_free(model);
}
