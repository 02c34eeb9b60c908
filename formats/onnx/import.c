/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/import.h"

#include <stdio.h>
#include <string.h>

#include "formats/onnx/export.h"
#include "formats/onnx/message.h"
#include "formats/onnx/onnx.h"
#include "formats/onnx/stored.h"
#include "formats/onnx/tensor_proto.h"
#include "src/graph/compact.h"

/* Before opset 7 some operators said otherwise what they say now: their importers know. */
enum { FIRST_OPSET = 1, LAST_OPSET = 21 };

static const char *text(const char *value)
{
	return value ? value : "";
}

static bool is_own_domain(const char *domain)
{
	return !domain || domain[0] == '\0' || strcmp(domain, "ai.onnx") == 0;
}

static bool read_opset(const Onnx__ModelProto *proto, int *opset, Error *err)
{
	for (size_t i = 0; i < proto->n_opset_import; i++) {
		const Onnx__OperatorSetIdProto *set = proto->opset_import[i];
		if (!is_own_domain(set->domain))
			continue;
		if (set->version < FIRST_OPSET || set->version > LAST_OPSET)
			return failed(err, "opset %lld; whit reads %d to %d", (long long)set->version,
				FIRST_OPSET, LAST_OPSET);
		*opset = (int)set->version;
		return true;
	}
	return failed(err, "no opset of ONNX's own operators");
}

/* Refuse, in one line and by name, all that cannot be read. */
static bool check_operators(const Onnx__GraphProto *graph, Error *err)
{
	char list[160] = "";
	size_t used = 0;
	for (size_t i = 0; i < graph->n_node; i++) {
		const Onnx__NodeProto *node = graph->node[i];
		bool own = is_own_domain(node->domain);
		char name[96];
		if (text(node->op_type)[0] == '\0')
			return failed(err, "node %zu has no operator", i);
		snprintf(name, sizeof name, "%s%s%s", own ? "" : text(node->domain),
			own ? "" : ".", node->op_type);
		bool is_known = own &&
			(onnx_importer(text(node->op_type)) || is_folding(text(node->op_type)));
		if (is_known || strstr(list, name))
			continue;
		int n = snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", name);
		used += (size_t)n;
		if (used >= sizeof list)
			break;
	}
	return used == 0 ||
		failed(err, "operators that whit does not read: %s%s", list,
			used < sizeof list ? "" : " ...");
}

/* --- Values --- */

static bool name_value(Import *import, const char *name, int tensor, Error *err)
{
	const char *own = arena_text(&import->model->arena, "%s", name);
	if (!names_add(&import->names, own, tensor, import->scratch))
		return failed(err, "two values '%s'", name);
	Tensor *t = &import->graph->tensors[tensor];
	if (!t->name[0])
		t->name = own;
	return true;
}

static bool import_initializer(Import *import, const Onnx__TensorProto *proto, Error *err)
{
	DataType type;
	Shape shape;
	const void *data;
	return onnx_tensor(proto, import->path, &import->model->arena, &type, &shape, &data,
			   err) &&
		name_value(import, text(proto->name), add_constant(import, type, shape, data),
			err);
}

static bool import_initializers(Import *import, const Onnx__GraphProto *graph, Error *err)
{
	if (graph->n_sparse_initializer > 0)
		return failed(err, "sparse initializers, which whit does not read");
	for (size_t i = 0; i < graph->n_initializer; i++)
		if (!import_initializer(import, graph->initializer[i], err))
			return failed_in(err,
				"initializer '%s': ", text(graph->initializer[i]->name));
	return true;
}

/* A dimension that is left open is the batch, which becomes 1. */
static bool read_dimension(const Onnx__TensorShapeProto__Dimension *dim, int i, int *n,
	Error *err)
{
	bool is_number =
		dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
	if (is_number && dim->dim_value > 0 && dim->dim_value <= INT32_MAX) {
		*n = (int)dim->dim_value;
		return true;
	}
	bool is_named =
		dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
	*n = 1;
	if (is_number && dim->dim_value != -1 && dim->dim_value != 0)
		return failed(err, "dimension %d is %lld", i, (long long)dim->dim_value);
	return i == 0 ||
		failed(err,
			"dimension %d%s%s%s is open; only the batch may be: export it with a number",
			i, is_named ? " ('" : "", is_named ? text(dim->dim_param) : "",
			is_named ? "')" : "");
}

