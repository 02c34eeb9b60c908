/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/optimizer.h"

#include <criterion/criterion.h>

#include "tests/unit/build.h"

/* A net of one weight and one bias. */
typedef struct Small {
	Model *model;
	Net *net;
	Param *weight, *bias;
	Optimizer *optimizer;
} Small;

static Small small(OptimizerSettings how)
{
	Small made = {.model = test_model_new(1)};
	Error err = {0};
	int in = test_computed(made.model, TYPE_FLOAT32, DIMS(1, 1));
	int weight = test_values(made.model, TYPE_FLOAT32, DIMS(1, 1), (float[]){2});
	int bias = test_values(made.model, TYPE_FLOAT32, DIMS(1), (float[]){1});
	int out = test_computed(made.model, TYPE_FLOAT32, DIMS(1, 1));
	test_op(made.model, "FULLY_CONNECTED", LIST(in, weight, bias), LIST(out));
	test_inputs(made.model, LIST(in));
	test_outputs(made.model, LIST(out));
	made.net = net_new(made.model, &(NetSettings){.batch = 1}, &err);
	cr_assert(made.net, "%s", err.text);
	made.weight = net_param(made.net, 0);
	made.bias = net_param(made.net, 1);
	made.optimizer = optimizer_new(made.net, &how);
	return made;
}

static void finish(Small *made)
{
	optimizer_free(made->optimizer);
	net_free(made->net);
	model_free(made->model);
}

static void update(void *context, const ParamBlock *block)
{
	optimizer_update(context, block);
}

static void step(Small *made, float gradient, double rate, double scale)
{
	const StepHooks hooks = {.context = made->optimizer, .update = update};
	Team *team = team_new(1);
	made->weight->gradient[0] = made->bias->gradient[0] = gradient;
	optimizer_begin(made->optimizer, rate, scale);
	net_update(made->net, team, &hooks);
	team_free(team);
}

static void expect_near(float got, double expected)
{
	cr_expect(fabs((double)got - expected) < 1e-6, "%.9g, expected %.9g", (double)got,
		expected);
}

Test(optimizer, sgd_gathers_momentum_and_decays_weights_only)
{
	Small made = small(
		(OptimizerSettings){.kind = OPTIMIZER_SGD, .momentum = 0.5, .weight_decay = 0.1});
	step(&made, 4, 0.1, 1);
	expect_near(made.bias->values[0], 1 - 0.1 * 4);
	expect_near(made.weight->values[0], 2 - 0.1 * (4 + 0.1 * 2));
	double before = (double)made.bias->values[0];
	step(&made, 4, 0.1, 0.5); /* v = 0.5 * 4 + 0.5 * 4 */
	expect_near(made.bias->values[0], before - 0.1 * 4);
	finish(&made);
}

/* The same in double, by the paper's formulas. */
Test(optimizer, adamw_follows_its_paper)
{
	OptimizerSettings how = OPTIMIZER_DEFAULTS;
	how.weight_decay = 0.05;
	Small made = small(how);
	double m = 0, v = 0, weight = 2, bias = 1;
	for (int t = 1; t <= 20; t++) {
		double g = t % 3 - 0.7, rate = 0.01 * t;
		step(&made, (float)g, rate, 1);
		m = 0.9 * m + 0.1 * (double)(float)g;
		v = 0.999 * v + 0.001 * (double)(float)g * (double)(float)g;
		double move = m / (1 - pow(0.9, t)) / (sqrt(v / (1 - pow(0.999, t))) + 1e-8);
		weight -= rate * (move + 0.05 * weight);
		bias -= rate * move;
	}
	cr_expect_eq(made.optimizer->n_steps, 20);
	cr_expect(fabs((double)made.weight->values[0] - weight) < 1e-5);
	cr_expect(fabs((double)made.bias->values[0] - bias) < 1e-5);
	finish(&made);
}
