/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/dead.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/quantize/quantize.h"
#include "src/ops/op.h"
#include "tests/unit/build.h"
#include "tests/unit/dead_net.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

static ChannelReport pruned(Model *model)
{
	Error err = {0};
	ChannelReport report;
	cr_assert(prune_dead(model, &report, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return report;
}

/* --- Any network --- */

/* False where TFLM has no kernel for an operator in this format, or no arithmetic for scales. */
static bool quantize_net(Model *model, uint32_t seed, LayerFormat format)
{
	Arena arena = {0};
	Error err = {0};
	Samples samples;
	Preprocess how = PREPROCESS_DEFAULTS;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	Array data = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {16, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(seed, 16, &arena)};
	settings.format = format;
	cr_assert(samples_open(model, &data, &how, &samples, &err), "%s", err.text);
	bool ok = quantize(model, &samples, &settings, &err);
	arena_finish(&arena);
	return ok;
}

static void expect_lossless(LayerFormat format)
{
	enum { N_NETS = 150 };
	int n_removed = 0, n_nets = 0;
	for (uint32_t seed = 0; seed < N_NETS; seed++) {
		Model *model = dead_net(seed, 2 + (int)seed % 10);
		if (quantize_net(model, seed, format)) {
			Model *smaller = model_copy(model);
			n_removed += pruned(smaller).n_removed;
			expect_same_bytes(model, smaller, seed, 4);
			cr_expect_eq(pruned(smaller).n_removed, 0, "net %u: some were left", seed);
			model_free(smaller);
			n_nets++;
		}
		model_free(model);
	}
	measured("%s: %d channels of %d networks removed", layer_format_name(format),
		n_removed, n_nets);
	cr_expect_gt(n_removed, n_nets);
	cr_expect_gt(n_nets, N_NETS / 3);
}

Test(dead, changes_no_output_of_int8_networks)
{
	expect_lossless(LAYER_INT8);
}

Test(dead, changes_no_output_of_int4_networks)
{
	expect_lossless(LAYER_INT4);
}

Test(dead, changes_no_output_of_int16_networks)
{
	expect_lossless(LAYER_INT16);
}

Test(dead, changes_outputs_of_float_networks_by_rounding_at_most)
{
	for (uint32_t seed = 0; seed < 150; seed++) {
		Arena arena = {0};
		size_t n_a, n_b;
		Model *model = dead_net(seed, 2 + (int)seed % 10);
		Model *smaller = model_copy(model);
		pruned(smaller);
		const float *a = random_outputs(model, seed, 4, &arena, &n_a);
		const float *b = random_outputs(smaller, seed, 4, &arena, &n_b);
		cr_assert_eq(n_a, n_b);
		for (size_t i = 0; i < n_a / sizeof *a; i++)
			cr_expect_leq(fabsf(a[i] - b[i]), 1e-4F * fmaxf(1, fabsf(a[i])), "net %u",
				seed);
		model_free(smaller);
		model_free(model);
		arena_finish(&arena);
	}
}

/* --- Two convolutions, channel 1 of the first dead --- */

enum { DEAD = 1 };
enum { IN, FIRST, FIRST_BIAS, MIDDLE, SECOND, SECOND_BIAS, OUT };

/* What the second does with the middle, [1, 4, 4, 3]; its weights are all 2. */
typedef struct Second {
	int kernel;
	Padding padding;
	int32_t bias;
} Second;

static const Second pointwise = {1, PADDING_VALID, 100};

static ConvAttrs conv_attrs(Padding padding)
{
	return (ConvAttrs){padding, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
}

static int quantized(Model *model, int tensor, float scale, int zero_point)
{
	test_quantized(model, tensor, scale, zero_point);
	return tensor;
}

static int8_t *bytes_of(const Model *model, int tensor)
{
	return (int8_t *)model->graphs[0].tensors[tensor].buffer->data;
}

static const Tensor *tensor_of(const Model *model, int tensor)
{
	return &model->graphs[0].tensors[tensor];
}

/* The dead channel is so much above the middle's zero point, -10. */
static Model *two_convs(int32_t above, Second second)
{
	static const int8_t first[] = {3, -5, 0, 0, 7, 2};
	const int32_t first_bias[] = {4, above, -6}, bias[] = {second.bias, 50};
	int n = second.padding == PADDING_VALID ? 5 - second.kernel : 4;
	Model *model = test_model_new(1);
	quantized(model, test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 2)), 1, 0);
	quantized(model, test_values(model, TYPE_INT8, DIMS(3, 1, 1, 2), first), 0.1F, 0);
	test_values(model, TYPE_INT32, DIMS(3), first_bias);
	quantized(model, test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 3)), 0.1F, -10);
	int k = second.kernel;
	quantized(model, test_constant(model, TYPE_INT8, DIMS(2, k, k, 3)), 0.1F, 0);
	test_values(model, TYPE_INT32, DIMS(2), bias);
	quantized(model, test_computed(model, TYPE_INT8, DIMS(1, n, n, 2)), 0.5F, 3);
	memset(bytes_of(model, SECOND), 2, (size_t)(2 * k * k * 3));
	test_op(model, "CONV_2D", LIST(IN, FIRST, FIRST_BIAS), LIST(MIDDLE))->attrs.conv =
		conv_attrs(PADDING_VALID);
	test_op(model, "CONV_2D", LIST(MIDDLE, SECOND, SECOND_BIAS), LIST(OUT))->attrs.conv =
		conv_attrs(second.padding);
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	return model;
}

