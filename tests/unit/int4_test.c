/* SPDX-License-Identifier: Apache-2.0 */
/* Layers with int4 weights: they compute what int8 weights of the same values do. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/base/nibbles.h"
#include "src/run/plan.h"
#include "tests/unit/one_op.h"

enum { MOST_VALUES = 512 };

/* One layer's weights; the scales go along axis, or there is one. */
typedef struct Layer4 {
	const char *op;
	int rank, dims[4];
	int n_scales, axis;
	int in_rank, in[4], out_rank, out[4];
} Layer4;

static const Layer4 layers[] = {
	{"CONV_2D", 4, {3, 3, 3, 5}, 3, 0, 4, {1, 6, 7, 5}, 4, {1, 6, 7, 3}},
	{"CONV_2D", 4, {3, 1, 1, 5}, 1, 0, 4, {1, 6, 7, 5}, 4, {1, 6, 7, 3}},
	{"DEPTHWISE_CONV_2D", 4, {1, 3, 3, 5}, 5, 3, 4, {1, 6, 7, 5}, 4, {1, 6, 7, 5}},
	{"DEPTHWISE_CONV_2D", 4, {1, 3, 3, 5}, 1, 0, 4, {1, 6, 7, 5}, 4, {1, 6, 7, 5}},
	{"FULLY_CONNECTED", 2, {7, 15}, 1, 0, 2, {2, 15}, 2, {2, 7}},
};

static int product(int rank, const int *dims)
{
	int n = 1;
	for (int i = 0; i < rank; i++)
		n *= dims[i];
	return n;
}

static int add_weights(Model *model, const Layer4 *layer, DataType type)
{
	int8_t values[MOST_VALUES];
	uint8_t packed[MOST_VALUES];
	int n = product(layer->rank, layer->dims);
	for (int i = 0; i < n; i++)
		values[i] = (int8_t)(i * 7 % 16 - 8);
	nibbles_pack(values, (size_t)n, packed);
	const void *stored = type == TYPE_INT4 ? (const void *)packed : (const void *)values;
	int tensor = test_values(model, type, layer->rank, layer->dims, stored);
	test_scales(model, tensor, layer->n_scales, layer->axis);
	float *scale = model->graphs[0].tensors[tensor].quantization->scale;
	for (int c = 0; c < layer->n_scales; c++)
		scale[c] = 0.25F + 0.125F * (float)c;
	return tensor;
}

static Model *layer_model(const Layer4 *layer, DataType type, DataType weights)
{
	Model *model = op_model(type, layer->in_rank, layer->in);
	int weight = add_weights(model, layer, weights);
	Op *op = add_op(model, layer->op, LIST(0, weight), layer->out_rank, layer->out);
	if (layer->rank == 4)
		op->attrs.conv =
			(ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	Tensor *out = &model->graphs[0].tensors[op->outputs[0]];
	out->quantization->scale[0] = 3;
	test_outputs(model, LIST(op->outputs[0]));
	return model;
}

/* The outputs of two samples, in the tensor's own type. */
static size_t run_model(Model *model, bool portable, void *out)
{
	Error err = {0};
	cr_assert(model_verify(model, &err), "%s", err.text);
	Plan *plan = plan_new(model, &(PlanSettings){2, portable}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	const Graph *graph = &model->graphs[0];
	size_t n = 2 * plan_count(plan, 0);
	for (size_t i = 0; i < n; i++) {
		int value = (int)(i * 37 % 255) - 127;
		if (graph->tensors[0].type == TYPE_INT8)
			((int8_t *)worker_values(worker, 0))[i] = (int8_t)value;
		else
			((float *)worker_values(worker, 0))[i] = (float)value;
	}
	worker_run(worker, 2, NULL, NULL);
	size_t n_bytes = 2 * plan_bytes(plan, graph->outputs[0]);
	memcpy(out, worker_values(worker, graph->outputs[0]), n_bytes);
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	return n_bytes;
}

static void expect_same_results(const Layer4 *layer, DataType type, bool portable)
{
	float as_int4[4 * MOST_VALUES], as_int8[4 * MOST_VALUES];
	size_t n = run_model(layer_model(layer, type, TYPE_INT4), portable, as_int4);
	cr_assert_eq(run_model(layer_model(layer, type, TYPE_INT8), portable, as_int8), n);
	cr_expect_arr_eq(as_int4, as_int8, n, "%s with %d scales, %s", layer->op,
		layer->n_scales, type_name(type));
}

Test(int4, weights_compute_as_int8_weights_of_the_same_values)
{
	for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
		expect_same_results(&layers[i], TYPE_INT8, false);
		expect_same_results(&layers[i], TYPE_INT8, true);
	}
}

Test(int4, weights_go_beside_float_activations_too)
{
	for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
		expect_same_results(&layers[i], TYPE_FLOAT32, false);
}

Test(int4, fully_connected_weights_have_one_scale)
{
	Layer4 layer = layers[4];
	layer.n_scales = 7;
	expect_op_refused(layer_model(&layer, TYPE_INT8, TYPE_INT4),
		"operator 0 (FULLY_CONNECTED): int4 weights '#1' have 7 scales; they must have "
		"one");
}