static bool read_input_shape(const Onnx__TypeProto__Tensor *tensor, Shape *shape,
	Error *err)
{
	const Onnx__TensorShapeProto *proto = tensor->shape;
	if (!proto)
		return failed(err, "no shape: export it with one");
	if (proto->n_dim > MAX_RANK)
		return failed(err, "%zu dimensions; at most %d can be read", proto->n_dim,
			MAX_RANK);
	shape->rank = (int)proto->n_dim;
	for (int i = 0; i < shape->rank; i++)
		if (!read_dimension(proto->dim[i], i, &shape->dims[i], err))
			return false;
	return true;
}

static bool import_input(Import *import, const Onnx__ValueInfoProto *proto, Error *err)
{
	DataType type;
	Shape shape;
	Graph *graph = import->graph;
	if (!proto->type || proto->type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE)
		return failed(err, "not a tensor");
	if (!onnx_type(proto->type->tensor_type->elem_type, &type, err) ||
		!read_input_shape(proto->type->tensor_type, &shape, err))
		return false;
	Tensor tensor = {
		.name = "",
		.type = type,
		.rank = shape.rank,
		.dims = arena_copy(&import->model->arena, shape.dims,
			(size_t)shape.rank * sizeof(int)),
		.buffer = import->model->buffers[0],
	};
	int added = graph_add_tensor(import->model, graph, tensor);
	graph->inputs[graph->n_inputs++] = added;
	return shape_of(graph, added, &shape, err) &&
		name_value(import, text(proto->name), added, err);
}

static bool import_inputs(Import *import, const Onnx__GraphProto *proto, Error *err)
{
	Graph *graph = import->graph;
	graph->inputs = arena_array(&import->model->arena, proto->n_input, sizeof(int));
	for (size_t i = 0; i < proto->n_input; i++) {
		const char *name = text(proto->input[i]->name);
		bool has_value = names_find(&import->names, name) >= 0;
		if (!has_value && !import_input(import, proto->input[i], err))
			return failed_in(err, "input '%s': ", name);
	}
	return true;
}

/* What no importer gives: say which node it would come from. */
static bool refuse_output(const Onnx__GraphProto *graph, const char *name, Error *err)
{
	for (size_t i = 0; i < graph->n_node; i++)
		for (size_t k = 0; k < graph->node[i]->n_output; k++)
			if (strcmp(text(graph->node[i]->output[k]), name) == 0)
				return failed(err, "node %zu (%s): '%s', its output %zu, is not read", i,
					graph->node[i]->op_type, name, k);
	return failed(err, "output '%s' is computed by no node", name);
}

static bool import_outputs(Import *import, const Onnx__GraphProto *proto, Error *err)
{
	Graph *graph = import->graph;
	graph->outputs = arena_array(&import->model->arena, proto->n_output, sizeof(int));
	for (size_t i = 0; i < proto->n_output; i++) {
		const char *name = text(proto->output[i]->name);
		int tensor = names_find(&import->names, name);
		if (tensor < 0)
			return refuse_output(proto, name, err);
		for (int k = 0; k < graph->n_inputs; k++) /* an output has memory of its own */
			if (graph->inputs[k] == tensor)
				tensor = make(import, OP_RESHAPE, NO_ATTRS,
					IN(tensor,
						add_int32s(import, graph->tensors[tensor].rank,
							graph->tensors[tensor].dims)),
					err);
		if (tensor >= 0)
			tensor = make_as_declared(import, proto->output[i], tensor, err);
		if (tensor < 0)
			return failed_in(err, "output '%s': ", name);
		graph->tensors[tensor].name = arena_text(&import->model->arena, "%s", name);
		graph->outputs[graph->n_outputs++] = tensor;
	}
	return true;
}

