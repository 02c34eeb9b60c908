/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/remove_channels.h"

#include <criterion/criterion.h>

#include "tests/unit/channel_net.h"

enum { FLATTENED = 2 };

/* [1, 4, 4, 3], flattened, by a shape or without one, into a dense layer. */
static Net flattened(int shape_rank, const int *shape)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3);
	int given = shape_rank ? test_ints(net.model, shape_rank, shape) : -1;
	int flat = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 48));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 2));
	int weights = net_random_values(&net, DIMS(2, 48));
	test_op(net.model, "RESHAPE", shape_rank ? 2 : 1, (int[]){a, given}, LIST(flat));
	test_op(net.model, "FULLY_CONNECTED", LIST(flat, weights), LIST(out));
	net_finish(&net, LIST(out));
	return net;
}

static const int32_t *shape_given(const Net *net)
{
	const Graph *graph = &net->model->graphs[0];
	cr_assert_eq(graph->ops[1].n_inputs, 2);
	return (const int32_t *)(const void *)op_input(graph, &graph->ops[1], 1)
		->buffer->data;
}

Test(remove_channels, takes_them_from_all_positions_of_what_is_flattened)
{
	Net net = flattened(LIST(-1, 48));
	net_take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[0], -1);
	cr_expect_eq(shape_given(&net)[1], 32);
	const float *weights = net_constant(&net, 2, 1, 2 * 32);
	cr_expect_eq(weights[2], 3);
	cr_expect_eq(weights[32], 48);
	net_end(&net);
}

Test(remove_channels, leaves_a_shape_open_that_was)
{
	Net net = flattened(LIST(1, -1));
	net_take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[1], -1);
	net_end(&net);
}

Test(remove_channels, gives_a_shape_where_only_options_told)
{
	Net net = flattened(0, NULL);
	net_take(&net, FLATTENED, 1);
	cr_expect_eq(shape_given(&net)[0], 1);
	cr_expect_eq(shape_given(&net)[1], 32);
	net_end(&net);
}

Test(remove_channels, changes_the_shape_that_a_transposed_convolution_is_given)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), shape = test_ints(net.model, LIST(1, 4, 4, 5));
	int weights = net_random_values(&net, DIMS(5, 1, 1, 3)), b = net_image(&net, 4, 4, 5);
	test_op(net.model, "TRANSPOSE_CONV", LIST(shape, weights, a), LIST(b))->attrs.conv =
		net_conv(1);
	net_finish(&net, LIST(net_mix(&net, b, 2)));
	net_take(&net, b, 4);
	const Graph *graph = &net.model->graphs[0];
	const Tensor *given = op_input(graph, &graph->ops[1], 0);
	cr_expect_eq(((const int32_t *)(const void *)given->buffer->data)[3], 4);
	net_constant(&net, 1, 1, 4 * 3);
	net_end(&net);
}

/* --- What else is sliced --- */

Test(remove_channels, takes_their_scales_and_packed_weights_along)
{
	Net net = net_begin();
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
	test_op(net.model, "CONV_2D", LIST(0, weights), LIST(mid))->attrs.conv = net_conv(1);
	test_op(net.model, "CONV_2D", LIST(mid, second), LIST(out))->attrs.conv = net_conv(1);
	net_finish(&net, LIST(out));
	net_take(&net, mid, 1);
	const Tensor *left = &net.model->graphs[0].tensors[weights];
	cr_assert_eq(left->buffer->n_bytes, 2);
	cr_expect_eq(left->buffer->data[0], 0x21);
	cr_expect_eq(left->buffer->data[1], 0x65);
	cr_expect_eq(left->quantization->n_scales, 2);
	cr_expect_eq(left->quantization->n_zero_points, 2);
	cr_expect_eq(left->quantization->scale[1], 7);
	cr_expect_eq(q->scale[1], 1, "lists that a copy may share stay as they are");
	net_end(&net);
}

Test(remove_channels, leaves_the_batch_free_that_was)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3);
	static const int signature[] = {-1, 4, 4, 3};
	net.model->graphs[0].tensors[a].signature = signature;
	net.model->graphs[0].tensors[a].signature_rank = 4;
	net_finish(&net, LIST(net_mix(&net, a, 2)));
	net_take(&net, a, 0);
	const Tensor *left = &net.model->graphs[0].tensors[a];
	cr_expect_eq(left->signature[0], -1);
	cr_expect_eq(left->signature[3], 2);
	net_end(&net);
}

Test(remove_channels, copies_a_constant_that_layers_share)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 2), b = net_image(&net, 4, 4, 2),
		out = net_image(&net, 4, 4, 2);
	int weights = net.model->graphs[0].ops[0].inputs[1];
	test_op(net.model, "CONV_2D", LIST(a, weights), LIST(b))->attrs.conv = net_conv(1);
	test_op(net.model, "CONV_2D", LIST(b, weights), LIST(out))->attrs.conv = net_conv(1);
	net_finish(&net, LIST(out));
	net_take(&net, a, 0);
	cr_expect_eq(net_constant(&net, 0, 1, 2)[0], 2);
	cr_expect_eq(net_constant(&net, 1, 1, 2)[0], 1);
	cr_expect_eq(net_constant(&net, 2, 1, 4)[3], 3);
	net_end(&net);
}
