/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "passes/quantize/channel_ranges.h"
#include "passes/quantize/equalize.h"
#include "passes/quantize/layer_pairs.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

static int equalized(Model *model, const Array *data, bool on_data)
{
	Preprocess how = PREPROCESS_DEFAULTS;
	EqualizeSettings settings = EQUALIZE_DEFAULTS;
	Samples samples;
	Error err = {0};
	int n_pairs;
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(equalize(model, on_data ? &samples : NULL, &settings, &n_pairs, &err), "%s",
		err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return n_pairs;
}

static void expect_unchanged(Model *model, const Array *data, bool on_data, int n_pairs)
{
	Arena arena = {0};
	Array before = real_outputs_of(model, data, &arena);
	int found = equalized(model, data, on_data);
	if (n_pairs >= 0)
		cr_expect_eq(found, n_pairs, "%d pairs", found);
	Array after = real_outputs_of(model, data, &arena);
	size_t n_bytes = (size_t)shape_count(before.shape) * sizeof(float);
	cr_expect(memcmp(before.data, after.data, n_bytes) == 0);
	arena_finish(&arena);
}

Test(equalize, changes_no_bit_of_any_networks_outputs)
{
	int n_pairs = 0;
	for (uint32_t seed = 0; seed < 200; seed++) {
		Arena arena = {0};
		Model *model = random_net(seed, 1 + (int)seed % 12);
		Array data = {.name = "data",
			.type = TYPE_FLOAT32,
			.shape = {4, {4, NET_SIZE, NET_SIZE, NET_CHANNELS}},
			.data = random_net_inputs(seed, 4, &arena)};
		int n;
		layer_pairs(model, &arena, &n);
		expect_unchanged(model, &data, seed % 2, n);
		n_pairs += n;
		model_free(model);
		arena_finish(&arena);
	}
	cr_expect_gt(n_pairs, 20, "%d pairs in all", n_pairs);
}

/* What a float model's channels span, the widest of a tensor over each: the mean of the
 * logarithms, in bits. */
static double unevenness(const Model *model, const Array *data)
{
	Preprocess how = PREPROCESS_DEFAULTS;
	Arena arena = {0};
	Samples samples;
	Error err = {0};
	int n_pairs, n_all = 0;
	double sum = 0;
	LayerPair *pairs = layer_pairs(model, &arena, &n_pairs);
	Range **ranges =
		arena_array(&arena, (size_t)model->graphs[0].n_tensors, sizeof *ranges);
	for (int i = 0; i < n_pairs; i++) {
		ranges[pairs[i].tensor] =
			arena_array(&arena, (size_t)pairs[i].n_channels, sizeof(Range));
	}
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(channel_ranges(model, &samples, 1, 8, ranges, &err), "%s", err.text);
	for (int i = 0; i < n_pairs; i++) {
		double widest = 0;
		for (int c = 0; c < pairs[i].n_channels; c++)
			widest = fmax(widest, (double)ranges[pairs[i].tensor][c].high);
		for (int c = 0; c < pairs[i].n_channels; c++) {
			double high = (double)ranges[pairs[i].tensor][c].high;
			if (high > 0) {
				sum += log2(widest / high);
				n_all++;
			}
		}
	}
	arena_finish(&arena);
	return sum / n_all;
}

static void even_out(const char *name, const char *data_name, int n_pairs)
{
	Arena arena = {0};
	Model *model = shared_model(name);
	Array all = shared_array(data_name, &arena);
	Array data = rows_of(all, 0, all.shape.dims[0] < 100 ? all.shape.dims[0] : 100);
	double before = unevenness(model, &data);
	expect_unchanged(model, &data, true, n_pairs);
	double after = unevenness(model, &data);
	measured("%s: channels span %.2f bits less than their tensor, then %.2f", name,
		before, after);
	cr_expect_lt(after, before);
	model_free(model);
	arena_finish(&arena);
}

Test(equalize, evens_out_the_channels_of_real_models)
{
	even_out("kws_float", "kws/kws_dev_xf.npy", 9);
	even_out("vww_float", "golden/vww_float_x.npy", 27);
	even_out("ad_float", "golden/ad_float_x.npy", 9);
	even_out("ic_float", "golden/ic_float_x.npy", 3);
}

static const float four[] = {1, -1, 0.5F, 0.25F};
static const Array row = {.name = "data",
	.type = TYPE_FLOAT32,
	.shape = {2, {1, 4}},
	.data = four};

enum { IN, WEIGHTS, MIDDLE, MORE_WEIGHTS, OUT };

/* Two dense layers, of which the first makes one output far smaller than the other. */
static Model *two_layers(Activation activation)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_values(model, TYPE_FLOAT32, DIMS(2, 4),
		(const float[]){8, 0, 0, 0, 0.01F, 0, 0, 0});
	test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_values(model, TYPE_FLOAT32, DIMS(1, 2), (const float[]){1, 1});
	test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS), LIST(MIDDLE))
		->attrs.dense.activation = activation;
	test_op(model, "FULLY_CONNECTED", LIST(MIDDLE, MORE_WEIGHTS), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

Test(equalize, scales_small_channels_up)
{
	Model *model = two_layers(ACTIVATION_RELU);
	expect_unchanged(model, &row, true, 1);
	const Tensor *weights = &model->graphs[0].tensors[WEIGHTS];
	const float *values = (const float *)(const void *)weights->buffer->data;
	cr_expect_eq(values[0], 8);
	cr_expect_eq(values[4], 0.01F * 16);
	model_free(model);
}

/* 6 stays 6, whatever comes before. */
Test(equalize, leaves_layers_alone_that_do_not_scale)
{
	Model *model = two_layers(ACTIVATION_RELU6);
	expect_unchanged(model, &row, true, 0);
	model_free(model);
}

Test(equalize, leaves_what_the_application_sees_alone)
{
	Model *model = two_layers(ACTIVATION_RELU);
	test_outputs(model, LIST(OUT, MIDDLE));
	expect_unchanged(model, &row, true, 0);
	model_free(model);
}

Test(equalize, leaves_channels_of_nothing_but_zeros_alone)
{
	Model *model = two_layers(ACTIVATION_RELU);
	static const float none[4] = {0};
	Array zeros = row;
	zeros.data = none;
	expect_unchanged(model, &zeros, true, 1);
	const Tensor *weights = &model->graphs[0].tensors[WEIGHTS];
	cr_expect_eq(((const float *)(const void *)weights->buffer->data)[4], 0.01F);
	model_free(model);
}
