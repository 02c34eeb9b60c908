/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/remove_channels.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/ops/op.h"
#include "src/run/plan.h"
#include "tests/unit/build.h"

/* --- Networks between an input and an output that a layer each sets apart --- */

typedef struct Net {
	Model *model;
	Arena arena;
	Channels channels; /* of finish() */
} Net;

static int image(Net *net, int h, int w, int c)
{
	return test_computed(net->model, TYPE_FLOAT32, DIMS(1, h, w, c));
}

static int values(Net *net, int rank, const int *dims)
{
	int tensor = test_constant(net->model, TYPE_FLOAT32, rank, dims);
	const Buffer *buffer = net->model->graphs[0].tensors[tensor].buffer;
	float *list = (float *)(void *)buffer->data;
	for (size_t i = 0; i < buffer->n_bytes / sizeof *list; i++)
		list[i] = (float)i;
	return tensor;
}

static const int *dims_of(const Net *net, int tensor)
{
	return net->model->graphs[0].tensors[tensor].dims;
}

static int last_of(const Net *net, int tensor)
{
	const Tensor *t = &net->model->graphs[0].tensors[tensor];
	return t->dims[t->rank - 1];
}

static ConvAttrs conv_attrs(int multiplier)
{
	return (
		ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, multiplier, TYPE_FLOAT32};
}

/* A layer that makes n channels of all. */
static int mix(Net *net, int in, int n)
{
	const int *dims = dims_of(net, in);
	int weights = values(net, DIMS(n, 1, 1, dims[3]));
	int out = image(net, dims[1], dims[2], n);
	test_op(net->model, "CONV_2D", LIST(in, weights), LIST(out))->attrs.conv =
		conv_attrs(1);
	return out;
}

/* A model of which n channels come first: tensor 0 is the input. */
static Net begin(void)
{
	Net net = {.model = test_model_new(1)};
	net.model->name = "net";
	test_inputs(net.model, LIST(image(&net, 4, 4, 2)));
	return net;
}

static void finish(Net *net, int n, const int *outputs)
{
	Error err = {0};
	test_outputs(net->model, n, outputs);
	cr_assert(model_verify(net->model, &err), "%s", err.text);
	net->channels = channels_of(net->model, &net->arena);
}

static int unary(Net *net, const char *name, int in)
{
	const Tensor *t = &net->model->graphs[0].tensors[in];
	int out = test_computed(net->model, TYPE_FLOAT32, t->rank, t->dims);
	test_op(net->model, name, LIST(in), LIST(out));
	return out;
}

static int class_of(const Net *net, int tensor, int unit)
{
	cr_assert(net->channels.classes[tensor]);
	return net->channels.classes[tensor][unit];
}

static bool is_fixed(const Net *net, int tensor, int unit)
{
	return net->channels.is_fixed[class_of(net, tensor, unit)];
}

/* Remove the class of a unit, and see that the model still runs. */
static ChannelReport take(Net *net, int tensor, int unit)
{
	Error err = {0};
	ChannelReport report;
	const Channels *channels = &net->channels;
	size_t n = (size_t)channels->n_classes;
	bool *is_going = arena_array(&net->arena, n, sizeof *is_going);
	cr_assert_not(is_fixed(net, tensor, unit));
	is_going[class_of(net, tensor, unit)] = true;
	remove_channels(net->model, channels, is_going, &report);
	cr_assert(model_verify(net->model, &err) && plan_check(net->model, 1, &err), "%s",
		err.text);
	return report;
}

static void end(Net *net)
{
	arena_finish(&net->arena);
	model_free(net->model);
}

static const float *constant_of(const Net *net, int op, int place, int n)
{
	const Graph *graph = &net->model->graphs[0];
	const Tensor *tensor = op_input(graph, &graph->ops[op], place);
	cr_assert_eq(tensor->buffer->n_bytes, (size_t)n * sizeof(float));
	return (const float *)(const void *)tensor->buffer->data;
}

