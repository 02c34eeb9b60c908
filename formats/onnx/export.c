/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export.h"

#include <string.h>

#include "formats/onnx/export_check.h"
#include "formats/onnx/export_layout.h"
#include "formats/onnx/export_operators.h"
#include "src/base/utf8.h"
#include "src/base/version.h"

enum { IR_VERSION = 7, FIRST_OPSET = 13 }; /* of one time: ONNX 1.8 */

/* protobuf-c's fields are not const, but packing only reads them. */
static char *text_field(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* --- What is known before the first node --- */

static void name_tensor(OnnxWriter *w, int tensor)
{
	const char *own = w->graph->tensors[tensor].name;
	if (!w->tensors[tensor].name)
		w->tensors[tensor].name = onnx_name(w, own[0] ? own : "tensor", "");
}

/* Inputs and outputs are what users call by name, so they come first. */
static void name_tensors(OnnxWriter *w)
{
	const Graph *graph = w->graph;
	for (int i = 0; i < graph->n_inputs; i++)
		name_tensor(w, graph->inputs[i]);
	for (int i = 0; i < graph->n_outputs; i++)
		name_tensor(w, graph->outputs[i]);
	for (int i = 0; i < graph->n_tensors; i++)
		name_tensor(w, i);
}

static bool is_free_batch(const Tensor *tensor)
{
	return tensor->signature_rank == tensor->rank && tensor->rank > 0 &&
		tensor->signature[0] == -1;
}

static bool has_free_batch(const Graph *graph)
{
	for (int i = 0; i < graph->n_inputs; i++)
		if (!is_free_batch(&graph->tensors[graph->inputs[i]]))
			return false;
	return graph->n_inputs > 0;
}

static void start(OnnxWriter *w)
{
	const Graph *graph = w->graph;
	w->tensors = arena_array(w->arena, (size_t)graph->n_tensors, sizeof *w->tensors);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_outputs; k++)
			w->tensors[graph->ops[i].outputs[k]].made_by = &graph->ops[i];
	name_tensors(w);
	for (int i = 0; i < graph->n_inputs; i++)
		w->tensors[graph->inputs[i]].is_written = true;
	w->has_free_batch = has_free_batch(graph);
	w->opset = FIRST_OPSET;
	w->out = arena_alloc(w->arena, sizeof *w->out);
	onnx__graph_proto__init(w->out);
	char *name = arena_text(w->arena, "%s", graph->name ? graph->name : "");
	utf8_clean(name);
	w->out->name = name[0] ? name : text_field("main");
	onnx_lay_out(w);
}

/* --- Inputs and outputs --- */

/* What the first dimension is in the model, where it may be any number. */
static int batch_of(const OnnxWriter *w)
{
	return w->graph->tensors[w->graph->inputs[0]].dims[0];
}

static Onnx__TensorShapeProto *shape_proto(OnnxWriter *w, int tensor)
{
	Shape shape = order_shape(onnx_order(w, tensor), onnx_shape(w, tensor));
	Onnx__TensorShapeProto *proto = arena_alloc(w->arena, sizeof *proto);
	onnx__tensor_shape_proto__init(proto);
	proto->n_dim = (size_t)shape.rank;
	proto->dim = arena_array(w->arena, proto->n_dim, sizeof *proto->dim);
	for (int i = 0; i < shape.rank; i++) {
		Onnx__TensorShapeProto__Dimension *dim = arena_alloc(w->arena, sizeof *dim);
		onnx__tensor_shape_proto__dimension__init(dim);
		bool is_batch = i == 0 && w->has_free_batch && shape.dims[0] == batch_of(w);
		dim->value_case = is_batch ? ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM
								   : ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
		if (is_batch)
			dim->dim_param = text_field("N");
		else
			dim->dim_value = shape.dims[i];
		proto->dim[i] = dim;
	}
	return proto;
}

