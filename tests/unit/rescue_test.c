/* SPDX-License-Identifier: Apache-2.0 */
/* Which layers stay int8 among int4 ones. */
#include <criterion/criterion.h>

#include "passes/quantize/rescue.h"
#include "tests/unit/build.h"

enum { WIDE = 50, NARROW = 4, OUT = 400, N_ROWS = 40, N_LAYERS = 3 };

static float value_at(int i)
{
	return (float)(i * 7919 % 1009 - 504) / 504;
}

static int add_dense(Model *model, int in, int n_in, int n_out)
{
	static float weights[WIDE * WIDE];
	for (int i = 0; i < n_in * n_out; i++)
		weights[i] = value_at(i);
	int weight = test_values(model, TYPE_FLOAT32, DIMS(n_out, n_in), weights);
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(n_out));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, n_out));
	test_op(model, "FULLY_CONNECTED", LIST(in, weight, bias), LIST(out));
	return out;
}

/* Layers of 2,500, 200 and 1,600 weights. */
static Model *three_layers(void)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, WIDE));
	int out = add_dense(model, in, WIDE, WIDE);
	out = add_dense(model, out, WIDE, NARROW);
	out = add_dense(model, out, NARROW, OUT);
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	return model;
}

static int count_of_type(const Model *model, DataType type)
{
	int n = 0;
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++) {
		const Tensor *weight = op_input(graph, &graph->ops[i], 1);
		n += weight && weight->type == type;
	}
	return n;
}

/* How many layers of the best model have weights of a type, for formats asked for. */
static int best_of_type(const LayerFormat formats[N_LAYERS], DataType type)
{
	static float values[N_ROWS * WIDE];
	for (int i = 0; i < N_ROWS * WIDE; i++)
		values[i] = value_at(i * 3 + i / WIDE);
	Array data = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {N_ROWS, WIDE}},
		.data = values};
	Preprocess as_it_is = PREPROCESS_DEFAULTS;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	RescueSettings how = RESCUE_DEFAULTS;
	Samples samples;
	Rescued rescued;
	Error err = {0};
	Model *model = three_layers();
	settings.layers = formats;
	how.best = true;
	cr_assert(samples_open(model, &data, &as_it_is, &samples, &err) &&
			quantize_prepare(model, &err) &&
			quantize_rescued(model, &samples, &settings, &how, &rescued, &err),
		"%s", err.text);
	int n = count_of_type(rescued.model, type);
	rescued_free(&rescued);
	model_free(model);
	return n;
}

Test(rescue, holds_back_a_small_layer_of_many_int4_weights)
{
	const LayerFormat formats[N_LAYERS] = {LAYER_INT4, LAYER_INT4, LAYER_INT4};
	cr_expect_eq(best_of_type(formats, TYPE_INT8), 1);
	cr_expect_eq(best_of_type(formats, TYPE_INT4), 2);
}

/* 200 are more than a tenth of the 1,800 weights that are to be int4, whatever else there is. */
Test(rescue, holds_back_no_more_than_a_share_of_the_int4_weights)
{
	const LayerFormat formats[N_LAYERS] = {LAYER_FLOAT32, LAYER_INT4, LAYER_INT4};
	cr_expect_eq(best_of_type(formats, TYPE_INT8), 0);
	cr_expect_eq(best_of_type(formats, TYPE_INT4), 2);
}
