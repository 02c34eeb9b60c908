/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize.h"

#include <math.h>
#include <string.h>

#include "passes/quant_scales.h"
#include "passes/quant_weights.h"

static bool is_float_constant(const Tensor *tensor)
{
	return tensor && tensor->type == TYPE_FLOAT32 && tensor_is_constant(tensor);
}

static bool refuse_quantized(const Graph *graph, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		const Tensor *out = op_output(graph, op, 0), *weight = op_input(graph, op, 1);
		if (has_weights(op) && weight && weight->type == TYPE_INT8)
			return failed(err, "%s: weights are already int8",
				tensor_label(graph, op->inputs[1], label));
		if (op->code->type == OP_QUANTIZE || op->code->type == OP_DEQUANTIZE ||
			(out && out->type != TYPE_FLOAT32))
			return failed(err, "operator %d (%s) computes %s; a float32 model is needed",
				i, op->code->name, out ? type_name(out->type) : "nothing");
	}
	for (int i = 0; i < graph->n_inputs; i++)
		if (graph->tensors[graph->inputs[i]].type != TYPE_FLOAT32)
			return failed(err, "input '%s' is %s; a float32 model is needed",
				tensor_label(graph, graph->inputs[i], label),
				type_name(graph->tensors[graph->inputs[i]].type));
	return true;
}

/* Give each operator float constants of its own: two uses may need two quantisations. */
static void unshare_constants(Model *model, Graph *graph)
{
	Arena scratch = {0};
	int n_tensors = graph->n_tensors;
	bool *used = arena_array(&scratch, (size_t)n_tensors, sizeof *used);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			int tensor = op->inputs[k];
			if (!is_float_constant(op_input(graph, op, k)))
				continue;
			if (used[tensor])
				op->inputs[k] = graph_add_tensor(model, graph, graph->tensors[tensor]);
			used[tensor] = true;
		}
	}
	arena_finish(&scratch);
}

/* Constants that are operands, not weights, have the range of their values. */
static bool add_constant_ranges(const Graph *graph, Range *ranges, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			const Tensor *tensor = op_input(graph, op, k);
			if (!is_float_constant(tensor) || (has_weights(op) && k > 0))
				continue;
			const float *values = (const float *)(const void *)tensor->buffer->data;
			Range range = {values[0], values[0]};
			for (size_t v = 0; v < tensor->buffer->n_bytes / sizeof *values; v++) {
				if (!isfinite(values[v]))
					return failed(err, "%s: value %zu is not finite",
						tensor_label(graph, op->inputs[k], label), v);
				range.low = values[v] < range.low ? values[v] : range.low;
				range.high = values[v] > range.high ? values[v] : range.high;
			}
			ranges[op->inputs[k]] = range;
		}
	}
	return true;
}

static Quantization *one_scale(Model *model, ScaleZero scale)
{
	Quantization *q = arena_alloc(&model->arena, sizeof *q);
	int64_t zero_point = scale.zero_point;
	q->n_scales = q->n_zero_points = 1;
	q->scale = arena_copy(&model->arena, &scale.scale, sizeof scale.scale);
	q->zero_point = arena_copy(&model->arena, &zero_point, sizeof zero_point);
	return q;
}

static void make_int8(Model *model, Tensor *tensor, ScaleZero scale)
{
	if (tensor_is_constant(tensor)) {
		size_t n = tensor->buffer->n_bytes / sizeof(float);
		const float *values = (const float *)(const void *)tensor->buffer->data;
		int8_t *stored = arena_array(&model->arena, n, sizeof *stored);
		for (size_t i = 0; i < n; i++) {
			double q = round((double)values[i] / (double)scale.scale) + scale.zero_point;
			stored[i] = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
		}
		model_set_constant(model, tensor, stored, n);
	}
	tensor->type = TYPE_INT8;
	tensor->quantization = one_scale(model, scale);
}

/* A tensor like another but for its type and name. */
static int add_sibling(Model *model, Graph *graph, int tensor, ScaleZero scale)
{
	char label[16];
	Tensor sibling = graph->tensors[tensor];
	sibling.name =
		arena_text(&model->arena, "%s_int8", tensor_label(graph, tensor, label));
	sibling.type = TYPE_INT8;
	sibling.buffer = model->buffers[0];
	sibling.source = NULL;
	sibling.quantization = one_scale(model, scale);
	return graph_add_tensor(model, graph, sibling);
}

static void insert_conversion(Model *model, Graph *graph, int place, OpType type, int in,
	int out)
{
	Op op = {.code = model_op_code(model, type), .n_inputs = 1, .n_outputs = 1};
	op.inputs = arena_copy(&model->arena, &in, sizeof in);
	op.outputs = arena_copy(&model->arena, &out, sizeof out);
	graph_insert_op(model, graph, place, op);
}

