/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channels.h"

#include <criterion/criterion.h>

#include "tests/unit/channel_net.h"

/* --- What hangs together --- */

Test(channels, begin_and_end_at_a_layer_with_weights)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_unary(&net, "RELU", a), c = net_mix(&net, b, 4);
	net_finish(&net, LIST(net_mix(&net, c, 2)));
	cr_expect_eq(net_class(&net, a, 1), net_class(&net, b, 1));
	cr_expect_neq(net_class(&net, a, 1), net_class(&net, a, 2));
	cr_expect_neq(net_class(&net, b, 1), net_class(&net, c, 1));
	cr_expect_not(net_is_fixed(&net, a, 0));
	cr_expect(net_is_fixed(&net, 0, 0), "an input of the model");
	ChannelReport report = net_take(&net, b, 1);
	cr_expect_eq(report.n_removed, 1);
	cr_expect_eq(report.n_layers, 3);
	const float *weights = net_constant(&net, 0, 1, 2 * 2);
	cr_expect_eq(weights[2], 4);
	weights = net_constant(&net, 2, 1, 4 * 2);
	cr_expect_eq(weights[1], 2);
	cr_expect_eq(net_last(&net, a), 2);
	cr_expect_eq(net_last(&net, b), 2);
	cr_expect_eq(net_last(&net, c), 4);
	net_end(&net);
}

Test(channels, come_out_of_a_depthwise_layer_together)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_image(&net, 4, 4, 6);
	int weights = net_random_values(&net, DIMS(1, 3, 3, 6)),
		bias = net_random_values(&net, DIMS(6));
	test_op(net.model, "DEPTHWISE_CONV_2D", LIST(a, weights, bias), LIST(b))->attrs.conv =
		net_conv(2);
	net_finish(&net, LIST(net_mix(&net, b, 2)));
	cr_expect_eq(net_class(&net, a, 1), net_class(&net, b, 2));
	cr_expect_eq(net_class(&net, a, 1), net_class(&net, b, 3));
	net_take(&net, a, 1);
	const float *left = net_constant(&net, 1, 2, 4);
	cr_expect_eq(left[1], 1);
	cr_expect_eq(left[2], 4);
	cr_expect_eq(net_constant(&net, 1, 1, 9 * 4)[4 + 2], 6 + 4);
	cr_expect_eq(net.model->graphs[0].ops[1].attrs.conv.depth_multiplier, 2);
	net_end(&net);
}

Test(channels, of_a_depthwise_layer_over_one_channel_are_its_own)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 1), b = net_image(&net, 4, 4, 4);
	int weights = net_random_values(&net, DIMS(1, 1, 1, 4));
	test_op(net.model, "DEPTHWISE_CONV_2D", LIST(a, weights), LIST(b))->attrs.conv =
		net_conv(4);
	net_finish(&net, LIST(net_mix(&net, b, 2)));
	net_take(&net, b, 0);
	cr_expect_eq(net.model->graphs[0].ops[1].attrs.conv.depth_multiplier, 3);
	cr_expect_eq(net_constant(&net, 1, 1, 3)[0], 1);
	net_end(&net);
}

Test(channels, of_operands_go_together_and_with_constants)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_mix(&net, 0, 3);
	int sum = net_image(&net, 4, 4, 3), product = net_image(&net, 4, 4, 3);
	int shifted = net_image(&net, 4, 4, 3), shaped = net_image(&net, 4, 4, 3);
	int factors = net_random_values(&net, DIMS(3)),
		one = net_random_values(&net, DIMS(1));
	int slopes = net_random_values(&net, DIMS(1, 1, 3));
	test_op(net.model, "ADD", LIST(a, b), LIST(sum));
	test_op(net.model, "MUL", LIST(factors, sum), LIST(product));
	test_op(net.model, "ADD", LIST(product, one), LIST(shifted));
	test_op(net.model, "PRELU", LIST(shifted, slopes), LIST(shaped));
	net_finish(&net, LIST(net_mix(&net, shaped, 2)));
	cr_expect_eq(net_class(&net, a, 2), net_class(&net, b, 2));
	cr_expect_eq(net_class(&net, a, 2), net_class(&net, shaped, 2));
	net_take(&net, b, 1);
	cr_expect_eq(net_last(&net, a), 2);
	cr_expect_eq(net_constant(&net, 3, 0, 2)[1], 2);
	cr_expect_eq(net_constant(&net, 4, 1, 1)[0], 0);
	cr_expect_eq(net_constant(&net, 5, 1, 2)[1], 2);
	net_end(&net);
}

