/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/layer_format.h"

#include <string.h>

#include "passes/quantize/conversion.h"
#include "passes/quantize/quant_weights.h"
#include "src/target/tflm_types.h"

const char *layer_format_name(LayerFormat format)
{
	static const char *const names[N_LAYER_FORMATS] = {
		[LAYER_INT8] = "int8",
		[LAYER_INT4] = "int4",
		[LAYER_INT16] = "int16",
		[LAYER_FLOAT32] = "float32",
	};
	return names[format];
}

DataType activation_type(LayerFormat format)
{
	return format == LAYER_FLOAT32 ? TYPE_FLOAT32
		: format == LAYER_INT16    ? TYPE_INT16
								   : TYPE_INT8;
}

bool computes(const Op *op)
{
	switch (op->code->type) {
	case OP_CAST:
	case OP_CONCATENATION:
	case OP_DEQUANTIZE:
	case OP_EXPAND_DIMS:
	case OP_GATHER:
	case OP_MAXIMUM:
	case OP_MAX_POOL_2D:
	case OP_MINIMUM:
	case OP_PAD:
	case OP_PADV2:
	case OP_QUANTIZE:
	case OP_REDUCE_MAX:
	case OP_RESHAPE:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_SLICE:
	case OP_SPLIT:
	case OP_SPLIT_V:
	case OP_SQUEEZE:
	case OP_STRIDED_SLICE:
	case OP_TRANSPOSE:
		return false;
	default:
		return op->code->type != OP_OTHER;
	}
}

bool stays_float(const Op *op)
{
	return op->code->type == OP_DIV;
}

/* --- Neighbours --- */

/* The first operator that reads a tensor; -1 for none. */
static int reader_of(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				return i;
	return -1;
}

/* The same of any of an operator's outputs. */
static int reader_of_outputs(const Graph *graph, const Op *op)
{
	int first = -1;
	for (int i = 0; i < op->n_outputs; i++) {
		int reader = reader_of(graph, op->outputs[i]);
		if (reader >= 0 && (first < 0 || reader < first))
			first = reader;
	}
	return first;
}

/* A neighbour's format as that of an operator without weights: int8 where there is no kernel. */
static LayerFormat carried(const Op *op, LayerFormat format)
{
	bool has_kernel =
		tflm_has_kernel(op->code->type, activation_type(format), TYPE_FLOAT32);
	return format == LAYER_INT4 || !has_kernel ? LAYER_INT8 : format;
}

void carry_formats(const Graph *graph, LayerFormat *formats)
{
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		int reader = reader_of_outputs(graph, &graph->ops[i]);
		if (!computes(&graph->ops[i]) && reader >= 0)
			formats[i] = carried(&graph->ops[i], formats[reader]);
	}
	for (int i = 0; i < graph->n_ops; i++) {
		int producer = graph_producer(graph, data_index(&graph->ops[i]));
		if (!computes(&graph->ops[i]) && producer >= 0)
			formats[i] = carried(&graph->ops[i], formats[producer]);
	}
}

LayerFormat format_at_input(const Graph *graph, const LayerFormat *formats)
{
	int reader = graph->n_inputs ? reader_of(graph, graph->inputs[0]) : -1;
	return reader < 0 ? LAYER_INT8 : formats[reader];
}

LayerFormat format_at_output(const Graph *graph, const LayerFormat *formats)
{
	int producer = graph->n_outputs ? graph_producer(graph, graph->outputs[0]) : -1;
	return producer < 0 ? LAYER_INT8 : formats[producer];
}

/* --- Conversions --- */

/* The views of a tensor: the same values in other types, as tensors; 0 where there is none. */
typedef struct Views {
	int as[N_TYPES];
} Views;

typedef struct Typing {
	Typed *typed;
	Views *views; /* one a tensor */
} Typing;

/* A tensor like another but for its type and name. */
static int add_sibling(Typed *typed, int tensor, DataType type)
{
	int added = add_computed_like(typed->model, typed->graph, tensor, type_name(type));
	typed->types[added] = type;
	typed->ranges[added] = typed->ranges[tensor];
	typed->extremes[added] = typed->extremes[tensor];
	return added;
}

static void convert_at(Typed *typed, int place, int in, int out)
{
	int n_behind = typed->graph->n_ops - place;
	memmove(typed->formats + place + 1, typed->formats + place,
		(size_t)n_behind * sizeof *typed->formats);
	typed->formats[place] = LAYER_INT8;
	OpType type = typed->types[out] == TYPE_FLOAT32 ? OP_DEQUANTIZE : OP_QUANTIZE;
	insert_conversion(typed->model, typed->graph, place, type, in, out);
}

/* A tensor's values in another type, converted in front of operator *place, which moves up. */
static int view_as(Typing *typing, int tensor, DataType type, int *place)
{
	Typed *typed = typing->typed;
	if (typed->types[tensor] == type)
		return tensor;
	if (!tflm_converts(typed->types[tensor], type)) /* by way of int8, then */
		tensor = view_as(typing, tensor, TYPE_INT8, place);
	int *view = &typing->views[tensor].as[type];
	if (!*view) {
		*view = add_sibling(typed, tensor, type);
		convert_at(typed, (*place)++, tensor, *view);
	}
	return *view;
}

