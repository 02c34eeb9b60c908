/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tflm_types.h"

#include "src/graph/decoders.h"
#include "src/graph/roles.h"
#include "src/run/decode_op.h"
#include "src/target/tflm_tally.h"

/* Sets of types. */
#define ONE(type) (UINT32_C(1) << (type))
#define REAL_OR_QUANTIZED (ONE(TYPE_FLOAT32) | ONE(TYPE_INT8) | ONE(TYPE_INT16))

static bool holds(uint32_t set, DataType type)
{
	return set & ONE(type);
}

/* Any that has a size: a reshape only copies. */
static uint32_t sized_types(void)
{
	uint32_t set = 0;
	for (DataType type = 0; type < N_TYPES; type++)
		if (tflm_type_bytes(type))
			set |= ONE(type);
	return set;
}

/* What CAST makes of any that it takes. */
static uint32_t cast_types(void)
{
	return REAL_OR_QUANTIZED | ONE(TYPE_INT32) | ONE(TYPE_UINT32);
}

/* Of the data; 0 for operators that whit does not know. */
static uint32_t activation_types(OpType type)
{
	switch (type) {
	case OP_OTHER:
	case OP_TFLM_DECODE: /* it has no data */
	case OP_WHIT_DECODE:
	case N_OP_TYPES:
		return 0;
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_PAD:
	case OP_PADV2:
	case OP_SPLIT:
	case OP_SPLIT_V:
		return REAL_OR_QUANTIZED | ONE(TYPE_INT32);
	case OP_CAST:
		return cast_types() | ONE(TYPE_BOOL);
	case OP_CONCATENATION:
		return REAL_OR_QUANTIZED | ONE(TYPE_INT32) | ONE(TYPE_INT64) | ONE(TYPE_BOOL);
	case OP_DEQUANTIZE:
		return ONE(TYPE_INT8) | ONE(TYPE_INT16) | ONE(TYPE_UINT8);
	case OP_DIV:
		return ONE(TYPE_FLOAT32) | ONE(TYPE_INT8) | ONE(TYPE_INT32);
	case OP_GATHER:
	case OP_HARD_SWISH:
	case OP_REDUCE_MAX:
	case OP_ELU:
	case OP_LOG_SOFTMAX:
	case OP_RESIZE_BILINEAR:
		return ONE(TYPE_FLOAT32) | ONE(TYPE_INT8);
	case OP_MAXIMUM:
	case OP_MINIMUM:
		return REAL_OR_QUANTIZED | ONE(TYPE_INT32) | ONE(TYPE_INT64);
	case OP_QUANTIZE:
		return REAL_OR_QUANTIZED | ONE(TYPE_INT32) | ONE(TYPE_UINT8);
	case OP_RESHAPE:
	case OP_SQUEEZE:
		return sized_types();
	case OP_SLICE:
	case OP_STRIDED_SLICE:
		return REAL_OR_QUANTIZED | ONE(TYPE_INT32) | ONE(TYPE_BOOL);
	default:
		return REAL_OR_QUANTIZED;
	}
}

static uint32_t weight_types(OpType type, DataType activation)
{
	switch (activation) {
	case TYPE_FLOAT32:
		return ONE(TYPE_FLOAT32);
	case TYPE_INT8:
		return ONE(TYPE_INT8) | (type == OP_TRANSPOSE_CONV ? 0 : ONE(TYPE_INT4));
	case TYPE_INT16:
		return ONE(TYPE_INT8);
	default:
		return 0;
	}
}

/* What QUANTIZE and DEQUANTIZE make of a type. */
static uint32_t conversions(DataType from)
{
	switch (from) {
	case TYPE_FLOAT32:
		return ONE(TYPE_INT8) | ONE(TYPE_INT16);
	case TYPE_INT8:
		return ONE(TYPE_FLOAT32) | ONE(TYPE_INT8) | ONE(TYPE_UINT8) | ONE(TYPE_INT16) |
			ONE(TYPE_INT32);
	case TYPE_INT16:
		return ONE(TYPE_FLOAT32) | ONE(TYPE_INT8) | ONE(TYPE_INT16) | ONE(TYPE_INT32);
	case TYPE_INT32:
		return ONE(TYPE_INT8) | ONE(TYPE_INT16);
	case TYPE_UINT8:
		return ONE(TYPE_FLOAT32) | ONE(TYPE_INT8);
	default:
		return 0;
	}
}

