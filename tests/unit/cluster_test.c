/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "src/base/half.h"
#include "src/base/nibbles.h"
#include "src/base/rng.h"
#include "tests/unit/build.h"

enum { ROWS = 4, LENGTH = 64, N = ROWS * LENGTH };

/* Dense layers side by side, each with weights [ROWS, LENGTH] of its own tensor. */
static Model *dense_model(int n_layers, const int *weights_of, Model *model)
{
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, LENGTH));
	test_inputs(model, LIST(in));
	for (int i = 0; i < n_layers; i++) {
		int out = test_computed(model, TYPE_FLOAT32, DIMS(1, ROWS));
		test_op(model, "FULLY_CONNECTED", LIST(in, weights_of[i]), LIST(out));
		test_outputs(model, LIST(out));
	}
	return model;
}

static Model *dense_of(DataType type, const void *values)
{
	Model *model = test_model_new(1);
	int weights = test_values(model, type, DIMS(ROWS, LENGTH), values);
	return dense_model(1, &weights, model);
}

static LayerClusters clustered(Model *model, ClusterSettings settings)
{
	Error err = {0};
	LayerClusters layers[4];
	static const bool chosen[4] = {true, true, true, true};
	if (!settings.chosen)
		settings.chosen = chosen;
	cr_assert(cluster(model, &settings, layers, &err), "%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	return layers[0];
}

static const void *weights_of(const Model *model, int op)
{
	const Graph *graph = &model->graphs[0];
	return op_input(graph, &graph->ops[op], 1)->buffer->data;
}

static int64_t count_different(const double *values, size_t n)
{
	int64_t different = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < i && values[k] != values[i])
			k++;
		different += k == i;
	}
	return different;
}

static void random_floats(uint64_t seed, float values[N])
{
	Rng rng = rng_new(seed);
	for (int i = 0; i < N; i++)
		values[i] = rng_float(&rng) + rng_float(&rng) - rng_float(&rng) - 0.4f;
}

static void random_bytes(uint64_t seed, int limit, int8_t values[N])
{
	Rng rng = rng_new(seed);
	for (int i = 0; i < N; i++)
		values[i] = (int8_t)((int)rng_below(&rng, 2 * (uint64_t)limit + 1) - limit);
}

static void widen(const int8_t *values, double wide[N])
{
	for (int i = 0; i < N; i++)
		wide[i] = values[i];
}

Test(cluster, leaves_at_most_k_floats_and_zeros_where_they_were)
{
	float values[N];
	random_floats(1, values);
	values[3] = values[77] = 0;
	values[90] = -0.0f;
	for (int k = 2; k <= 64; k *= 2) {
		Model *model = dense_of(TYPE_FLOAT32, values);
		LayerClusters layer = clustered(model, (ClusterSettings){.k = k});
		const float *after = weights_of(model, 0);
		double wide[N];
		for (int i = 0; i < N; i++)
			wide[i] = (double)after[i];
		cr_expect_eq(count_different(wide, N), k);
		cr_expect_eq(layer.most_after, k);
		cr_expect(after[3] == 0 && after[77] == 0 && !signbit(after[90]));
		cr_expect_geq(layer.zeros_after, 3);
		model_free(model);
	}
}

Test(cluster, changes_nothing_where_there_are_no_more_values)
{
	float values[N];
	for (int i = 0; i < N; i++)
		values[i] = (float)(i % 7) / 3 + 1;
	Model *model = dense_of(TYPE_FLOAT32, values);
	LayerClusters layer = clustered(model, (ClusterSettings){.k = 7});
	cr_expect_arr_eq(weights_of(model, 0), values, sizeof values);
	cr_expect_eq(layer.error, 0);
	cr_expect_eq(layer.most_before, 7);
	model_free(model);
}

/* A row a channel. */
static void expect_few_a_row(const int8_t *values, int k)
{
	for (int row = 0; row < ROWS; row++) {
		double wide[N];
		widen(values, wide);
		cr_expect_leq(count_different(wide + (ptrdiff_t)row * LENGTH, LENGTH), k);
	}
}

Test(cluster, makes_integers_of_integers_a_channel_at_a_time)
{
	int8_t values[N];
	random_bytes(2, 127, values);
	values[0] = values[LENGTH] = 0;
	Model *model = dense_of(TYPE_INT8, values);
	test_scales(model, 0, ROWS, 0);
	LayerClusters layer = clustered(model, (ClusterSettings){.k = 5});
	const int8_t *after = weights_of(model, 0);
	cr_expect(layer.is_per_channel);
	cr_expect_eq(layer.most_after, 5);
	expect_few_a_row(after, 5);
	cr_expect_eq(after[0], 0);
	cr_expect_eq(after[LENGTH], 0);
	model_free(model);
}