/* Prune; the outputs are the same, and so many channels are gone. The model is left. */
static void expect_removed(Model *model, int n)
{
	Model *smaller = model_copy(model);
	ChannelReport report = pruned(smaller);
	cr_expect_eq(report.n_removed, n, "%d removed", report.n_removed);
	expect_same_bytes(model, smaller, 1, 8);
	model_free(smaller);
}

static void expect_removed_once(Model *model, int n)
{
	expect_removed(model, n);
	model_free(model);
}

Test(dead, adds_a_constant_to_the_biases_that_it_goes_to)
{
	Model *model = two_convs(7, pointwise);
	expect_removed(model, 1);
	ChannelReport report = pruned(model);
	cr_expect_eq(report.n_layers, 2);
	cr_expect_eq(report.layers[0].op, 0);
	cr_expect_eq(report.layers[0].before, 3);
	cr_expect_eq(report.layers[0].after, 2);
	cr_expect_eq(report.layers[1].after, 2);
	cr_expect_eq(tensor_of(model, MIDDLE)->dims[3], 2);
	cr_expect_eq(tensor_of(model, FIRST)->dims[0], 2);
	cr_expect_eq(bytes_of(model, FIRST)[2], 7);
	cr_expect_eq(tensor_of(model, SECOND)->dims[3], 2);
	const int32_t *bias = (const int32_t *)(void *)bytes_of(model, SECOND_BIAS);
	cr_expect_eq(bias[0], 100 + 2 * 7);
	cr_expect_eq(bias[1], 50 + 2 * 7);
	model_free(model);
}

Test(dead, keeps_a_constant_that_a_padded_border_would_miss)
{
	expect_removed_once(two_convs(7, (Second){3, PADDING_SAME, 0}), 0);
}

Test(dead, removes_a_constant_that_looks_like_the_padding)
{
	expect_removed_once(two_convs(0, (Second){3, PADDING_SAME, 0}), 1);
}

Test(dead, removes_a_constant_where_nothing_is_padded)
{
	expect_removed_once(two_convs(7, (Second){3, PADDING_VALID, 0}), 1);
}

Test(dead, removes_a_constant_that_only_the_middle_of_a_padded_kernel_reads)
{
	Model *model = two_convs(7, (Second){3, PADDING_SAME, 0});
	for (int i = 0; i < 2 * 3 * 3; i++)
		if (i % 9 != 4)
			bytes_of(model, SECOND)[i * 3 + DEAD] = 0;
	expect_removed_once(model, 1);
}

Test(dead, removes_what_nothing_reads)
{
	Model *model = two_convs(7, (Second){3, PADDING_SAME, 0});
	for (int i = 0; i < 2 * 3 * 3; i++)
		bytes_of(model, SECOND)[i * 3 + 2] = 0;
	expect_removed_once(model, 1);
}

Test(dead, gives_a_bias_to_a_layer_without)
{
	Model *model = two_convs(7, pointwise);
	model->graphs[0].ops[1].n_inputs = 2;
	expect_removed(model, 1);
	pruned(model);
	cr_expect_eq(model->graphs[0].ops[1].n_inputs, 3);
	model_free(model);
}

Test(dead, keeps_a_constant_that_no_bias_could_hold)
{
	expect_removed_once(two_convs(7, (Second){1, PADDING_VALID, INT32_MAX - 13}), 0);
	expect_removed_once(two_convs(7, (Second){1, PADDING_VALID, INT32_MAX - 14}), 1);
}

Test(dead, keeps_one_channel_of_a_layer_that_is_all_dead)
{
	Model *model = two_convs(7, pointwise);
	memset(bytes_of(model, FIRST), 0, 6);
	expect_removed_once(model, 2);
}

Test(dead, leaves_outputs_of_the_model_alone)
{
	Model *model = two_convs(7, pointwise);
	test_outputs(model, LIST(MIDDLE, OUT));
	expect_removed_once(model, 0);
}

Test(dead, leaves_what_an_unknown_layer_may_read_and_says_why_it_cannot_run)
{
	Error err = {0};
	ChannelReport report;
	Model *model = two_convs(7, pointwise);
	int out = test_computed(model, TYPE_INT8, DIMS(1));
	test_custom_op(model, "Mystery", LIST(MIDDLE), LIST(out));
	cr_expect_not(prune_dead(model, &report, &err));
	cr_expect(strstr(err.text, "Mystery"), "%s", err.text);
	model_free(model);
}

/* Both of its consumers read the same weights, and only one of them the dead channel. */
Test(dead, copies_weights_that_another_layer_has_too)
{
	Model *model = two_convs(7, pointwise);
	int other = quantized(model, test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 3)), 1, 2);
	int out = quantized(model, test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 2)), 1, 5);
	test_op(model, "CONV_2D", LIST(other, SECOND, SECOND_BIAS), LIST(out))->attrs.conv =
		conv_attrs(PADDING_SAME);
	test_inputs(model, LIST(IN, other));
	test_outputs(model, LIST(OUT, out));
	expect_removed(model, 1);
	pruned(model);
	cr_expect_eq(tensor_of(model, SECOND)->dims[3], 3);
	model_free(model);
}

Test(dead, drops_the_places_of_tensors_that_are_smaller_now)
{
	Model *model = two_convs(7, pointwise);
	Metadata metadata[] = {{.name = "OfflineMemoryAllocation"}, {.name = "min_version"}};
	metadata[0].buffer = metadata[1].buffer = model->buffers[0];
	model->metadata = arena_copy(&model->arena, metadata, sizeof metadata);
	model->n_metadata = 2;
	pruned(model);
	cr_assert_eq(model->n_metadata, 1);
	cr_expect_str_eq(model->metadata[0].name, "min_version");
	model_free(model);
}