/* --- What hangs together --- */

Test(channels, begin_and_end_at_a_layer_with_weights)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = unary(&net, "RELU", a), c = mix(&net, b, 4);
	finish(&net, LIST(mix(&net, c, 2)));
	cr_expect_eq(class_of(&net, a, 1), class_of(&net, b, 1));
	cr_expect_neq(class_of(&net, a, 1), class_of(&net, a, 2));
	cr_expect_neq(class_of(&net, b, 1), class_of(&net, c, 1));
	cr_expect_not(is_fixed(&net, a, 0));
	cr_expect(is_fixed(&net, 0, 0), "an input of the model");
	ChannelReport report = take(&net, b, 1);
	cr_expect_eq(report.n_removed, 1);
	cr_expect_eq(report.n_layers, 3);
	const float *weights = constant_of(&net, 0, 1, 2 * 2);
	cr_expect_eq(weights[2], 4);
	weights = constant_of(&net, 2, 1, 4 * 2);
	cr_expect_eq(weights[1], 2);
	cr_expect_eq(last_of(&net, a), 2);
	cr_expect_eq(last_of(&net, b), 2);
	cr_expect_eq(last_of(&net, c), 4);
	end(&net);
}

Test(channels, come_out_of_a_depthwise_layer_together)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = image(&net, 4, 4, 6);
	int weights = values(&net, DIMS(1, 3, 3, 6)), bias = values(&net, DIMS(6));
	test_op(net.model, "DEPTHWISE_CONV_2D", LIST(a, weights, bias), LIST(b))->attrs.conv =
		conv_attrs(2);
	finish(&net, LIST(mix(&net, b, 2)));
	cr_expect_eq(class_of(&net, a, 1), class_of(&net, b, 2));
	cr_expect_eq(class_of(&net, a, 1), class_of(&net, b, 3));
	take(&net, a, 1);
	const float *left = constant_of(&net, 1, 2, 4);
	cr_expect_eq(left[1], 1);
	cr_expect_eq(left[2], 4);
	cr_expect_eq(constant_of(&net, 1, 1, 9 * 4)[4 + 2], 6 + 4);
	cr_expect_eq(net.model->graphs[0].ops[1].attrs.conv.depth_multiplier, 2);
	end(&net);
}

Test(channels, of_a_depthwise_layer_over_one_channel_are_its_own)
{
	Net net = begin();
	int a = mix(&net, 0, 1), b = image(&net, 4, 4, 4);
	int weights = values(&net, DIMS(1, 1, 1, 4));
	test_op(net.model, "DEPTHWISE_CONV_2D", LIST(a, weights), LIST(b))->attrs.conv =
		conv_attrs(4);
	finish(&net, LIST(mix(&net, b, 2)));
	take(&net, b, 0);
	cr_expect_eq(net.model->graphs[0].ops[1].attrs.conv.depth_multiplier, 3);
	cr_expect_eq(constant_of(&net, 1, 1, 3)[0], 1);
	end(&net);
}

Test(channels, of_operands_go_together_and_with_constants)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = mix(&net, 0, 3);
	int sum = image(&net, 4, 4, 3), product = image(&net, 4, 4, 3);
	int shifted = image(&net, 4, 4, 3), shaped = image(&net, 4, 4, 3);
	int factors = values(&net, DIMS(3)), one = values(&net, DIMS(1));
	int slopes = values(&net, DIMS(1, 1, 3));
	test_op(net.model, "ADD", LIST(a, b), LIST(sum));
	test_op(net.model, "MUL", LIST(factors, sum), LIST(product));
	test_op(net.model, "ADD", LIST(product, one), LIST(shifted));
	test_op(net.model, "PRELU", LIST(shifted, slopes), LIST(shaped));
	finish(&net, LIST(mix(&net, shaped, 2)));
	cr_expect_eq(class_of(&net, a, 2), class_of(&net, b, 2));
	cr_expect_eq(class_of(&net, a, 2), class_of(&net, shaped, 2));
	take(&net, b, 1);
	cr_expect_eq(last_of(&net, a), 2);
	cr_expect_eq(constant_of(&net, 3, 0, 2)[1], 2);
	cr_expect_eq(constant_of(&net, 4, 1, 1)[0], 0);
	cr_expect_eq(constant_of(&net, 5, 1, 2)[1], 2);
	end(&net);
}

