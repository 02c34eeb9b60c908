/* SPDX-License-Identifier: Apache-2.0 */
/* Small weights beside float32 arithmetic, of models that need not be fit to run. */
#include <criterion/criterion.h>

#include "passes/quantize/rescue.h"
#include "tests/unit/build.h"

enum { SIDE = 40 };

/* Dense layers one behind the other, with the same weights of [SIDE, SIDE] and bias. */
static Model *dense_model(int n_layers, int n_biases)
{
	static float weights[SIDE * SIDE];
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
	test_inputs(model, LIST(in));
	for (int i = 0; i < SIDE * SIDE; i++)
		weights[i] = (float)(i * 31 % 101 - 50) / 100;
	int weight = test_values(model, TYPE_FLOAT32, DIMS(SIDE, SIDE), weights);
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(n_biases));
	for (int i = 0; i < n_layers; i++) {
		int out = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
		test_op(model, "FULLY_CONNECTED", LIST(in, weight, bias), LIST(out));
		in = out;
	}
	test_outputs(model, LIST(in));
	return model;
}

static DataType weight_type(const Model *model, int op)
{
	return op_input(&model->graphs[0], &model->graphs[0].ops[op], 1)->type;
}

static void expect_no_dynamic(Model *model, const char *message)
{
	Error err = {0};
	cr_expect_not(quantize_dynamic(model, &(DynamicSettings){0}, &err));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

Test(weight_only, refuses_weights_of_a_rank_that_no_such_layer_has)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4, 4, 1));
	int weight = test_constant(model, TYPE_FLOAT32, DIMS(2048));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4, 4, 1));
	test_op(model, "DEPTHWISE_CONV_2D", LIST(in, weight), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	model->name = "bad";
	expect_no_dynamic(model,
		"bad: operator 0 (DEPTHWISE_CONV_2D): tensor '#1': 1 dims, expected 4");
}

Test(weight_only, refuses_a_bias_of_another_length_than_the_outputs)
{
	Model *model = dense_model(1, 2);
	model->name = "bad";
	expect_no_dynamic(model,
		"bad: operator 0 (FULLY_CONNECTED): bias '#2' has 2 values for 40 outputs");
}

Test(weight_only, refuses_a_layer_without_an_input)
{
	Model *model = dense_model(1, SIDE);
	model->name = "bad";
	model->graphs[0].ops[0].inputs[0] = -1;
	expect_no_dynamic(model, "bad: operator 0 (FULLY_CONNECTED): input 0 is left out");
}

Test(weight_only, passes_over_layers_that_do_not_compute_in_float)
{
	Model *model = dense_model(2, SIDE);
	Error err = {0};
	model->graphs[0].tensors[model->graphs[0].inputs[0]].type = TYPE_INT8;
	cr_assert(quantize_dynamic(model, &(DynamicSettings){0}, &err), "%s", err.text);
	cr_expect_eq(weight_type(model, 0), TYPE_FLOAT32);
	cr_expect_eq(weight_type(model, 1), TYPE_INT8);
	model_free(model);
}

Test(weight_only, quantizes_what_layers_share_in_each_of_them)
{
	Model *model = dense_model(2, SIDE);
	Rescued rescued;
	RescueSettings how = RESCUE_DEFAULTS;
	Error err = {0};
	how.refine.bias_correction = false;
	cr_assert(quantize_dynamic_rescued(model, &(DynamicSettings){0}, &how, &rescued,
				  &err),
		"%s", err.text);
	cr_expect(model_verify(rescued.model, &err), "%s", err.text);
	for (int i = 0; i < 2; i++)
		cr_expect_eq(weight_type(rescued.model, i), TYPE_INT8);
	cr_expect_eq(weight_type(model, 0), TYPE_FLOAT32, "the original changed");
	rescued_free(&rescued);
	model_free(model);
}

/* The weights are also what the model gives out. */
static Model *with_weights_as_output(void)
{
	Model *model = dense_model(1, SIDE);
	Graph *graph = &model->graphs[0];
	test_outputs(model, LIST(graph->outputs[0], graph->ops[0].inputs[1]));
	return model;
}

static void expect_float_outputs(Model *model)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	cr_expect(model_verify(model, &err), "%s", err.text);
	for (int i = 0; i < graph->n_outputs; i++)
		cr_expect_eq(graph->tensors[graph->outputs[i]].type, TYPE_FLOAT32, "output %d",
			i);
	model_free(model);
}

Test(weight_only, leaves_a_constant_that_is_an_output_as_it_is)
{
	Error err = {0};
	Model *model = with_weights_as_output();
	cr_assert(quantize_dynamic(model, &(DynamicSettings){0}, &err), "%s", err.text);
	cr_expect_eq(weight_type(model, 0), TYPE_INT8);
	expect_float_outputs(model);
	model = with_weights_as_output();
	cr_assert(quantize_float16(model, &err), "%s", err.text);
	expect_float_outputs(model);
}

Test(weight_only, leaves_sparse_constants_as_they_are)
{
	Model *model = dense_model(1, SIDE);
	Error err = {0};
	Graph *graph = &model->graphs[0];
	Tensor *weight = &graph->tensors[graph->ops[0].inputs[1]];
	weight->is_sparse = true;
	cr_assert(quantize_float16(model, &err), "%s", err.text);
	weight = &graph->tensors[1];
	cr_expect_eq(weight->type, TYPE_FLOAT32);
	model_free(model);
}