Test(cluster, of_one_set_for_all_scales_errors_count_as_real_numbers)
{
	int8_t values[N];
	for (int i = 0; i < N; i++)
		values[i] = (int8_t)(i < LENGTH ? 10 + i % 2 : 40 + i % 8);
	Model *model = dense_of(TYPE_INT8, values);
	test_scales(model, 0, ROWS, 0);
	Quantization *q = model->graphs[0].tensors[0].quantization;
	q->scale[0] = 100; /* only 10 and 11 matter */
	clustered(model, (ClusterSettings){.k = 3, .per = CLUSTER_PER_TENSOR});
	const int8_t *after = weights_of(model, 0);
	cr_expect_arr_eq(after, values, LENGTH);
	double wide[N];
	widen(after, wide);
	cr_expect_eq(count_different(wide, N), 3);
	model_free(model);
}

Test(cluster, keeps_the_zero_point_among_the_values)
{
	int8_t values[N];
	random_bytes(3, 100, values);
	values[7] = 20;
	Model *model = dense_of(TYPE_INT8, values);
	test_quantized(model, 0, 0.5f, 20);
	LayerClusters layer = clustered(model, (ClusterSettings){.k = 4});
	const int8_t *after = weights_of(model, 0);
	double wide[N];
	widen(after, wide);
	cr_expect_eq(count_different(wide, N), 4);
	cr_expect_eq(after[7], 20);
	cr_expect_geq(layer.zeros_after, 1);
	model_free(model);
}

Test(cluster, works_on_int4_and_int16)
{
	int8_t values[N], after[N];
	uint8_t packed[N / 2];
	int16_t wide_values[N];
	double wide[N];
	random_bytes(4, 7, values);
	nibbles_pack(values, N, packed);
	for (int i = 0; i < N; i++)
		wide_values[i] = (int16_t)(values[i] * 4000 + i);
	Model *model = dense_of(TYPE_INT4, packed);
	test_quantized(model, 0, 0.5f, 0);
	clustered(model, (ClusterSettings){.k = 4});
	nibbles_unpack(weights_of(model, 0), N, after);
	widen(after, wide);
	cr_expect_eq(count_different(wide, N), 4);
	model_free(model);
	model = dense_of(TYPE_INT16, wide_values);
	test_quantized(model, 0, 0.5f, 0);
	cr_expect_eq(clustered(model, (ClusterSettings){.k = 16}).most_after, 16);
	for (int i = 0; i < N; i++)
		wide[i] = ((const int16_t *)weights_of(model, 0))[i];
	cr_expect_eq(count_different(wide, N), 16);
	model_free(model);
}

Test(cluster, works_on_float16)
{
	float values[N];
	uint16_t halves[N];
	double wide[N];
	random_floats(5, values);
	for (int i = 0; i < N; i++)
		halves[i] = half_from_float(values[i]);
	Model *model = dense_of(TYPE_FLOAT16, halves);
	LayerClusters layer = clustered(model, (ClusterSettings){.k = 16});
	for (int i = 0; i < N; i++)
		wide[i] = (double)half_to_float(((const uint16_t *)weights_of(model, 0))[i]);
	cr_expect_eq(count_different(wide, N), layer.most_after);
	cr_expect_leq(layer.error, 0.01);
	model_free(model);
}

Test(cluster, counts_channels_of_depthwise_weights_along_the_last_dimension)
{
	enum { CHANNELS = 8, TAPS = 9 };
	float values[TAPS * CHANNELS];
	for (int i = 0; i < TAPS * CHANNELS; i++) /* nine values each, none of them shared */
		values[i] = (float)(i % CHANNELS * 100 + i / CHANNELS);
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 5, 5, CHANNELS));
	int weights = test_values(model, TYPE_FLOAT32, DIMS(1, 3, 3, CHANNELS), values);
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 3, 3, CHANNELS));
	test_op(model, "DEPTHWISE_CONV_2D", LIST(in, weights), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	LayerClusters layer =
		clustered(model, (ClusterSettings){.k = 9, .per = CLUSTER_PER_CHANNEL});
	cr_expect_eq(layer.most_before, 9);
	cr_expect_eq(layer.error, 0);
	model_free(model);
}

