/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/onnx_build.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

OnnxBuild *onnx_build_new(int opset)
{
	OnnxBuild *build = calloc(1, sizeof *build);
	cr_assert(build);
	build->model = arena_alloc(&build->arena, sizeof *build->model);
	build->graph = arena_alloc(&build->arena, sizeof *build->graph);
	onnx__model_proto__init(build->model);
	onnx__graph_proto__init(build->graph);
	build->model->has_ir_version = true;
	build->model->ir_version = 8;
	build->model->graph = build->graph;
	Onnx__OperatorSetIdProto *set = arena_alloc(&build->arena, sizeof *set);
	onnx__operator_set_id_proto__init(set);
	set->has_version = true;
	set->version = opset;
	build->model->opset_import =
		arena_copy(&build->arena, &set, sizeof *build->model->opset_import);
	build->model->n_opset_import = 1;
	return build;
}

void onnx_build_free(OnnxBuild *build)
{
	arena_finish(&build->arena);
	free(build);
}

/* A list of pointers, longer by one. */
static void *append(OnnxBuild *build, void *list, size_t *n, const void *item)
{
	void **longer = arena_array(&build->arena, *n + 1, sizeof *longer);
	if (*n > 0)
		memcpy(longer, list, *n * sizeof *longer);
	memcpy(&longer[(*n)++], &item, sizeof item);
	return longer;
}

static char *copy_text(OnnxBuild *build, const char *text)
{
	return arena_text(&build->arena, "%s", text);
}

/* --- Values --- */

static int32_t number_of(DataType type)
{
	switch (type) {
	case TYPE_FLOAT32:
		return ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
	case TYPE_FLOAT16:
		return ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16;
	case TYPE_FLOAT64:
		return ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
	case TYPE_INT64:
		return ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
	case TYPE_INT32:
		return ONNX__TENSOR_PROTO__DATA_TYPE__INT32;
	case TYPE_INT16:
		return ONNX__TENSOR_PROTO__DATA_TYPE__INT16;
	case TYPE_INT8:
		return ONNX__TENSOR_PROTO__DATA_TYPE__INT8;
	case TYPE_UINT8:
		return ONNX__TENSOR_PROTO__DATA_TYPE__UINT8;
	case TYPE_BOOL:
		return ONNX__TENSOR_PROTO__DATA_TYPE__BOOL;
	default:
		cr_assert_fail("no number for %s", type_name(type));
		return 0;
	}
}

static Onnx__ValueInfoProto *value_info(OnnxBuild *build, const char *name)
{
	Onnx__ValueInfoProto *info = arena_alloc(&build->arena, sizeof *info);
	onnx__value_info_proto__init(info);
	info->name = copy_text(build, name);
	return info;
}

static Onnx__TensorShapeProto__Dimension *dimension(OnnxBuild *build, int n)
{
	Onnx__TensorShapeProto__Dimension *dim = arena_alloc(&build->arena, sizeof *dim);
	onnx__tensor_shape_proto__dimension__init(dim);
	if (n < 0)
		return dim;
	dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
	dim->dim_value = n;
	return dim;
}

void build_input(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims)
{
	Onnx__GraphProto *graph = build->graph;
	Onnx__ValueInfoProto *info = value_info(build, name);
	Onnx__TypeProto__Tensor *tensor = arena_alloc(&build->arena, sizeof *tensor);
	onnx__type_proto__tensor__init(tensor);
	tensor->has_elem_type = true;
	tensor->elem_type = number_of(type);
	tensor->shape = arena_alloc(&build->arena, sizeof *tensor->shape);
	onnx__tensor_shape_proto__init(tensor->shape);
	for (int i = 0; i < rank; i++)
		tensor->shape->dim = append(build, tensor->shape->dim, &tensor->shape->n_dim,
			dimension(build, dims[i]));
	info->type = arena_alloc(&build->arena, sizeof *info->type);
	onnx__type_proto__init(info->type);
	info->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	info->type->tensor_type = tensor;
	graph->input = append(build, graph->input, &graph->n_input, info);
}