static Onnx__ValueInfoProto *value_info(OnnxWriter *w, int tensor, const char *name)
{
	Onnx__ValueInfoProto *info = arena_alloc(w->arena, sizeof *info);
	Onnx__TypeProto *type = arena_alloc(w->arena, sizeof *type);
	Onnx__TypeProto__Tensor *of = arena_alloc(w->arena, sizeof *of);
	onnx__value_info_proto__init(info);
	onnx__type_proto__init(type);
	onnx__type_proto__tensor__init(of);
	of->has_elem_type = true;
	of->elem_type = onnx_data_type(w->graph->tensors[tensor].type);
	of->shape = shape_proto(w, tensor);
	type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	type->tensor_type = of;
	info->name = text_field(name);
	info->type = type;
	return info;
}

static void list_inputs(OnnxWriter *w)
{
	const Graph *graph = w->graph;
	w->out->n_input = (size_t)graph->n_inputs;
	w->out->input = arena_array(w->arena, w->out->n_input, sizeof *w->out->input);
	for (int i = 0; i < graph->n_inputs; i++) {
		int tensor = graph->inputs[i];
		w->out->input[i] = value_info(w, tensor, w->tensors[tensor].name);
	}
}

/* A copy of an output that no node gives by a name of its own: an input, a constant, or what is
 * an output already. */
static const char *copy_output(OnnxWriter *w, int tensor)
{
	bool is_made_here = onnx_constant_of(w, tensor) >= 0 && w->tensors[tensor].made_by;
	const char *value = is_made_here ? onnx_value(w, tensor, AS_IS)
									 : onnx_stored(w, tensor, onnx_order(w, tensor));
	const char *name = onnx_name(w, w->tensors[tensor].name, "_output");
	onnx_node(w, "Identity", name, NAMES(value));
	return name;
}

static void list_outputs(OnnxWriter *w)
{
	const Graph *graph = w->graph;
	bool *is_listed = arena_array(w->arena, (size_t)graph->n_tensors, sizeof *is_listed);
	w->out->n_output = (size_t)graph->n_outputs;
	w->out->output = arena_array(w->arena, w->out->n_output, sizeof *w->out->output);
	for (int i = 0; i < graph->n_outputs; i++) {
		int tensor = graph->outputs[i];
		const OnnxTensor *t = &w->tensors[tensor];
		bool is_own = t->made_by && onnx_constant_of(w, tensor) < 0 && !is_listed[tensor];
		w->out->output[i] =
			value_info(w, tensor, is_own ? t->name : copy_output(w, tensor));
		is_listed[tensor] = true;
	}
}

/* --- The file --- */

static bool pack(const OnnxWriter *w, Bytes *file, Error *err)
{
	Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
	Onnx__OperatorSetIdProto opset = ONNX__OPERATOR_SET_ID_PROTO__INIT;
	Onnx__OperatorSetIdProto *opsets[] = {&opset};
	opset.domain = text_field("");
	opset.has_version = true;
	opset.version = w->opset;
	model.has_ir_version = true;
	model.ir_version = IR_VERSION;
	model.producer_name = text_field("whit");
	model.producer_version = text_field(WHIT_VERSION);
	model.n_opset_import = 1;
	model.opset_import = opsets;
	model.graph = w->out;
	if (w->constant_bytes > ONNX_MAX_BYTES)
		return failed(err, "over 2 GB, more than an ONNX file holds");
	file->n = onnx__model_proto__get_packed_size(&model);
	if (file->n > ONNX_MAX_BYTES)
		return failed(err, "%zu bytes, more than an ONNX file holds", file->n);
	uint8_t *bytes = arena_alloc(w->arena, file->n);
	onnx__model_proto__pack(&model, bytes);
	file->data = bytes;
	return true;
}

bool onnx_export(const Model *model, Arena *arena, Bytes *file, Error *err)
{
	const Graph *graph = &model->graphs[0];
	OnnxWriter w = {.graph = graph, .arena = arena};
	if (model->n_graphs != 1)
		return failed(err, "%d subgraphs; an ONNX file has one", model->n_graphs);
	if (!onnx_check(graph, err))
		return false;
	start(&w);
	for (int i = 0; i < graph->n_ops; i++)
		onnx_operator(graph->ops[i].code->type)->write(&w, &graph->ops[i]);
	list_inputs(&w);
	list_outputs(&w);
	return pack(&w, file, err);
}