/*
 * Types of bias that are read as what they are. Beside int16, CMSIS-NN's fully connected
 * layers and both depthwise ones take the bytes for int64, whatever the tensor says.
 */
static uint32_t bias_types(OpType type, DataType activation, bool cmsis_nn)
{
	if (activation == TYPE_FLOAT32)
		return ONE(TYPE_FLOAT32);
	if (activation == TYPE_INT8)
		return ONE(TYPE_INT32);
	if (type == OP_TRANSPOSE_CONV)
		return ONE(TYPE_INT64) | ONE(TYPE_INT16);
	bool either = type == OP_CONV_2D || (type == OP_FULLY_CONNECTED && !cmsis_nn);
	return ONE(TYPE_INT64) | (either ? ONE(TYPE_INT32) : 0);
}

/* The types of the operands that say how: paddings, axes, an order of dimensions, factors. */
static uint32_t parameter_types(OpType type, DataType activation)
{
	switch (type) {
	case OP_PRELU:
		return ONE(activation == TYPE_INT16 ? TYPE_INT8 : activation);
	case OP_EXPAND_DIMS:
	case OP_GATHER:
	case OP_MEAN:
	case OP_PAD:
	case OP_PADV2:
	case OP_REDUCE_MAX:
	case OP_SPLIT:
	case OP_STRIDED_SLICE:
	case OP_SUM:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_TRANSPOSE:
		return ONE(TYPE_INT32);
	case OP_SLICE:
		return ONE(TYPE_INT32) | ONE(TYPE_INT64);
	default:
		return UINT32_MAX;
	}
}

bool tflm_has_kernel(OpType type, DataType activation, DataType weights)
{
	return holds(activation_types(type), activation) &&
		(roles_of(type).weights < 0 || holds(weight_types(type, activation), weights));
}

bool tflm_converts(DataType from, DataType to)
{
	return holds(conversions(from), to);
}

static bool refuse_weights(DataType activation, DataType weights, Error *err)
{
	bool dynamic =
		activation == TYPE_FLOAT32 && (weights == TYPE_INT8 || weights == TYPE_INT4);
	return failed(err, "TFLM does not run %s weights beside %s activations%s",
		type_name(weights), type_name(activation), dynamic ? " (dynamic range)" : "");
}

static bool runs_weights(const Graph *graph, const Op *op, bool cmsis_nn, Error *err)
{
	const Tensor *in = op_data(graph, op), *weights = op_weights(graph, op);
	const Tensor *bias = op_bias(graph, op);
	OpType type = op->code->type;
	if (!weights)
		return true;
	if (!holds(weight_types(type, in->type), weights->type))
		return refuse_weights(in->type, weights->type, err);
	bool many_scales = type == OP_FULLY_CONNECTED && tflm_scales(weights) > 1;
	if (many_scales && weights->type == TYPE_INT4)
		return failed(err,
			"TFLM takes int4 weights of FULLY_CONNECTED with one scale only");
	if (many_scales && in->type == TYPE_INT16 && cmsis_nn)
		return failed(err,
			"CMSIS-NN takes weights of FULLY_CONNECTED beside int16 "
			"activations with one scale only");
	if (!bias && type == OP_TRANSPOSE_CONV && in->type == TYPE_INT16 && cmsis_nn)
		return failed(err, "CMSIS-NN asks for a bias of int16 TRANSPOSE_CONV");
	if (bias && !holds(bias_types(type, in->type, cmsis_nn), bias->type))
		return failed(err, "%s takes no %s bias of %s beside %s activations",
			cmsis_nn ? "CMSIS-NN" : "TFLM", type_name(bias->type), op_type_name(type),
			type_name(in->type));
	return true;
}

static bool runs_conversion(const Graph *graph, const Op *op, Error *err)
{
	const Tensor *in = op_input(graph, op, 0), *out = op_output(graph, op, 0);
	bool to_real = op->code->type == OP_DEQUANTIZE;
	if (!out ||
		(tflm_converts(in->type, out->type) && (out->type == TYPE_FLOAT32) == to_real))
		return true;
	return failed(err, "TFLM does not %s %s to %s", to_real ? "dequantise" : "quantise",
		type_name(in->type), type_name(out->type));
}

