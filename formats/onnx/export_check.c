/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export_check.h"

#include "formats/onnx/export_operators.h"
#include "src/ops/op.h"

/* --- Tensors --- */

static bool check_scales(const Tensor *tensor, Error *err)
{
	const Quantization *q = tensor->quantization;
	int low = tensor->type == TYPE_UINT8 ? 0 : -128;
	bool is_constant = tensor_is_constant(tensor);
	if (q->has_details)
		return failed(err, "scales that other tensors hold");
	if (!is_constant && q->n_scales > 1)
		return failed(err, "%d scales; computed values have one", q->n_scales);
	if (!is_constant && !(q->scale[0] > 0))
		return failed(err, "scale %g", (double)q->scale[0]);
	for (int i = 0; i < q->n_zero_points; i++)
		if (q->zero_point[i] < low || q->zero_point[i] > low + 255)
			return failed(err, "zero point %lld beside %s", (long long)q->zero_point[i],
				type_name(tensor->type));
	return true;
}

static bool value_type(const Tensor *tensor, DataType *type, Error *err)
{
	*type = tensor->type;
	if (onnx_is_quantized(tensor)) {
		*type = TYPE_FLOAT32;
		if (tensor->type == TYPE_INT4 && !tensor_is_constant(tensor))
			return failed(err, "int4 values can be written where they are constant");
		return check_scales(tensor, err);
	}
	if (tensor->type == TYPE_FLOAT16 && tensor_is_constant(tensor)) {
		*type = TYPE_FLOAT32;
		return true;
	}
	if (tensor->type == TYPE_INT16 && tensor->quantization &&
		tensor->quantization->n_scales > 0)
		return failed(err, "int16 activations: ONNX quantises to 8 bits");
	if (tensor->type == TYPE_FLOAT16 || !onnx_data_type(tensor->type))
		return failed(err, "%s values cannot be written as ONNX", type_name(*type));
	return true;
}

bool onnx_value_type(const Graph *graph, int tensor, DataType *type, Error *err)
{
	char label[16];
	return value_type(&graph->tensors[tensor], type, err) ||
		failed_in(err, "tensor '%s': ", tensor_label(graph, tensor, label));
}

/* --- Operators --- */

static bool check_type(OnnxTakes takes, DataType type, Error *err)
{
	bool fits = takes == TAKES_ANY || type == TYPE_FLOAT32 ||
		(takes == TAKES_NUMBERS && (type == TYPE_INT32 || type == TYPE_INT64));
	return fits || failed(err, "%s values cannot be written as ONNX", type_name(type));
}

static bool check_types(const Graph *graph, const Op *op, const OnnxOperator *how,
	Error *err)
{
	DataType first = N_TYPES, type;
	for (int i = 0; i < op->n_inputs + op->n_outputs; i++) {
		bool is_output = i >= op->n_inputs;
		int tensor = is_output ? op->outputs[i - op->n_inputs] : op->inputs[i];
		if (tensor < 0 || (!is_output && !onnx_mask_has(how->values, i)))
			continue;
		if (!onnx_value_type(graph, tensor, &type, err) ||
			!check_type(how->takes, type, err))
			return false;
		if (first != N_TYPES && type != first)
			return failed(err, "%s beside %s values cannot be written as ONNX",
				type_name(type), type_name(first));
		first = type;
	}
	return true;
}

static bool check_op(const Graph *graph, const Op *op, Error *err)
{
	const OnnxOperator *how = onnx_operator(op->code->type);
	if (!how)
		return failed(err, "cannot be written as ONNX: whit does not know this operator");
	if (!op_check(graph, op, err))
		return false;
	for (int i = 0; i < op->n_inputs; i++) {
		Shape shape;
		if (op->inputs[i] >= 0 && !shape_of(graph, op->inputs[i], &shape, err))
			return false;
	}
	if (fused_activation(op->code->type, &op->attrs) == ACTIVATION_SIGN_BIT)
		return failed(err, "a fused SIGN_BIT cannot be written as ONNX");
	if (how->takes != TAKES_OTHER && !check_types(graph, op, how, err))
		return false;
	return !how->check || how->check(graph, op, err);
}

static bool check_border(const Graph *graph, int tensor, Error *err)
{
	DataType type;
	Shape shape;
	const Tensor *t = &graph->tensors[tensor];
	if (!onnx_value_type(graph, tensor, &type, err) ||
		!shape_of(graph, tensor, &shape, err))
		return false;
	return onnx_data_type(t->type) != 0 ||
		failed(err, "%s values cannot be written as ONNX", type_name(t->type));
}

/* Inputs are tensors of their own, with nothing in them. */
static bool check_inputs(const Graph *graph, bool *is_listed, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_inputs; i++) {
		int tensor = graph->inputs[i];
		if (!check_border(graph, tensor, err))
			return failed_in(err, "input %d: ", i);
		if (is_listed[tensor] || tensor_is_constant(&graph->tensors[tensor]))
			return failed(err, "input %d: tensor '%s' is %s", i,
				tensor_label(graph, tensor, label),
				is_listed[tensor] ? "an input already" : "a constant");
		is_listed[tensor] = true;
	}
	return true;
}

bool onnx_check(const Graph *graph, Error *err)
{
	for (int i = 0; i < graph->n_ops; i++)
		if (!check_op(graph, &graph->ops[i], err))
			return failed_in(err, "operator %d (%s): ", i, graph->ops[i].code->name);
	for (int i = 0; i < graph->n_outputs; i++)
		if (!check_border(graph, graph->outputs[i], err))
			return failed_in(err, "output %d: ", i);
	Arena scratch = {0};
	bool ok = check_inputs(graph,
		arena_array(&scratch, (size_t)graph->n_tensors, sizeof(bool)), err);
	arena_finish(&scratch);
	return ok;
}
