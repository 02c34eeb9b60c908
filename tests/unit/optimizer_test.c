/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/optimizer.h"

#include <criterion/criterion.h>

#include "tests/unit/build.h"

enum { N = 4 };

static Model *model;
static Net *net;
static Optimizer *optimizer;

/* Weights [1, 4] and a bias. */
static void make_net(void)
{
	static const float values[N] = {1, -2, 0, 4}, bias[1] = {3};
	Error err = {0};
	model = test_model_new(1);
	model->name = "m";
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, N));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int weights = test_values(model, TYPE_FLOAT32, DIMS(1, N), values);
	int biases = test_values(model, TYPE_FLOAT32, DIMS(1), bias);
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, biases), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	net = net_new(model, &(NetSettings){.batch = 1}, &err);
	cr_assert_not_null(net, "%s", err.text);
}

static void finish(void)
{
	optimizer_free(optimizer);
	net_free(net);
	model_free(model);
}

TestSuite(optimizer, .init = make_net, .fini = finish);

static void step(int index, const float *gradient, double rate, double scale)
{
	Param *param = net_param(net, index);
	for (size_t i = 0; i < param->count; i++)
		param->gradient[i] = gradient[i];
	ParamBlock block = {param, index, 0, param->n_rows, 0, param->count};
	optimizer_begin(optimizer, rate, scale);
	optimizer_update(optimizer, &block);
}

static void expect_values(int index, const double *expected)
{
	const Param *param = net_param(net, index);
	for (size_t i = 0; i < param->count; i++)
		cr_expect(fabs((double)param->values[i] - expected[i]) < 1e-6,
			"element %zu: %.9g, not %.9g", i, (double)param->values[i], expected[i]);
}

Test(optimizer, sgd_moves_against_the_gradient_and_on_by_its_momentum)
{
	OptimizerSettings how = {.kind = OPTIMIZER_SGD, .momentum = 0.5};
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){1, 2, 3, 0}, 0.1, 1);
	expect_values(0, (double[]){0.9, -2.2, -0.3, 4});
	step(0, (float[]){1, 0, 0, 0}, 0.1, 1);
	expect_values(0, (double[]){0.75, -2.3, -0.45, 4});
}

Test(optimizer, nesterov_looks_ahead)
{
	OptimizerSettings how = {.kind = OPTIMIZER_SGD, .momentum = 0.5, .nesterov = true};
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){1, 2, 3, 0}, 0.1, 1); /* g + 0.5 g */
	expect_values(0, (double[]){0.85, -2.3, -0.45, 4});
	step(0, (float[]){1, 0, 0, 0}, 0.1, 1); /* v = 1.5, 1, 1.5; g + 0.5 v */
	expect_values(0, (double[]){0.675, -2.35, -0.525, 4});
}

Test(optimizer, adam_moves_by_about_the_rate_at_first_however_large_the_gradient)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){1e-3F, -2, 300, 0}, 0.1, 1);
	expect_values(0, (double[]){0.900001, -1.9, -0.1, 4});
	/* By the formula, in double. */
	step(0, (float[]){1e-3F, 0, 0, 0}, 0.1, 1);
	expect_values(0, (double[]){0.80000198, -1.83299418, -0.16700583, 4});
}

/* The paper's formulas, in double. */
Test(optimizer, adamw_follows_its_paper)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	double m = 0, v = 0, expected[N] = {1, -2, 0, 4};
	how.weight_decay = 0.05;
	optimizer = optimizer_new(net, &how);
	for (int t = 1; t <= 20; t++) {
		double rate = 0.01 * t, g = t % 3 - 0.75;
		step(0, (float[]){(float)g, (float)g, (float)g, (float)g}, rate, 1);
		m = 0.9 * m + 0.1 * g;
		v = 0.999 * v + 0.001 * g * g;
		for (int i = 0; i < N; i++)
			expected[i] -= rate *
				(m / (1 - pow(0.9, t)) / (sqrt(v / (1 - pow(0.999, t))) + 1e-8) +
					0.05 * expected[i]);
	}
	cr_expect_eq(optimizer->n_steps, 20);
	expect_values(0, expected);
}

Test(optimizer, decay_is_of_weights_alone_and_apart_from_the_gradient)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	how.weight_decay = 0.5;
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){0, 0, 0, 1}, 0.1, 1);
	expect_values(0, (double[]){0.95, -1.9, 0, 3.7});
	step(1, (float[]){0}, 0.1, 1);
	expect_values(1, (double[]){3});
}

/* As those of a first layer whose inputs are large; 0s do not count. */
Test(optimizer, adam_moves_small_weights_in_proportion)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	Param *param = net_param(net, 0);
	cr_assert_eq(param->fan_in, 4);
	for (int i = 0; i < N; i++)
		param->values[i] /= 1000;
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){1, 1, 0, -1}, 0.1, 1);
	double move = 0.1 * sqrt(21.0 / 3) / 1000 / sqrt(2.0 / 4);
	expect_values(0, (double[]){0.001 - move, -0.002 - move, 0, 0.004 + move});
	step(1, (float[]){1}, 0.1, 1);
	cr_expect_lt(net_param(net, 1)->values[0], 2.95F); /* biases by the whole rate */
}

Test(optimizer, gradients_are_scaled_first)
{
	OptimizerSettings how = {.kind = OPTIMIZER_SGD};
	optimizer = optimizer_new(net, &how);
	step(0, (float[]){1, 2, 3, 4}, 1, 0.25);
	expect_values(0, (double[]){0.75, -2.5, -0.75, 3});
}

/* Its momentum would move it. */
Test(optimizer, what_is_masked_stays_0_from_the_first_step)
{
	for (int kind = 0; kind < 2; kind++) {
		OptimizerSettings how = OPTIMIZER_DEFAULTS;
		how.kind = kind ? OPTIMIZER_ADAMW : OPTIMIZER_SGD;
		how.weight_decay = 0.1;
		optimizer_free(optimizer);
		optimizer = optimizer_new(net, &how);
		Param *param = net_param(net, 0);
		for (int i = 0; i < 3; i++)
			step(0, (float[]){1, 1, 1, 1}, 0.1, 1);
		param->values[1] = 0;
		for (int i = 0; i < 3; i++)
			step(0, (float[]){1, 0, 1, 1}, 0.1, 1);
		cr_expect_eq(param->values[1], 0);
		step(0, (float[]){1, 1, 1, 1}, 0.1, 1);
		cr_expect_neq(param->values[1], 0);
	}
}

Test(optimizer, equal_values_with_equal_gradients_stay_equal)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	how.weight_decay = 0.01;
	optimizer = optimizer_new(net, &how);
	Param *param = net_param(net, 0);
	for (int i = 0; i < N; i++)
		param->values[i] = 0.3F;
	for (int i = 0; i < 50; i++) {
		float g = (float)(i % 7) - 2.7F;
		step(0, (float[]){g, g, g, g}, 0.01, 0.9);
	}
	for (int i = 1; i < N; i++)
		cr_expect_eq(param->values[i], param->values[0]);
}