static Onnx__TensorProto *tensor_proto(OnnxBuild *build, DataType type, int rank,
	const int *dims, const void *values)
{
	Onnx__TensorProto *tensor = arena_alloc(&build->arena, sizeof *tensor);
	int64_t count = 1;
	size_t bytes;
	onnx__tensor_proto__init(tensor);
	tensor->dims = arena_array(&build->arena, (size_t)rank, sizeof *tensor->dims);
	tensor->n_dims = (size_t)rank;
	for (int i = 0; i < rank; i++)
		count *= tensor->dims[i] = dims[i];
	cr_assert(type_bytes(type, count, &bytes));
	tensor->has_data_type = true;
	tensor->data_type = number_of(type);
	tensor->has_raw_data = true;
	tensor->raw_data.len = bytes;
	tensor->raw_data.data = arena_copy(&build->arena, values, bytes);
	return tensor;
}

void build_constant(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims, const void *values)
{
	Onnx__GraphProto *graph = build->graph;
	Onnx__TensorProto *tensor = tensor_proto(build, type, rank, dims, values);
	tensor->name = copy_text(build, name);
	graph->initializer = append(build, graph->initializer, &graph->n_initializer, tensor);
}

void build_int64s(OnnxBuild *build, const char *name, int n, const int64_t *values)
{
	build_constant(build, name, TYPE_INT64, 1, &n, values);
}

/* --- Nodes --- */

/* The next of names with spaces between them; NULL behind the last. */
static const char *next_name(OnnxBuild *build, const char **names)
{
	*names += strspn(*names, " ");
	size_t n = strcspn(*names, " ");
	const char *name = *names;
	*names += n;
	if (n == 0)
		return NULL;
	bool left_out = n == 1 && name[0] == '-';
	return arena_text(&build->arena, "%.*s", left_out ? 0 : (int)n, name);
}

void build_node(OnnxBuild *build, const char *op_type, const char *inputs,
	const char *outputs)
{
	Onnx__GraphProto *graph = build->graph;
	Onnx__NodeProto *node = arena_alloc(&build->arena, sizeof *node);
	onnx__node_proto__init(node);
	node->op_type = copy_text(build, op_type);
	for (const char *name; (name = next_name(build, &inputs));)
		node->input = append(build, node->input, &node->n_input, name);
	for (const char *name; (name = next_name(build, &outputs));)
		node->output = append(build, node->output, &node->n_output, name);
	graph->node = append(build, graph->node, &graph->n_node, node);
	build->node = node;
}

void build_outputs(OnnxBuild *build, const char *names)
{
	Onnx__GraphProto *graph = build->graph;
	for (const char *name; (name = next_name(build, &names));)
		graph->output =
			append(build, graph->output, &graph->n_output, value_info(build, name));
}

static Onnx__AttributeProto *add_attribute(OnnxBuild *build, const char *name,
	Onnx__AttributeProto__AttributeType type)
{
	Onnx__NodeProto *node = build->node;
	Onnx__AttributeProto *attribute = arena_alloc(&build->arena, sizeof *attribute);
	onnx__attribute_proto__init(attribute);
	attribute->name = copy_text(build, name);
	attribute->has_type = true;
	attribute->type = type;
	node->attribute = append(build, node->attribute, &node->n_attribute, attribute);
	return attribute;
}

void build_int(OnnxBuild *build, const char *name, int64_t value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
	attribute->has_i = true;
	attribute->i = value;
}

void build_ints(OnnxBuild *build, const char *name, int n, const int64_t *values)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
	attribute->n_ints = (size_t)n;
	attribute->ints = arena_copy(&build->arena, values, (size_t)n * sizeof *values);
}

void build_real(OnnxBuild *build, const char *name, float value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
	attribute->has_f = true;
	attribute->f = value;
}

void build_reals(OnnxBuild *build, const char *name, int n, const float *values)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS);
	attribute->n_floats = (size_t)n;
	attribute->floats = arena_copy(&build->arena, values, (size_t)n * sizeof *values);
}

void build_text(OnnxBuild *build, const char *name, const char *value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
	attribute->has_s = true;
	attribute->s.len = strlen(value);
	attribute->s.data = arena_copy(&build->arena, value, strlen(value) + 1);
}

void build_tensor(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims, const void *values)
{
	Onnx__AttributeProto *attribute =
		add_attribute(build, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR);
	attribute->t = tensor_proto(build, type, rank, dims, values);
}
