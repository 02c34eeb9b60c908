/* SPDX-License-Identifier: Apache-2.0 */
/* Every other operator. */
#include <criterion/criterion.h>

#include "tests/gradient/check.h"

Test(gradient, fully_connected)
{
	static const Activation activations[] = {ACTIVATION_NONE, ACTIVATION_RELU,
		ACTIVATION_RELU6, ACTIVATION_RELU_N1_TO_1, ACTIVATION_TANH};
	for (int i = 0; i < 5; i++) {
		OpAttrs attrs = {.dense = {.activation = activations[i]}};
		Model *model = gradient_model();
		int in = source(model, DIMS(1, 2, 7)), weight = weights(model, DIMS(5, 7));
		int bias = i % 2 ? weights(model, DIMS(5)) : -1;
		int out = add_layer(model, "FULLY_CONNECTED", &attrs, LIST(in, weight, bias));
		check_gradients(model, out, 1);
	}
}

Test(gradient, weights_that_two_layers_share)
{
	OpAttrs attrs = {.dense = {.activation = ACTIVATION_TANH}};
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 4)), weight = weights(model, DIMS(4, 4));
	int bias = weights(model, DIMS(4));
	int once = add_layer(model, "FULLY_CONNECTED", &attrs, LIST(in, weight, bias));
	int twice = add_layer(model, "FULLY_CONNECTED", &attrs, LIST(once, weight, bias));
	check_gradients(model, twice, 1);
}

Test(gradient, a_tensor_that_several_layers_read)
{
	Model *model = gradient_model();
	OpAttrs none = {0};
	int in = source(model, DIMS(1, 6));
	int tanh = add_layer(model, "TANH", NULL, LIST(in));
	int product = add_layer(model, "MUL", &none, LIST(in, tanh));
	int square = add_layer(model, "MUL", &none, LIST(product, product));
	check_gradients(model, add_layer(model, "ADD", &none, LIST(square, in)), 1);
}

static void check_curve(const char *name, float alpha)
{
	Model *model = gradient_model();
	OpAttrs attrs = {.leaky_relu = {alpha}};
	int in = source(model, DIMS(1, 4, 9));
	check_gradients(model, add_layer(model, name, &attrs, LIST(in)), 7);
}

Test(gradient, relu)
{
	check_curve("RELU", 0);
}

Test(gradient, relu6)
{
	check_curve("RELU6", 0);
}

Test(gradient, leaky_relu)
{
	check_curve("LEAKY_RELU", 0.3F);
}

Test(gradient, elu)
{
	check_curve("ELU", 0);
}

Test(gradient, logistic)
{
	check_curve("LOGISTIC", 0);
}

Test(gradient, tanh)
{
	check_curve("TANH", 0);
}

Test(gradient, hard_swish)
{
	check_curve("HARD_SWISH", 0);
}

Test(gradient, log_softmax)
{
	check_curve("LOG_SOFTMAX", 0);
}

Test(gradient, softmax)
{
	Model *model = gradient_model();
	OpAttrs attrs = {.softmax = {0.7F}};
	int in = source(model, DIMS(1, 4, 9));
	check_gradients(model, add_layer(model, "SOFTMAX", &attrs, LIST(in)), 7);
}

Test(gradient, prelu_of_a_factor_a_channel)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 3, 2, 4)), factors = weights(model, DIMS(1, 1, 4));
	check_gradients(model, add_layer(model, "PRELU", NULL, LIST(in, factors)), 1);
}

Test(gradient, prelu_of_a_factor_a_place)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 3, 2, 4)), factors = weights(model, DIMS(3, 2, 1));
	check_gradients(model, add_layer(model, "PRELU", NULL, LIST(in, factors)), 1);
}

static void check_pair(const char *name, Activation activation)
{
	OpAttrs attrs = {.arithmetic = {.activation = activation}};
	Model *model = gradient_model();
	int a = source(model, DIMS(1, 3, 2, 4)), b = source(model, DIMS(1, 3, 2, 4));
	check_gradients(model, add_layer(model, name, &attrs, LIST(a, b)), 2);
	model = gradient_model();
	a = source(model, DIMS(1, 3, 1, 4)), b = source(model, DIMS(2, 1));
	check_gradients(model, add_layer(model, name, &attrs, LIST(a, b)), 3);
	model = gradient_model();
	a = source(model, DIMS(1, 2, 4)), b = weights(model, DIMS(4));
	check_gradients(model, add_layer(model, name, &attrs, LIST(a, b)), 3);
	model = gradient_model();
	a = weights(model, DIMS(3, 4)), b = source(model, DIMS(1, 4));
	check_gradients(model, add_layer(model, name, &attrs, LIST(a, b)), 3);
}

Test(gradient, add)
{
	check_pair("ADD", ACTIVATION_RELU);
}

Test(gradient, sub)
{
	check_pair("SUB", ACTIVATION_RELU6);
}

Test(gradient, mul)
{
	check_pair("MUL", ACTIVATION_RELU_N1_TO_1);
}

Test(gradient, maximum)
{
	check_pair("MAXIMUM", ACTIVATION_NONE);
}

Test(gradient, minimum)
{
	check_pair("MINIMUM", ACTIVATION_NONE);
}

/* By what is never near 0: e^x. */
Test(gradient, div)
{
	Model *model = gradient_model();
	OpAttrs none = {0};
	int a = source(model, DIMS(1, 3, 4)), b = source(model, DIMS(1, 1, 4));
	int logistic = add_layer(model, "LOGISTIC", NULL, LIST(b));
	int shifted = add_layer(model, "ADD", &none,
		LIST(logistic, test_values(model, TYPE_FLOAT32, DIMS(1), (float[]){1})));
	check_gradients(model, add_layer(model, "DIV", &none, LIST(a, shifted)), 2);
}

static void check_reduction(const char *name)
{
	static const int axes[][2] = {{1, 2}, {0, 3}, {-1, -1}, {2, 0}};
	for (int i = 0; i < 4; i++) {
		OpAttrs attrs = {.reduce = {.keep_dims = i % 2 == 0}};
		Model *model = gradient_model();
		int in = source(model, DIMS(2, 3, 2, 4)), axis = test_ints(model, 2, axes[i]);
		check_gradients(model, add_layer(model, name, &attrs, LIST(in, axis)), 5);
	}
}

Test(gradient, mean)
{
	check_reduction("MEAN");
}

Test(gradient, sum)
{
	check_reduction("SUM");
}

Test(gradient, reduce_max)
{
	check_reduction("REDUCE_MAX");
}

static void check_resize(ResizeAttrs how, int height, int width)
{
	OpAttrs attrs = {.resize = how};
	Model *model = gradient_model();
	int in = source(model, DIMS(2, 3, 4, 2));
	int size = test_ints(model, LIST(height, width));
	check_gradients(model, add_layer(model, "RESIZE_BILINEAR", &attrs, LIST(in, size)),
		1);
}

/* Larger, smaller, as large, and a single row, which has no corners to align. */
static void check_sizes(ResizeAttrs how)
{
	check_resize(how, 7, 5);
	check_resize(how, 2, 3);
	check_resize(how, 3, 4);
	check_resize(how, 1, 9);
}

Test(gradient, resize_bilinear)
{
	check_sizes((ResizeAttrs){0});
}

Test(gradient, resize_bilinear_with_corners_aligned)
{
	check_sizes((ResizeAttrs){.align_corners = true});
}

Test(gradient, resize_bilinear_between_centres_of_pixels)
{
	check_sizes((ResizeAttrs){.half_pixel_centers = true});
}
