/* SPDX-License-Identifier: Apache-2.0 */
/* What single operators must be for ONNX to have them. */
#include "formats/onnx/export_check.h"
#include "formats/onnx/export_operators.h"

bool onnx_check_bias(const Graph *graph, const Op *op, int input, int weight, int bias,
	Error *err)
{
	const Tensor *t = op_input(graph, op, bias);
	DataType type;
	if (!t)
		return true;
	if (t->type != TYPE_INT32)
		return onnx_value_type(graph, op->inputs[bias], &type, err) &&
			(type == TYPE_FLOAT32 ||
				failed(err, "a bias of %s cannot be written as ONNX", type_name(type)));
	const Tensor *in = op_input(graph, op, input), *weights = op_input(graph, op, weight);
	if (!onnx_is_quantized(in) || !onnx_is_quantized(weights))
		return failed(err, "a bias of int32 beside %s and %s", type_name(in->type),
			type_name(weights->type));
	int n = weights->quantization->n_scales;
	if (n > 1 && (t->rank != 1 || t->dims[0] != n))
		return failed(err, "a bias that does not go with %d scales of weights", n);
	return true;
}

bool onnx_check_weighted(const Graph *graph, const Op *op, Error *err)
{
	if (op->code->type == OP_FULLY_CONNECTED && op->attrs.dense.weights_format != 0)
		return failed(err, "shuffled weights cannot be written as ONNX");
	return onnx_check_bias(graph, op, 0, 1, 2, err);
}

bool onnx_check_resize(const Graph *graph, const Op *op, Error *err)
{
	(void)graph;
	return !(op->attrs.resize.align_corners && op->attrs.resize.half_pixel_centers) ||
		failed(err, "corners aligned and centres of pixels exclude each other");
}

bool onnx_check_gather(const Graph *graph, const Op *op, Error *err)
{
	DataType type = op_input(graph, op, 1)->type;
	if (type != TYPE_INT32 && type != TYPE_INT64)
		return failed(err, "indices of %s cannot be written as ONNX", type_name(type));
	return op->attrs.gather.batch_dims == 0 ||
		failed(err, "batch dimensions cannot be written as ONNX");
}

static bool check_stored_type(const Tensor *tensor, Error *err)
{
	return onnx_data_type(tensor->type) != 0 ||
		failed(err, "%s values cannot be written as ONNX", type_name(tensor->type));
}

bool onnx_check_cast(const Graph *graph, const Op *op, Error *err)
{
	return check_stored_type(op_input(graph, op, 0), err) &&
		check_stored_type(op_output(graph, op, 0), err);
}

static bool check_real(const Graph *graph, int tensor, Error *err)
{
	DataType type;
	return onnx_value_type(graph, tensor, &type, err) &&
		(type == TYPE_FLOAT32 ||
			failed(err, "%s values cannot be written as ONNX", type_name(type)));
}

bool onnx_check_quantize(const Graph *graph, const Op *op, Error *err)
{
	const Tensor *out = op_output(graph, op, 0);
	if (!onnx_is_quantized(out))
		return failed(err, "to %s cannot be written as ONNX", type_name(out->type));
	return check_real(graph, op->inputs[0], err) &&
		check_real(graph, op->outputs[0], err);
}

bool onnx_check_dequantize(const Graph *graph, const Op *op, Error *err)
{
	const Tensor *out = op_output(graph, op, 0);
	if (out->type != TYPE_FLOAT32)
		return failed(err, "to %s cannot be written as ONNX", type_name(out->type));
	return check_real(graph, op->inputs[0], err);
}