/* --- Types --- */

static bool is_operand(const Graph *graph, const Op *op, int k)
{
	const Tensor *tensor = op_input(graph, op, k);
	return tensor && tensor->type == TYPE_FLOAT32 && !is_layer_constant(op, k);
}

/* The type of an operand of float32, once the operator has a format. TFLM's PRELU takes factors
 * of int8 also beside int16. */
static DataType operand_type(const Op *op, int k, LayerFormat format)
{
	DataType type = activation_type(format);
	bool is_factor = op->code->type == OP_PRELU && k == 1;
	return is_factor && type == TYPE_INT16 ? TYPE_INT8 : type;
}

static void type_layers(Typed *typed)
{
	const Graph *graph = typed->graph;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		DataType type = activation_type(typed->formats[i]);
		for (int k = 0; k < op->n_outputs; k++)
			typed->types[op->outputs[k]] = type;
		for (int k = 0; k < op->n_inputs; k++)
			if (is_operand(graph, op, k) && tensor_is_constant(op_input(graph, op, k)))
				typed->types[op->inputs[k]] = operand_type(op, k, typed->formats[i]);
	}
}

static void convert_operands(Typing *typing)
{
	Typed *typed = typing->typed;
	Graph *graph = typed->graph;
	for (int i = 0; i < graph->n_ops; i++) {
		OpType kind = graph->ops[i].code->type;
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			if (kind == OP_QUANTIZE || kind == OP_DEQUANTIZE ||
				!is_operand(graph, &graph->ops[i], k))
				continue;
			DataType type = operand_type(&graph->ops[i], k, typed->formats[i]);
			int view = view_as(typing, graph->ops[i].inputs[k], type, &i);
			graph->ops[i].inputs[k] = view;
		}
	}
}

/* Let a graph output, which keeps its index, be converted from a sibling at the end. */
static void convert_output(Typing *typing, int tensor, DataType type)
{
	Typed *typed = typing->typed;
	Graph *graph = typed->graph;
	int producer = graph_producer(graph, tensor);
	if (producer < 0 || typed->types[tensor] == type)
		return;
	int sibling = add_sibling(typed, tensor, typed->types[tensor]);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				graph->ops[i].inputs[k] = sibling;
	Op *by = &graph->ops[producer];
	for (int k = 0; k < by->n_outputs; k++)
		if (by->outputs[k] == tensor)
			by->outputs[k] = sibling;
	typed->types[tensor] = type;
	int end = graph->n_ops;
	if (!tflm_converts(typed->types[sibling], type))
		sibling = view_as(typing, sibling, TYPE_INT8, &end);
	convert_at(typed, end, sibling, tensor);
}

/* Attributes that speak of types. TFLite's older arithmetic wants int16 scales to be powers
 * of two; these are not. */
static void follow_types(Typed *typed)
{
	for (int i = 0; i < typed->graph->n_ops; i++) {
		Op *op = &typed->graph->ops[i];
		bool sums = op->code->type == OP_ADD || op->code->type == OP_SUB;
		if (sums && typed->formats[i] == LAYER_INT16)
			op->attrs.arithmetic.pot_scales = false;
		if (op->code->type == OP_CAST)
			op->attrs.cast =
				(CastAttrs){typed->types[op->inputs[0]], typed->types[op->outputs[0]]};
	}
}

void assign_types(Model *model, Graph *graph, const LayerFormat *formats,
	const Range *ranges, const Range *extremes, DataType input_type, DataType output_type,
	Arena *arena, Typed *typed)
{
	/* A tensor has at most three views, and an output two siblings. */
	size_t n = (size_t)graph->n_tensors, n_ops = (size_t)graph->n_ops, room = 6 * n;
	*typed = (Typed){.model = model, .graph = graph};
	typed->types = arena_array(arena, room, sizeof *typed->types);
	typed->ranges = arena_array(arena, room, sizeof *typed->ranges);
	typed->extremes = arena_array(arena, room, sizeof *typed->extremes);
	typed->formats = arena_array(arena, n_ops + room, sizeof *typed->formats);
	memcpy(typed->ranges, ranges, n * sizeof *ranges);
	memcpy(typed->extremes, extremes, n * sizeof *extremes);
	memcpy(typed->formats, formats, n_ops * sizeof *formats);
	Typing typing = {typed, arena_array(arena, room, sizeof(Views))};

	type_layers(typed);
	for (int i = 0; i < graph->n_inputs; i++)
		typed->types[graph->inputs[i]] = input_type;
	for (int i = 0; i < graph->n_outputs; i++)
		convert_output(&typing, graph->outputs[i], output_type);
	convert_operands(&typing);
	follow_types(typed);
}