/* Bring inputs of concatenations to the scale of the result where they have another. */
static void requantize_inputs(Model *model, Graph *graph, const ScaleZero *scales)
{
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			int in = graph->ops[i].inputs[k];
			if (!needs_requantize(&graph->ops[i], k, scales))
				continue;
			int sibling = add_sibling(model, graph, in, scales[graph->ops[i].outputs[0]]);
			graph->ops[i].inputs[k] = sibling;
			insert_conversion(model, graph, i, OP_QUANTIZE, in, sibling);
			i++; /* the operator has moved up by one */
		}
	}
}

static void give_border_type(Model *model, Tensor *tensor, DataType type, ScaleZero scale)
{
	tensor->type = type;
	tensor->quantization = NULL;
	if (type == TYPE_UINT8)
		tensor->quantization =
			one_scale(model, (ScaleZero){scale.scale, scale.zero_point + 128});
}

/* Keep a graph input as the application gives it, and quantise it at the border. */
static void convert_input(Model *model, Graph *graph, int tensor, DataType type,
	ScaleZero scale)
{
	int sibling = add_sibling(model, graph, tensor, scale);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				graph->ops[i].inputs[k] = sibling;
	give_border_type(model, &graph->tensors[tensor], type, scale);
	insert_conversion(model, graph, 0, OP_QUANTIZE, tensor, sibling);
}

static void convert_output(Model *model, Graph *graph, int tensor, DataType type,
	ScaleZero scale)
{
	int sibling = add_sibling(model, graph, tensor, scale);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] == tensor)
				op->inputs[k] = sibling;
		if (op->outputs[0] == tensor)
			op->outputs[0] = sibling;
	}
	give_border_type(model, &graph->tensors[tensor], type, scale);
	OpType conversion = type == TYPE_FLOAT32 ? OP_DEQUANTIZE : OP_QUANTIZE;
	insert_conversion(model, graph, graph->n_ops, conversion, sibling, tensor);
}

static bool is_input(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_inputs; i++)
		if (graph->inputs[i] == tensor)
			return true;
	return false;
}

static void convert_borders(Model *model, Graph *graph, const QuantizeSettings *settings,
	const ScaleZero *scales)
{
	for (int i = 0; i < graph->n_inputs; i++)
		if (settings->input_type != TYPE_INT8)
			convert_input(model, graph, graph->inputs[i], settings->input_type,
				scales[graph->inputs[i]]);
	for (int i = 0; i < graph->n_outputs; i++) {
		int tensor = graph->outputs[i];
		if (settings->output_type != TYPE_INT8 && !is_input(graph, tensor) &&
			graph->tensors[tensor].type == TYPE_INT8)
			convert_output(model, graph, tensor, settings->output_type, scales[tensor]);
	}
}

static bool convert_graph(Model *model, Graph *graph, const ScaleZero *scales, Error *err)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (has_weights(op) &&
			!quantize_weights(model, graph, op, scales[op->inputs[0]].scale, err))
			return failed_in(err, "operator %d (%s): ", i, op->code->name);
	}
	for (int i = 0; i < graph->n_tensors; i++)
		if (scales[i].scale > 0)
			make_int8(model, &graph->tensors[i], scales[i]);
	requantize_inputs(model, graph, scales);

	/* New types may need new versions of the operators: the writer works them out. */
	for (int i = 0; i < model->n_codes; i++)
		if (model->codes[i]->type != OP_OTHER)
			model->codes[i]->version = 0;
	return true;
}

/* What was made must hold, and run: scales may differ by more than arithmetic can bridge. */
static bool check_result(const Model *model, Error *err)
{
	Arena scratch = {0};
	Model named = *model;
	named.name = arena_text(&scratch, "%s: once quantised", model->name);
	bool ok = model_verify(&named, err) || failed_in(err, "%s: ", named.name);
	Plan *plan = ok ? plan_new(&named, &(PlanSettings){.batch = 1}, err) : NULL;
	plan_free(plan);
	arena_finish(&scratch);
	return plan != NULL;
}

static bool convert(Model *model, const QuantizeSettings *settings, Range *ranges,
	ScaleZero *scales, Error *err)
{
	Graph *graph = &model->graphs[0];
	if (!add_constant_ranges(graph, ranges, err))
		return false;
	choose_scales(graph, ranges, scales);
	if (!convert_graph(model, graph, scales, err))
		return false;
	convert_borders(model, graph, settings, scales);
	return true;
}

bool quantize(Model *model, const Samples *samples, const QuantizeSettings *settings,
	Error *err)
{
	Graph *graph = &model->graphs[0];
	if (!refuse_quantized(graph, err))
		return failed_in(err, "%s: ", model->name);
	unshare_constants(model, graph);

	Arena scratch = {0};
	Range *ranges = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *ranges);
	ScaleZero *scales = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *scales);
	bool ok = calibrate(model, samples, &settings->calibration, ranges, err) &&
		(convert(model, settings, ranges, scales, err) ||
			failed_in(err, "%s: ", model->name));
	arena_finish(&scratch);
	return ok && check_result(model, err);
}