Test(channels, beside_an_operand_of_one_are_not_tied_to_it)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = mix(&net, 0, 1), product = image(&net, 4, 4, 3);
	test_op(net.model, "MUL", LIST(a, b), LIST(product));
	finish(&net, LIST(mix(&net, product, 2)));
	cr_expect_neq(class_of(&net, b, 0), class_of(&net, product, 0));
	take(&net, product, 0);
	cr_expect_eq(last_of(&net, b), 1);
	end(&net);
}

Test(channels, are_counted_on_behind_each_other_in_a_concatenation)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = mix(&net, 0, 2), both = image(&net, 4, 4, 5);
	test_op(net.model, "CONCATENATION", LIST(a, b), LIST(both))
		->attrs.concatenation.axis = -1;
	finish(&net, LIST(mix(&net, both, 2)));
	cr_expect_eq(class_of(&net, b, 1), class_of(&net, both, 4));
	take(&net, both, 2);
	cr_expect_eq(last_of(&net, a), 2);
	cr_expect_eq(last_of(&net, both), 4);
	cr_expect_eq(constant_of(&net, 3, 1, 2 * 4)[2], 3);
	end(&net);
}

Test(channels, are_all_that_is_left_of_pictures_after_a_mean)
{
	Net net = begin();
	int a = mix(&net, 0, 3), axes = test_ints(net.model, LIST(1, 2));
	int mean = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 3));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 2));
	int weights = values(&net, DIMS(2, 3));
	test_op(net.model, "MEAN", LIST(a, axes), LIST(mean));
	test_op(net.model, "FULLY_CONNECTED", LIST(mean, weights), LIST(out));
	finish(&net, LIST(out));
	cr_expect_eq(class_of(&net, a, 2), class_of(&net, mean, 2));
	take(&net, a, 2);
	cr_expect_eq(constant_of(&net, 2, 1, 2 * 2)[2], 3);
	end(&net);
}

enum { FLATTENED = 2 };

/* [1, 4, 4, 3], flattened, by a shape or without one, into a dense layer. */
static Net flattened(int shape_rank, const int *shape)
{
	Net net = begin();
	int a = mix(&net, 0, 3);
	int given = shape_rank ? test_ints(net.model, shape_rank, shape) : -1;
	int flat = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 48));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 2));
	int weights = values(&net, DIMS(2, 48));
	test_op(net.model, "RESHAPE", shape_rank ? 2 : 1, (int[]){a, given}, LIST(flat));
	test_op(net.model, "FULLY_CONNECTED", LIST(flat, weights), LIST(out));
	finish(&net, LIST(out));
	return net;
}

static const int32_t *shape_given(const Net *net)
{
	const Graph *graph = &net->model->graphs[0];
	cr_assert_eq(graph->ops[1].n_inputs, 2);
	return (const int32_t *)(const void *)op_input(graph, &graph->ops[1], 1)
		->buffer->data;
}

Test(channels, are_at_all_positions_of_what_is_flattened)
{
	Net net = flattened(LIST(-1, 48));
	take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[0], -1);
	cr_expect_eq(shape_given(&net)[1], 32);
	const float *weights = constant_of(&net, 2, 1, 2 * 32);
	cr_expect_eq(weights[2], 3);
	cr_expect_eq(weights[32], 48);
	end(&net);
}

Test(channels, are_flattened_to_a_shape_that_is_left_open)
{
	Net net = flattened(LIST(1, -1));
	take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[1], -1);
	end(&net);
}

