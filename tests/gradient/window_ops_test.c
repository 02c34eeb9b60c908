/* SPDX-License-Identifier: Apache-2.0 */
/* Convolutions and pooling: strides, dilations, paddings, groups, every fused activation. */
#include <criterion/criterion.h>

#include "tests/gradient/check.h"

/* A kernel over an image of h x w. */
typedef struct Case {
	int h, w, c, out_c, kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
	Padding padding;
	Activation activation;
} Case;

static OpAttrs conv_attrs(const Case *how)
{
	return (OpAttrs){.conv = {how->padding, how->activation, how->stride_h, how->stride_w,
						 how->dilation_h, how->dilation_w, 1, TYPE_FLOAT32}};
}

static OpAttrs pool_attrs(const Case *how)
{
	return (OpAttrs){.pool = {how->padding, how->activation, how->stride_h, how->stride_w,
						 how->kernel_h, how->kernel_w}};
}

static const Case cases[] = {
	{5, 6, 3, 2, 3, 3, 1, 1, 1, 1, PADDING_VALID, ACTIVATION_NONE},
	{5, 6, 2, 3, 3, 2, 1, 1, 1, 1, PADDING_SAME, ACTIVATION_RELU},
	{6, 5, 2, 3, 3, 3, 2, 2, 1, 1, PADDING_SAME, ACTIVATION_RELU6},
	{7, 5, 1, 2, 2, 4, 2, 1, 1, 1, PADDING_SAME, ACTIVATION_RELU_N1_TO_1},
	{7, 6, 2, 2, 2, 3, 1, 1, 2, 2, PADDING_SAME, ACTIVATION_TANH},
	{8, 7, 1, 3, 3, 2, 1, 1, 3, 1, PADDING_VALID, ACTIVATION_NONE},
	{4, 3, 3, 4, 1, 1, 1, 1, 1, 1, PADDING_VALID, ACTIVATION_NONE},
	{5, 4, 2, 2, 1, 1, 2, 3, 1, 1, PADDING_SAME, ACTIVATION_NONE},
	{2, 2, 2, 3, 4, 5, 1, 1, 1, 1, PADDING_SAME, ACTIVATION_NONE},
	{7, 7, 1, 1, 2, 2, 3, 3, 1, 1, PADDING_VALID, ACTIVATION_RELU},
};

enum { N_CASES = sizeof cases / sizeof *cases };

Test(gradient, conv_2d)
{
	for (int i = 0; i < N_CASES; i++) {
		const Case *how = &cases[i];
		OpAttrs attrs = conv_attrs(how);
		Model *model = gradient_model();
		int in = source(model, DIMS(1, how->h, how->w, how->c));
		int weight =
			weights(model, DIMS(how->out_c, how->kernel_h, how->kernel_w, how->c));
		int bias = i % 3 ? weights(model, DIMS(how->out_c)) : -1;
		int out = add_layer(model, "CONV_2D", &attrs, LIST(in, weight, bias));
		check_gradients(model, out, 100);
	}
}

Test(gradient, conv_2d_in_groups)
{
	OpAttrs attrs = conv_attrs(&cases[1]);
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 4, 5, 6)), weight = weights(model, DIMS(9, 3, 2, 2));
	int bias = weights(model, DIMS(9));
	check_gradients(model, add_layer(model, "CONV_2D", &attrs, LIST(in, weight, bias)),
		1);
}

Test(gradient, conv_2d_of_single_pixels_in_groups)
{
	OpAttrs attrs = conv_attrs(&cases[6]);
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 3, 4)), weight = weights(model, DIMS(6, 1, 1, 2));
	check_gradients(model, add_layer(model, "CONV_2D", &attrs, LIST(in, weight)), 1);
}

Test(gradient, conv_2d_of_several_images_a_sample)
{
	OpAttrs attrs = conv_attrs(&cases[1]);
	Model *model = gradient_model();
	int in = source(model, DIMS(2, 4, 3, 2)), weight = weights(model, DIMS(3, 3, 3, 2));
	check_gradients(model, add_layer(model, "CONV_2D", &attrs, LIST(in, weight)), 1);
}

Test(gradient, depthwise_conv_2d)
{
	for (int i = 0; i < N_CASES; i++) {
		const Case *how = &cases[i];
		int multiplier = 1 + i % 2;
		OpAttrs attrs = conv_attrs(how);
		attrs.conv.depth_multiplier = multiplier;
		Model *model = gradient_model();
		int in = source(model, DIMS(1, how->h, how->w, how->c));
		int weight =
			weights(model, DIMS(1, how->kernel_h, how->kernel_w, how->c * multiplier));
		int bias = i % 3 ? weights(model, DIMS(how->c * multiplier)) : -1;
		int out = add_layer(model, "DEPTHWISE_CONV_2D", &attrs, LIST(in, weight, bias));
		check_gradients(model, out, 200);
	}
}

Test(gradient, depthwise_conv_2d_of_many_channels)
{
	OpAttrs attrs = conv_attrs(&cases[1]);
	attrs.conv.depth_multiplier = 1;
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 3, 3, 35)), weight = weights(model, DIMS(1, 2, 2, 35));
	check_gradients(model,
		add_layer(model, "DEPTHWISE_CONV_2D", &attrs, LIST(in, weight)), 3);
}

Test(gradient, transpose_conv)
{
	static const int sizes[][3] = {{7, 8, 2}, {6, 6, 2}, {4, 4, 1}, {9, 7, 3}};
	for (int i = 0; i < 8; i++) {
		const int *size = sizes[i % 4];
		Padding padding = i < 4 ? PADDING_SAME : PADDING_VALID;
		int stride = size[2], kernel = 2 + i % 2;
		OpAttrs attrs = {.conv = {.padding = padding,
							 .activation = i == 1 ? ACTIVATION_RELU : ACTIVATION_NONE,
							 .stride_h = stride,
							 .stride_w = stride,
							 .dilation_h = 1,
							 .dilation_w = 1}};
		int less = padding == PADDING_SAME ? 0 : kernel - 1;
		int h = (size[0] - less + stride - 1) / stride;
		int w = (size[1] - less + stride - 1) / stride;
		Model *model = gradient_model();
		int in = source(model, DIMS(1, h, w, 3));
		int shape = test_ints(model, LIST(1, size[0], size[1], 2));
		int weight = weights(model, DIMS(2, kernel, kernel, 3));
		int bias = i % 2 ? weights(model, DIMS(2)) : -1;
		int out =
			add_layer(model, "TRANSPOSE_CONV", &attrs, LIST(shape, weight, in, bias));
		check_gradients(model, out, 300);
	}
}

static void check_pool(const char *name)
{
	for (int i = 0; i < N_CASES; i++) {
		const Case *how = &cases[i];
		OpAttrs attrs = pool_attrs(how);
		Model *model = gradient_model();
		int in = source(model, DIMS(1, how->h, how->w, how->c));
		check_gradients(model, add_layer(model, name, &attrs, LIST(in)), 400);
	}
}

Test(gradient, average_pool_2d)
{
	check_pool("AVERAGE_POOL_2D");
}

Test(gradient, max_pool_2d)
{
	check_pool("MAX_POOL_2D");
}