/* --- Nodes --- */

bool node_gives(Import *import, const Node *node, int i, int tensor)
{
	Error ignored = {0};
	if (tensor < 0)
		return false;
	if (i >= node->n_out || text(node->proto->output[i])[0] == '\0')
		return true;
	return name_value(import, node->proto->output[i], tensor, &ignored);
}

static bool find_operands(Import *import, const Onnx__NodeProto *proto, int *in,
	Error *err)
{
	for (size_t i = 0; i < proto->n_input; i++) {
		const char *name = text(proto->input[i]);
		in[i] = name[0] ? names_find(&import->names, name) : -1;
		if (name[0] && in[i] < 0)
			return failed(err, "input '%s' is computed by no node before it", name);
	}
	for (size_t i = 0; i < proto->n_output; i++)
		if (names_find(&import->names, text(proto->output[i])) >= 0)
			return failed(err, "computes '%s' a second time", proto->output[i]);
	return true;
}

static bool import_node(Import *import, const Onnx__NodeProto *proto, Error *err)
{
	if (proto->n_input > INT32_MAX || proto->n_output > INT32_MAX)
		return failed(err, "too many operands");
	int *in = arena_array(import->scratch, proto->n_input, sizeof *in);
	if (!find_operands(import, proto, in, err))
		return false;
	Node node = {proto, (int)proto->n_input, (int)proto->n_output, in, import->scratch};
	bool is_folded = false;
	if (!fold_node(import, &node, &is_folded, err))
		return false;
	if (is_folded)
		return true;
	ImportNode *importer = onnx_importer(proto->op_type);
	if (!importer)
		return failed(err, "on computed values, which whit reads on constants only");
	return importer(import, &node, err) || failed(err, "cannot be read");
}

static bool import_nodes(Import *import, const Onnx__GraphProto *graph, Error *err)
{
	for (size_t i = 0; i < graph->n_node; i++) {
		const Onnx__NodeProto *node = graph->node[i];
		bool is_named = text(node->name)[0] != '\0';
		if (!import_node(import, node, err))
			return failed_in(err, "node %zu (%s%s%s): ", i, node->op_type,
				is_named ? " " : "", text(node->name));
	}
	return true;
}

static bool import_model(Model *model, const Onnx__ModelProto *proto, const char *path,
	Arena *scratch, Error *err)
{
	if (!proto->graph)
		return failed(err, "no graph");
	model->description = arena_text(&model->arena, "%s", text(proto->doc_string));
	model->graphs = arena_alloc(&model->arena, sizeof *model->graphs);
	model->n_graphs = 1;
	Graph *graph = &model->graphs[0];
	graph->name = arena_text(&model->arena, "%s", text(proto->graph->name));
	Import import = {.model = model, .graph = graph, .path = path, .scratch = scratch};
	return read_opset(proto, &import.opset, err) && check_operators(proto->graph, err) &&
		import_initializers(&import, proto->graph, err) &&
		import_inputs(&import, proto->graph, err) &&
		import_nodes(&import, proto->graph, err) &&
		import_outputs(&import, proto->graph, err);
}

bool onnx_read(Model *model, Bytes file, const char *path, OnnxBorder border, Error *err)
{
	Arena scratch = {0};
	const Onnx__ModelProto *proto =
		message_read(&onnx__model_proto__descriptor, file, &scratch, err);
	bool ok = proto && import_model(model, proto, path, &scratch, err);
	arena_finish(&scratch);
	if (!ok || !model_verify(model, err))
		return false;
	untranspose(model, border == ONNX_KEPT);
	fuse(model);
	make_integer(model);
	model_compact(model);
	return true;
}

static bool read_border(Model *model, Bytes file, const char *path, Error *err)
{
	return onnx_read(model, file, path, ONNX_NHWC, err);
}

const Format onnx_format = {
	.name = "ONNX",
	.suffix = ".onnx",
	.sniff = message_sniff,
	.read = read_border,
	.write = onnx_export,
};
