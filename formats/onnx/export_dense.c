/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED: rows of values in any shape, weights [out_n, in_n]. Written as Gemm on
 * [rows, in_n], or as MatMul and Add where more dimensions are kept.
 */
#include "formats/onnx/export_operators.h"

/* Whether rows are the last of more than two dimensions, before and after. */
static bool keeps_dims(Shape in, Shape out, Shape weights)
{
	if (in.rank != out.rank || in.rank < 3 || in.dims[in.rank - 1] != weights.dims[1])
		return false;
	for (int i = 0; i < in.rank - 1; i++)
		if (in.dims[i] != out.dims[i])
			return false;
	return true;
}

static void write_matmul(OnnxWriter *w, const Op *op)
{
	const char *in = onnx_value(w, op->inputs[0], AS_IS);
	const char *weights = onnx_value(w, op->inputs[1], CHANNELS_LEAD);
	const char *bias = onnx_bias(w, op, 0, 1, 2);
	OnnxResult result = onnx_begin(w, op->outputs[0], AS_IS, op->attrs.dense.activation);
	const char *product = bias ? onnx_name(w, result.name, "_product") : result.name;
	onnx_node(w, "MatMul", product, NAMES(in, weights));
	if (bias)
		onnx_node(w, "Add", result.name, NAMES(product, bias));
	onnx_end(w, &result);
}

/* The order of the rows that a dense layer reads, and so of its weights: that of flattened
 * images, also of those that are flattened here, or as they are. */
static Order row_order(const OnnxWriter *w, const Op *op, Shape in, int in_n)
{
	Order order = onnx_order(w, op->inputs[0]);
	int weights = onnx_constant_of(w, op->inputs[1]);
	if (order.kind == ORDER_FLAT)
		return order;
	if (order.kind != ORDER_CHANNELS_FIRST || weights < 0 ||
		shape_count(in) / in.dims[0] != in_n)
		return AS_IS;
	const Quantization *q = w->graph->tensors[weights].quantization;
	bool has_column_scales = q && q->n_scales > 1 && q->axis != 0;
	return has_column_scales ? AS_IS : (Order){ORDER_FLAT, in.dims[in.rank - 1]};
}

/* The layer's input as [rows, in_n]. */
static const char *rows_of(OnnxWriter *w, int input, Order rows, Shape in, int in_n)
{
	bool is_flat = rows.kind == ORDER_FLAT;
	const char *value = onnx_value(w, input, is_flat ? onnx_order(w, input) : AS_IS);
	if (in.rank == 2 && in.dims[1] == in_n)
		return value;
	const char *base = w->tensors[input].name, *name = onnx_name(w, base, "_rows");
	int64_t n = w->has_free_batch ? -1 : shape_count(in) / in_n;
	const char *dims = onnx_ints(w, base, "_shape", 2, (int64_t[]){n, in_n});
	onnx_node(w, "Reshape", name, NAMES(value, dims));
	return name;
}

static void reshape_output(OnnxWriter *w, int output, const char *from, const char *to,
	bool is_batched)
{
	Shape shape = onnx_shape(w, output);
	int64_t dims[MAX_RANK];
	for (int i = 0; i < shape.rank; i++)
		dims[i] = shape.dims[i];
	if (w->has_free_batch && is_batched)
		dims[0] = -1;
	const char *base = w->tensors[output].name;
	onnx_node(w, "Reshape", to,
		NAMES(from, onnx_ints(w, base, "_shape", shape.rank, dims)));
}

static void write_gemm(OnnxWriter *w, const Op *op)
{
	int output = op->outputs[0];
	Shape in = onnx_shape(w, op->inputs[0]), out = onnx_shape(w, output);
	int in_n = onnx_shape(w, op->inputs[1]).dims[1];
	Order rows = row_order(w, op, in, in_n);
	const char *value = rows_of(w, op->inputs[0], rows, in, in_n);
	const char *weights = onnx_value(w, op->inputs[1], rows);
	const char *bias = onnx_bias(w, op, 0, 1, 2);
	OnnxResult result = onnx_begin(w, output, AS_IS, op->attrs.dense.activation);
	const char *product =
		out.rank == 2 ? result.name : onnx_name(w, result.name, "_rows");
	Onnx__NodeProto *node = onnx_node(w, "Gemm", product, NAMES(value, weights, bias));
	onnx_set_int(w, node, "transB", 1);
	if (out.rank != 2)
		reshape_output(w, output, product, result.name,
			in.rank > 0 && in.dims[0] == out.dims[0]);
	onnx_end(w, &result);
}

void onnx_write_fully_connected(OnnxWriter *w, const Op *op)
{
	if (keeps_dims(onnx_shape(w, op->inputs[0]), onnx_shape(w, op->outputs[0]),
			onnx_shape(w, op->inputs[1])))
		write_matmul(w, op);
	else
		write_gemm(w, op);
}
