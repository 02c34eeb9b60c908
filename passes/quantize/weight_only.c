/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/weight_only.h"

#include <math.h>

#include "passes/quantize/conversion.h"
#include "passes/quantize/float_constants.h"
#include "passes/quantize/quant_weights.h"
#include "src/base/half.h"
#include "src/graph/decoders.h"

static bool nothing_to_do(const Model *model, const char *what, Error *err)
{
	return failed(err, "%s: no float32 %s", model->name, what);
}

/* --- Dynamic range --- */

/* TRANSPOSE_CONV stays as it is: of integer weights beside float32, only some of TFLite's
 * delegates know. */
static bool has_dynamic_kernel(const Op *op)
{
	return has_weights(op) && op->code->type != OP_TRANSPOSE_CONV;
}

static bool is_worth_it(const Graph *graph, const Op *op)
{
	const Tensor *in = op_data(graph, op), *weight = op_weights(graph, op);
	return has_dynamic_kernel(op) && is_float_constant(weight) &&
		(!in || in->type == TYPE_FLOAT32) &&
		weight->buffer->n_bytes / sizeof(float) >= LEAST_DYNAMIC_WEIGHTS;
}

bool quantize_dynamic(Model *model, const DynamicSettings *settings, Error *err)
{
	Graph *graph = &model->graphs[0];
	int n = 0;
	if (!model_is_decoded(model, err))
		return failed_in(err, "%s: ", model->name);
	unshare_float_constants(model);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		if (!is_worth_it(graph, op))
			continue;
		bool is_dense = op->code->type == OP_FULLY_CONNECTED;
		WeightFormat format = {TYPE_INT8, is_dense && settings->per_tensor_dense};
		if (!quantize_weights(model, graph, op, format, err)) {
			failed_in(err, "operator %d (%s): ", i, op->code->name);
			return failed_in(err, "%s: ", model->name);
		}
		n++;
	}
	forget_versions(model);
	return n > 0 || nothing_to_do(model, "weights of 1024 values or more", err);
}

/* --- float16 --- */

static bool store_halves(Model *model, Graph *graph, int index, Error *err)
{
	char label[16];
	Tensor *tensor = &graph->tensors[index];
	const float *values = (const float *)(const void *)tensor->buffer->data;
	size_t n = tensor->buffer->n_bytes / sizeof *values;
	uint16_t *halves = arena_array(&model->arena, n, sizeof *halves);
	for (size_t i = 0; i < n; i++) {
		halves[i] = half_from_float(values[i]);
		if (!isfinite(half_to_float(halves[i])))
			return failed(err, "%s: value %zu, %g, is beyond float16",
				tensor_label(graph, index, label), i, (double)values[i]);
	}
	model_set_constant(model, tensor, halves, n * sizeof *halves);
	tensor->type = TYPE_FLOAT16;
	return true;
}

/* A computed tensor with the real numbers of a constant, ready before operator place. */
static int add_widened(Model *model, Graph *graph, int place, int constant)
{
	int added = add_computed_like(model, graph, constant, "float32");
	graph->tensors[added].type = TYPE_FLOAT32;
	insert_conversion(model, graph, place, OP_DEQUANTIZE, constant, added);
	return added;
}

bool quantize_float16(Model *model, Error *err)
{
	Graph *graph = &model->graphs[0];
	Arena scratch = {0};
	if (!model_is_decoded(model, err))
		return failed_in(err, "%s: ", model->name);
	size_t n_constants = (size_t)graph->n_tensors;
	int *widened = arena_array(&scratch, n_constants, sizeof *widened);
	bool *is_output = arena_array(&scratch, n_constants, sizeof *is_output);
	for (int i = 0; i < graph->n_outputs; i++)
		is_output[graph->outputs[i]] = true;
	int n = 0;
	bool ok = true;
	for (int i = 0; ok && i < graph->n_ops; i++) {
		for (int k = 0; ok && k < graph->ops[i].n_inputs; k++) {
			int tensor = graph->ops[i].inputs[k];
			if (tensor < 0 || (size_t)tensor >= n_constants || is_output[tensor])
				continue;
			if (!widened[tensor] && is_float_constant(&graph->tensors[tensor])) {
				ok = store_halves(model, graph, tensor, err);
				widened[tensor] = add_widened(model, graph, i++, tensor);
				n++;
			}
			if (widened[tensor])
				graph->ops[i].inputs[k] = widened[tensor];
		}
	}
	arena_finish(&scratch);
	forget_versions(model);
	if (ok && n == 0)
		return nothing_to_do(model, "constants", err);
	return ok || failed_in(err, "%s: ", model->name);
}
