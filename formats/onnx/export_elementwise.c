/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that work value by value, SOFTMAX, and changes of type. */
#include "formats/onnx/export_operators.h"

static const char *binary_name(OpType type)
{
	switch (type) {
	case OP_ADD:
		return "Add";
	case OP_SUB:
		return "Sub";
	case OP_MUL:
		return "Mul";
	case OP_DIV:
		return "Div";
	case OP_MAXIMUM:
		return "Max";
	default:
		return "Min";
	}
}

void onnx_write_arithmetic(OnnxWriter *w, const Op *op)
{
	OpType type = op->code->type;
	bool has_attrs = type != OP_MAXIMUM && type != OP_MINIMUM;
	int output = op->outputs[0], rank = onnx_shape(w, output).rank;
	Order order = onnx_order(w, output);
	const char *a = onnx_operand(w, op->inputs[0], order, rank);
	const char *b = onnx_operand(w, op->inputs[1], order, rank);
	OnnxResult result = onnx_begin(w, output, order,
		has_attrs ? op->attrs.arithmetic.activation : ACTIVATION_NONE);
	onnx_node(w, binary_name(type), result.name, NAMES(a, b));
	onnx_end(w, &result);
}

void onnx_write_prelu(OnnxWriter *w, const Op *op)
{
	int output = op->outputs[0], rank = onnx_shape(w, output).rank;
	Order order = onnx_order(w, output);
	const char *in = onnx_operand(w, op->inputs[0], order, rank);
	const char *slope = onnx_operand(w, op->inputs[1], order, rank);
	onnx_simple(w, "PRelu", output, order, NAMES(in, slope));
}

static const char *unary_name(OpType type)
{
	switch (type) {
	case OP_ELU:
		return "Elu";
	case OP_HARD_SWISH:
		return "HardSwish";
	case OP_LEAKY_RELU:
		return "LeakyRelu";
	case OP_LOGISTIC:
		return "Sigmoid";
	case OP_RELU:
		return "Relu";
	default:
		return "Tanh";
	}
}

void onnx_write_unary(OnnxWriter *w, const Op *op)
{
	enum { OPSET_OF_HARD_SWISH = 14 };
	OpType type = op->code->type;
	Order order = onnx_order(w, op->outputs[0]);
	const char *in = onnx_value(w, op->inputs[0], order);
	Onnx__NodeProto *node =
		onnx_simple(w, unary_name(type), op->outputs[0], order, NAMES(in));
	if (type == OP_LEAKY_RELU)
		onnx_set_float(w, node, "alpha", op->attrs.leaky_relu.alpha);
	if (type == OP_HARD_SWISH && w->opset < OPSET_OF_HARD_SWISH)
		w->opset = OPSET_OF_HARD_SWISH;
}

void onnx_write_relu6(OnnxWriter *w, const Op *op)
{
	Order order = onnx_order(w, op->outputs[0]);
	onnx_simple(w, "Clip", op->outputs[0], order,
		NAMES(onnx_value(w, op->inputs[0], order), onnx_scalar(w, 0), onnx_scalar(w, 6)));
}

/* Over the last axis. beta multiplies what goes in. */
void onnx_write_softmax(OnnxWriter *w, const Op *op)
{
	bool is_log = op->code->type == OP_LOG_SOFTMAX;
	int output = op->outputs[0], rank = onnx_shape(w, output).rank;
	Order order = onnx_order(w, output);
	const char *in = onnx_value(w, op->inputs[0], order);
	if (!is_log && op->attrs.softmax.beta != 1) {
		const char *scaled = onnx_name(w, w->tensors[output].name, "_scaled");
		onnx_node(w, "Mul", scaled, NAMES(in, onnx_scalar(w, op->attrs.softmax.beta)));
		in = scaled;
	}
	Onnx__NodeProto *node =
		onnx_simple(w, is_log ? "LogSoftmax" : "Softmax", output, order, NAMES(in));
	onnx_set_int(w, node, "axis", order_axis(order, rank, rank - 1));
}

/* Numbers as they are stored, whatever they stand for. */
void onnx_write_cast(OnnxWriter *w, const Op *op)
{
	int output = op->outputs[0];
	Order order = onnx_order(w, output);
	const char *in = onnx_stored(w, op->inputs[0], order);
	Onnx__NodeProto *node = onnx_node(w, "Cast", w->tensors[output].name, NAMES(in));
	onnx_set_int(w, node, "to", onnx_data_type(w->graph->tensors[output].type));
	w->tensors[output].is_written = true;
}

/* That is what comes behind any operator with a quantised output. */
void onnx_write_quantize(OnnxWriter *w, const Op *op)
{
	Order order = onnx_order(w, op->outputs[0]);
	onnx_end_with(w, op->outputs[0], order, onnx_value(w, op->inputs[0], order));
}

/* Of constants it is written where they are used. */
void onnx_write_dequantize(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0];
	Order order = onnx_order(w, op->outputs[0]);
	if (onnx_constant_of(w, op->outputs[0]) >= 0)
		return;
	onnx_simple(w, "DequantizeLinear", op->outputs[0], order,
		NAMES(onnx_stored(w, input, order), onnx_scale(w, input),
			onnx_zero_point(w, input)));
}