Test(channels, beside_an_operand_of_one_are_not_tied_to_it)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_mix(&net, 0, 1),
		product = net_image(&net, 4, 4, 3);
	test_op(net.model, "MUL", LIST(a, b), LIST(product));
	net_finish(&net, LIST(net_mix(&net, product, 2)));
	cr_expect_neq(net_class(&net, b, 0), net_class(&net, product, 0));
	net_take(&net, product, 0);
	cr_expect_eq(net_last(&net, b), 1);
	net_end(&net);
}

Test(channels, are_counted_on_behind_each_other_in_a_concatenation)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_mix(&net, 0, 2), both = net_image(&net, 4, 4, 5);
	test_op(net.model, "CONCATENATION", LIST(a, b), LIST(both))
		->attrs.concatenation.axis = -1;
	net_finish(&net, LIST(net_mix(&net, both, 2)));
	cr_expect_eq(net_class(&net, b, 1), net_class(&net, both, 4));
	net_take(&net, both, 2);
	cr_expect_eq(net_last(&net, a), 2);
	cr_expect_eq(net_last(&net, both), 4);
	cr_expect_eq(net_constant(&net, 3, 1, 2 * 4)[2], 3);
	net_end(&net);
}

Test(channels, are_all_that_is_left_of_pictures_after_a_mean)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), axes = test_ints(net.model, LIST(1, 2));
	int mean = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 3));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(1, 2));
	int weights = net_random_values(&net, DIMS(2, 3));
	test_op(net.model, "MEAN", LIST(a, axes), LIST(mean));
	test_op(net.model, "FULLY_CONNECTED", LIST(mean, weights), LIST(out));
	net_finish(&net, LIST(out));
	cr_expect_eq(net_class(&net, a, 2), net_class(&net, mean, 2));
	net_take(&net, a, 2);
	cr_expect_eq(net_constant(&net, 2, 1, 2 * 2)[2], 3);
	net_end(&net);
}

/* --- What is fixed --- */

Test(channels, are_fixed_where_others_see_them)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), b = net_mix(&net, 0, 3), c = net_mix(&net, 0, 3);
	int d = net_mix(&net, 0, 4), mystery = net_image(&net, 4, 4, 1);
	net_unary(&net, "SOFTMAX", b);
	test_custom_op(net.model, "Mystery", LIST(c), LIST(mystery));
	int grouped = net_image(&net, 4, 4, 4),
		weights = net_random_values(&net, DIMS(4, 1, 1, 2));
	test_op(net.model, "CONV_2D", LIST(d, weights), LIST(grouped))->attrs.conv =
		net_conv(1);
	net_finish(&net, LIST(a, net_mix(&net, grouped, 2)));
	cr_expect(net_is_fixed(&net, a, 0), "an output of the model");
	cr_expect(net_is_fixed(&net, b, 0), "read by a SOFTMAX");
	cr_expect(net_is_fixed(&net, c, 0), "read by an unknown operator");
	cr_expect(net_is_fixed(&net, d, 0), "read in groups");
	cr_expect(net_is_fixed(&net, grouped, 0), "made in groups");
	cr_expect(net_is_fixed(&net, mystery, 0), "made by an unknown operator");
	net_end(&net);
}

Test(channels, are_fixed_where_dimensions_of_one_would_go_by_themselves)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3),
		flat = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 4, 3));
	int axes = test_ints(net.model, LIST(1));
	int mean = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 3));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(4, 2));
	int weights = net_random_values(&net, DIMS(2, 3));
	test_op(net.model, "SQUEEZE", LIST(a), LIST(flat));
	test_op(net.model, "MEAN", LIST(flat, axes), LIST(mean));
	test_op(net.model, "FULLY_CONNECTED", LIST(mean, weights), LIST(out));
	net_finish(&net, LIST(out));
	cr_expect(net_is_fixed(&net, a, 0));
	net_end(&net);
}

Test(channels, are_fixed_where_weights_are_computed)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 3), weights = net_mix(&net, 0, 3),
		out = net_image(&net, 4, 4, 1);
	test_op(net.model, "CONV_2D", LIST(a, weights), LIST(out))->attrs.conv = net_conv(1);
	net_finish(&net, LIST(out));
	cr_expect(net_is_fixed(&net, a, 0));
	cr_expect(net_is_fixed(&net, weights, 0));
	net_end(&net);
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
