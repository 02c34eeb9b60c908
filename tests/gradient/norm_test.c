/* SPDX-License-Identifier: Apache-2.0 */
/* Batch normalisation behind convolutions, over slices of two samples and of one. */
#include <criterion/criterion.h>

#include "tests/gradient/check.h"

static OpAttrs conv_attrs(Padding padding, Activation activation, int stride)
{
	return (OpAttrs){
		.conv = {padding, activation, stride, stride, 1, 1, 1, TYPE_FLOAT32}};
}

/* A layer at the end: what is behind the last one that has weights is not normalised. */
static int add_dense(Model *model, int in, int count)
{
	int flat = add_shaped(model, "RESHAPE", NULL, LIST(in), DIMS(1, count));
	return add_layer(model, "FULLY_CONNECTED", NULL,
		LIST(flat, weights(model, DIMS(2, count)), weights(model, DIMS(2))));
}

static void check_conv(Activation activation, unsigned seed)
{
	OpAttrs attrs = conv_attrs(PADDING_SAME, activation, 1);
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 3, 4, 2));
	int conv = add_layer(model, "CONV_2D", &attrs,
		LIST(in, weights(model, DIMS(3, 3, 2, 2)), weights(model, DIMS(3))));
	check_normalised(model, add_dense(model, conv, 3 * 4 * 3), seed, 1);
}

Test(gradient, batch_norm_of_conv_2d)
{
	check_conv(ACTIVATION_NONE, 1);
	check_conv(ACTIVATION_RELU, 1);
	check_conv(ACTIVATION_RELU6, 1);
	check_conv(ACTIVATION_TANH, 1);
}

Test(gradient, batch_norm_of_depthwise_conv_2d_and_single_pixels)
{
	OpAttrs depthwise = conv_attrs(PADDING_VALID, ACTIVATION_RELU, 1);
	OpAttrs pixels = conv_attrs(PADDING_VALID, ACTIVATION_RELU, 1);
	depthwise.conv.depth_multiplier = 2;
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 4, 5, 2));
	int first = add_layer(model, "DEPTHWISE_CONV_2D", &depthwise,
		LIST(in, weights(model, DIMS(1, 3, 3, 4)), weights(model, DIMS(4))));
	int second = add_layer(model, "CONV_2D", &pixels,
		LIST(first, weights(model, DIMS(3, 1, 1, 4))));
	check_normalised(model, add_dense(model, second, 2 * 3 * 3), 2, 2);
}

Test(gradient, batch_norm_of_groups)
{
	OpAttrs attrs = conv_attrs(PADDING_SAME, ACTIVATION_RELU, 2);
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 5, 4, 4));
	int conv = add_layer(model, "CONV_2D", &attrs,
		LIST(in, weights(model, DIMS(6, 3, 3, 2)), weights(model, DIMS(6))));
	check_normalised(model, add_dense(model, conv, 3 * 2 * 6), 3, 1);
}

/* Three values a channel, of which one is a slice's only one. */
Test(gradient, batch_norm_of_few_values)
{
	OpAttrs attrs = conv_attrs(PADDING_VALID, ACTIVATION_NONE, 1);
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 3, 3, 2));
	int conv = add_layer(model, "CONV_2D", &attrs,
		LIST(in, weights(model, DIMS(4, 3, 3, 2)), weights(model, DIMS(4))));
	check_normalised(model, add_dense(model, conv, 4), 4, 1);
}

Test(gradient, batch_norm_of_what_two_layers_read)
{
	OpAttrs attrs = conv_attrs(PADDING_SAME, ACTIVATION_RELU, 1);
	OpAttrs none = {0};
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 4, 4, 2));
	int first = add_layer(model, "CONV_2D", &attrs,
		LIST(in, weights(model, DIMS(2, 3, 3, 2)), weights(model, DIMS(2))));
	int second = add_layer(model, "CONV_2D", &attrs,
		LIST(first, weights(model, DIMS(2, 3, 3, 2)), weights(model, DIMS(2))));
	int sum = add_layer(model, "ADD", &none, LIST(first, second));
	check_normalised(model, add_dense(model, sum, 4 * 4 * 2), 5, 2);
}