Test(cluster, changes_shared_weights_once_and_not_those_of_layers_left_alone)
{
	float values[N];
	random_floats(6, values);
	Model *model = test_model_new(1);
	int weights = test_values(model, TYPE_FLOAT32, DIMS(ROWS, LENGTH), values);
	dense_model(3, (int[]){weights, weights, weights}, model);
	static const bool chosen[] = {true, false, true};
	clustered(model, (ClusterSettings){.k = 4, .chosen = chosen});
	cr_expect_arr_eq(weights_of(model, 1), values, sizeof values);
	const float *after = weights_of(model, 0);
	cr_expect_arr_eq(weights_of(model, 2), after, sizeof values);
	double wide[N];
	for (int i = 0; i < N; i++)
		wide[i] = (double)after[i];
	cr_expect_eq(count_different(wide, N), 4);
	model_free(model);
}

static void expect_refused(Model *model, ClusterSettings settings, const char *message)
{
	Error err = {0};
	LayerClusters layers[1];
	static const bool chosen[] = {true};
	settings.chosen = chosen;
	cr_expect_not(cluster(model, &settings, layers, &err));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

Test(cluster, refuses_what_is_not_finite)
{
	float values[N] = {1, 2, NAN};
	expect_refused(dense_of(TYPE_FLOAT32, values), CLUSTER_DEFAULTS,
		"#0: value 2 is not finite");
	values[2] = INFINITY;
	expect_refused(dense_of(TYPE_FLOAT32, values), CLUSTER_DEFAULTS,
		"#0: value 2 is not finite");
}

Test(cluster, refuses_one_set_for_several_zero_points)
{
	int8_t values[N] = {0};
	Model *model = dense_of(TYPE_INT8, values);
	test_scales(model, 0, ROWS, 0);
	model->graphs[0].tensors[0].quantization->zero_point[1] = 3;
	expect_refused(model, (ClusterSettings){.k = 4, .per = CLUSTER_PER_TENSOR},
		"#0: zero points differ from channel to channel: --per channel");
}

Test(cluster, is_the_same_on_any_number_of_threads)
{
	float values[N];
	random_floats(7, values);
	Model *one = dense_of(TYPE_FLOAT32, values), *many = dense_of(TYPE_FLOAT32, values);
	ClusterSettings how = {.k = 8, .per = CLUSTER_PER_CHANNEL, .n_threads = 1};
	clustered(one, how);
	how.n_threads = 4;
	clustered(many, how);
	cr_expect_arr_eq(weights_of(one, 0), weights_of(many, 0), sizeof values);
	model_free(one);
	model_free(many);
}

Test(cluster, takes_fewer_bits_the_more_a_bit_is_worth)
{
	float values[N];
	double bits = 8, error = 0;
	random_floats(8, values);
	for (double lambda = 0.003; lambda < 0.3; lambda *= 3) {
		Model *model = dense_of(TYPE_FLOAT32, values);
		LayerClusters layer =
			clustered(model, (ClusterSettings){.k = 256, .lambda = lambda});
		cr_expect_lt(layer.bits_after, bits);
		cr_expect_gt(layer.error, error);
		cr_expect_gt(layer.zeros_after, 1, "%g: the values around 0 are 0", lambda);
		bits = layer.bits_after;
		error = layer.error;
		model_free(model);
	}
}

Test(cluster, with_lambda_makes_no_more_than_k_values_either)
{
	int8_t values[N];
	random_bytes(9, 127, values);
	Model *model = dense_of(TYPE_INT8, values);
	test_quantized(model, 0, 0.5f, 0);
	LayerClusters layer = clustered(model, (ClusterSettings){.k = 3, .lambda = 1e-6});
	cr_expect_eq(layer.most_after, 3);
	model_free(model);
}

Test(cluster, knows_channels_of_weights_without_a_network)
{
	float values[N];
	random_floats(10, values);
	Model *model = test_model_new(1);
	test_values(model, TYPE_FLOAT32, DIMS(ROWS, LENGTH), values);
	test_values(model, TYPE_FLOAT32, DIMS(ROWS), values);
	model->is_weights_only = true;
	LayerClusters layer =
		clustered(model, (ClusterSettings){.k = 2, .per = CLUSTER_PER_CHANNEL});
	const Tensor *tensors = model->graphs[0].tensors;
	cr_expect_eq(layer.most_after, 2);
	for (int row = 0; row < ROWS; row++) {
		const float *after = (const float *)(const void *)tensors[0].buffer->data;
		double wide[LENGTH];
		for (int i = 0; i < LENGTH; i++)
			wide[i] = (double)after[row * LENGTH + i];
		cr_expect_eq(count_different(wide, LENGTH), 2);
	}
	cr_expect_arr_eq(tensors[1].buffer->data, values, ROWS * sizeof(float));
	model_free(model);
}