/* Whether input i is data, and of its type. */
static bool is_data(const Op *op, int i)
{
	switch (op->code->type) {
	case OP_ADD:
	case OP_CONCATENATION:
	case OP_DIV:
	case OP_MAXIMUM:
	case OP_MINIMUM:
	case OP_MUL:
	case OP_SUB:
		return true;
	case OP_PADV2:
		return i != 1;
	default:
		return i == roles_of(op->code->type).data;
	}
}

/* The types of the operand that says how: SPLIT_V looks at none of the lengths. */
static uint32_t operand_types(const Op *op, int i, DataType activation)
{
	if (op->code->type == OP_SPLIT_V)
		return i == 2 ? ONE(TYPE_INT32) : UINT32_MAX;
	return parameter_types(op->code->type, activation);
}

static uint32_t output_types(OpType type, DataType activation)
{
	if (type == OP_CAST)
		return cast_types();
	bool widens = type == OP_SOFTMAX && activation == TYPE_INT8;
	return ONE(activation) | (widens ? ONE(TYPE_INT16) : 0);
}

/* What the kernel does not look at, it takes for what it knows. */
static bool runs_operands(const Graph *graph, const Op *op, Error *err)
{
	OpType type = op->code->type;
	DataType activation = op_data(graph, op)->type;
	for (int i = 0; i < op->n_inputs && !has_weights(op); i++) {
		const Tensor *input = op_input(graph, op, i);
		uint32_t wanted =
			is_data(op, i) ? ONE(activation) : operand_types(op, i, activation);
		if (input && !holds(wanted, input->type))
			return failed(err, "TFLM has no %s %s whose input %d is %s",
				type_name(activation), op_type_name(type), i, type_name(input->type));
	}
	for (int i = 0; i < op->n_outputs; i++) {
		const Tensor *out = op_output(graph, op, i);
		if (out && !holds(output_types(type, activation), out->type))
			return failed(err, "TFLM has no %s %s whose output is %s",
				type_name(activation), op_type_name(type), type_name(out->type));
	}
	return true;
}

/* Kinds, types and axes of what decoders make; they look at no input's type. */
static bool runs_decode(const Graph *graph, const Op *op, Error *err)
{
	char label[16];
	for (int k = 0; k < op->n_outputs; k++) {
		Packed packed;
		PackKind kind;
		PackShape shape;
		if (!packed_output(graph, op, k, &packed, &kind, err) ||
			!pack_shape_of(op_output(graph, op, k), kind, &shape, err))
			return failed_in(err,
				"tensor '%s': ", tensor_label(graph, op->outputs[k], label));
	}
	return true;
}

bool tflm_runs(const Graph *graph, const Op *op, Kernels kernels, Error *err)
{
	OpType type = op->code->type;
	const Tensor *in = op_data(graph, op);
	if (type == OP_OTHER || !in)
		return true;
	if (type == OP_WHIT_DECODE)
		return failed(err, "stock TFLM has no WHIT_DECODE: it is whit's own");
	if (is_decode(op))
		return runs_decode(graph, op, err);
	if (type == OP_QUANTIZE || type == OP_DEQUANTIZE)
		return runs_conversion(graph, op, err);
	if (!holds(activation_types(type), in->type))
		return failed(err, "TFLM has no %s %s", type_name(in->type), op_type_name(type));
	return runs_operands(graph, op, err) &&
		(!has_weights(op) || runs_weights(graph, op, kernels != KERNELS_REFERENCE, err));
}

static bool runs_all(const Model *model, Kernels kernels, bool with_own_decoders,
	Error *err)
{
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++) {
			const Op *op = &graph->ops[i];
			bool runs = with_own_decoders && op->code->type == OP_WHIT_DECODE
				? runs_decode(graph, op, err)
				: tflm_runs(graph, op, kernels, err);
			if (!runs)
				return failed_in(err, "operator %d (%s): ", i, op->code->name);
		}
	}
	return true;
}

bool tflm_runs_model(const Model *model, Kernels kernels, Error *err)
{
	return runs_all(model, kernels, false, err);
}

bool tflm_would_run_model(const Model *model, Kernels kernels, Error *err)
{
	return runs_all(model, kernels, true, err);
}