Test(channels, are_flattened_to_a_shape_that_only_options_tell)
{
	Net net = flattened(0, NULL);
	take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[0], 1);
	cr_expect_eq(shape_given(&net)[1], 32);
	end(&net);
}

Test(channels, of_a_transposed_convolution_are_in_its_shape)
{
	Net net = begin();
	int a = mix(&net, 0, 3), shape = test_ints(net.model, LIST(1, 4, 4, 5));
	int weights = values(&net, DIMS(5, 1, 1, 3)), b = image(&net, 4, 4, 5);
	test_op(net.model, "TRANSPOSE_CONV", LIST(shape, weights, a), LIST(b))->attrs.conv =
		conv_attrs(1);
	finish(&net, LIST(mix(&net, b, 2)));
	take(&net, b, 4);
	const Graph *graph = &net.model->graphs[0];
	const Tensor *given = op_input(graph, &graph->ops[1], 0);
	cr_expect_eq(((const int32_t *)(const void *)given->buffer->data)[3], 4);
	constant_of(&net, 1, 1, 4 * 3);
	end(&net);
}

/* --- What is fixed --- */

Test(channels, are_fixed_where_others_see_them)
{
	Net net = begin();
	int a = mix(&net, 0, 3), b = mix(&net, 0, 3), c = mix(&net, 0, 3);
	int d = mix(&net, 0, 4), mystery = image(&net, 4, 4, 1);
	unary(&net, "SOFTMAX", b);
	test_custom_op(net.model, "Mystery", LIST(c), LIST(mystery));
	int grouped = image(&net, 4, 4, 4), weights = values(&net, DIMS(4, 1, 1, 2));
	test_op(net.model, "CONV_2D", LIST(d, weights), LIST(grouped))->attrs.conv =
		conv_attrs(1);
	finish(&net, LIST(a, mix(&net, grouped, 2)));
	cr_expect(is_fixed(&net, a, 0), "an output of the model");
	cr_expect(is_fixed(&net, b, 0), "read by a SOFTMAX");
	cr_expect(is_fixed(&net, c, 0), "read by an unknown operator");
	cr_expect(is_fixed(&net, d, 0), "read in groups");
	cr_expect(is_fixed(&net, grouped, 0), "made in groups");
	cr_expect(is_fixed(&net, mystery, 0), "made by an unknown operator");
	end(&net);
}

Test(channels, are_fixed_where_dimensions_of_one_would_go_by_themselves)
{
	Net net = begin();
	int a = mix(&net, 0, 3), flat = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 4, 3));
	int axes = test_ints(net.model, LIST(1));
	int mean = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 3));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 2));
	int weights = values(&net, DIMS(2, 3));
	test_op(net.model, "SQUEEZE", LIST(a), LIST(flat));
	test_op(net.model, "MEAN", LIST(flat, axes), LIST(mean));
	test_op(net.model, "FULLY_CONNECTED", LIST(mean, weights), LIST(out));
	finish(&net, LIST(out));
	cr_expect(is_fixed(&net, a, 0));
	end(&net);
}

Test(channels, are_fixed_where_weights_are_computed)
{
	Net net = begin();
	int a = mix(&net, 0, 3), weights = mix(&net, 0, 3), out = image(&net, 4, 4, 1);
	test_op(net.model, "CONV_2D", LIST(a, weights), LIST(out))->attrs.conv =
		conv_attrs(1);
	finish(&net, LIST(out));
	cr_expect(is_fixed(&net, a, 0));
	cr_expect(is_fixed(&net, weights, 0));
	end(&net);
}

Test(channels, are_none_of_tensors_of_unknown_or_absurd_shape)
{
	Model *model = test_model_new(1);
	Arena arena = {0};
	test_computed(model, TYPE_FLOAT32, 0, NULL);
	test_computed(model, TYPE_FLOAT32, DIMS(1, -1));
	test_computed(model, TYPE_FLOAT32, DIMS(1, 0));
	test_computed(model, TYPE_FLOAT32, DIMS(1, INT32_MAX));
	test_computed(model, TYPE_FLOAT32, DIMS(1, 1, 1, 1, 1, 1, 2));
	Channels channels = channels_of(model, &arena);
	for (int i = 0; i < 5; i++)
		cr_expect_eq(channels.n_units[i], 0);
	cr_expect_eq(channels.n_classes, 0);
	arena_finish(&arena);
	model_free(model);
}

/* --- What else is sliced --- */

Test(channels, take_their_scales_and_packed_weights_along)
{
	Net net = begin();
	net.model->graphs[0].tensors[0].type = TYPE_INT8;
	test_quantized(net.model, 0, 1, 0);
	static const uint8_t packed[] = {0x21, 0x43, 0x65}; /* [3, 1, 1, 2]: 1 to 6 */
	int weights = test_values(net.model, TYPE_INT4, DIMS(3, 1, 1, 2), packed);
	int mid = test_computed(net.model, TYPE_INT8, DIMS(1, 4, 4, 3));
	int second = test_constant(net.model, TYPE_INT4, DIMS(1, 1, 1, 3));
	int out = test_computed(net.model, TYPE_INT8, DIMS(1, 4, 4, 1));
	test_scales(net.model, weights, 3, 0);
	test_quantized(net.model, mid, 1, 0);
	test_quantized(net.model, second, 1, 0);
	test_quantized(net.model, out, 1, 0);
	Quantization *q = net.model->graphs[0].tensors[weights].quantization;
	q->scale[2] = 7;
	test_op(net.model, "CONV_2D", LIST(0, weights), LIST(mid))->attrs.conv =
		conv_attrs(1);
	test_op(net.model, "CONV_2D", LIST(mid, second), LIST(out))->attrs.conv =
		conv_attrs(1);
	finish(&net, LIST(out));
	take(&net, mid, 1);
	const Tensor *left = &net.model->graphs[0].tensors[weights];
	cr_assert_eq(left->buffer->n_bytes, 2);
	cr_expect_eq(left->buffer->data[0], 0x21);
	cr_expect_eq(left->buffer->data[1], 0x65);
	cr_expect_eq(left->quantization->n_scales, 2);
	cr_expect_eq(left->quantization->n_zero_points, 2);
	cr_expect_eq(left->quantization->scale[1], 7);
	cr_expect_eq(q->scale[1], 1, "lists that a copy may share stay as they are");
	end(&net);
}

Test(channels, leave_the_batch_free_that_was)
{
	Net net = begin();
	int a = mix(&net, 0, 3);
	static const int signature[] = {-1, 4, 4, 3};
	net.model->graphs[0].tensors[a].signature = signature;
	net.model->graphs[0].tensors[a].signature_rank = 4;
	finish(&net, LIST(mix(&net, a, 2)));
	take(&net, a, 0);
	const Tensor *left = &net.model->graphs[0].tensors[a];
	cr_expect_eq(left->signature[0], -1);
	cr_expect_eq(left->signature[3], 2);
	end(&net);
}

Test(channels, of_layers_that_share_a_constant_are_sliced_in_a_copy)
{
	Net net = begin();
	int a = mix(&net, 0, 2), b = image(&net, 4, 4, 2), out = image(&net, 4, 4, 2);
	int weights = net.model->graphs[0].ops[0].inputs[1];
	test_op(net.model, "CONV_2D", LIST(a, weights), LIST(b))->attrs.conv = conv_attrs(1);
	test_op(net.model, "CONV_2D", LIST(b, weights), LIST(out))->attrs.conv =
		conv_attrs(1);
	finish(&net, LIST(out));
	take(&net, a, 0);
	cr_expect_eq(constant_of(&net, 0, 1, 2)[0], 2);
	cr_expect_eq(constant_of(&net, 1, 1, 2)[0], 1);
	cr_expect_eq(constant_of(&net, 2, 1, 4)[3], 3);
	end(&net);
}
