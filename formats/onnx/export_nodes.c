/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes, attributes and constants, as protobuf-c's structures. */
#include <string.h>

#include "formats/onnx/export_writer.h"

/* protobuf-c's fields are not const, but packing only reads them. */
static char *text_field(const char *text)
{
	return (char *)(uintptr_t)text;
}

const char *onnx_name(OnnxWriter *w, const char *base, const char *suffix)
{
	return name_make(&w->names, base, suffix, w->arena);
}

static char **text_list(OnnxWriter *w, int n, const char *const *texts)
{
	char **list = arena_array(w->arena, (size_t)n, sizeof *list);
	for (int i = 0; i < n; i++)
		list[i] = text_field(texts[i] ? texts[i] : "");
	return list;
}

Onnx__NodeProto *onnx_node_of(OnnxWriter *w, const char *type, int n_outputs,
	const char *const *outputs, int n_inputs, const char *const *inputs)
{
	Onnx__GraphProto *out = w->out;
	Onnx__NodeProto *node = arena_alloc(w->arena, sizeof *node);
	onnx__node_proto__init(node);
	while (n_inputs > 0 && !inputs[n_inputs - 1])
		n_inputs--;
	node->name = text_field(outputs[0]);
	node->op_type = text_field(type);
	node->n_input = (size_t)n_inputs;
	node->input = text_list(w, n_inputs, inputs);
	node->n_output = (size_t)n_outputs;
	node->output = text_list(w, n_outputs, outputs);
	out->node = arena_grow(w->arena, out->node, out->n_node, &w->node_capacity,
		sizeof *out->node);
	out->node[out->n_node++] = node;
	return node;
}

Onnx__NodeProto *onnx_node(OnnxWriter *w, const char *type, const char *output,
	int n_inputs, const char *const *inputs)
{
	return onnx_node_of(w, type, 1, &output, n_inputs, inputs);
}

static Onnx__AttributeProto *add_attribute(OnnxWriter *w, Onnx__NodeProto *node,
	const char *name, Onnx__AttributeProto__AttributeType type)
{
	enum { MOST = 8 };
	Onnx__AttributeProto *attribute = arena_alloc(w->arena, sizeof *attribute);
	onnx__attribute_proto__init(attribute);
	attribute->name = text_field(name);
	attribute->has_type = true;
	attribute->type = type;
	if (!node->attribute)
		node->attribute = arena_array(w->arena, MOST, sizeof *node->attribute);
	node->attribute[node->n_attribute++] = attribute;
	return attribute;
}

void onnx_set_int(OnnxWriter *w, Onnx__NodeProto *node, const char *name, int64_t value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
	attribute->has_i = true;
	attribute->i = value;
}

void onnx_set_ints(OnnxWriter *w, Onnx__NodeProto *node, const char *name, int n,
	const int64_t *values)
{
	Onnx__AttributeProto *attribute =
		add_attribute(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
	attribute->n_ints = (size_t)n;
	attribute->ints = arena_copy(w->arena, values, (size_t)n * sizeof *values);
}

void onnx_set_float(OnnxWriter *w, Onnx__NodeProto *node, const char *name, float value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
	attribute->has_f = true;
	attribute->f = value;
}

void onnx_set_text(OnnxWriter *w, Onnx__NodeProto *node, const char *name,
	const char *value)
{
	Onnx__AttributeProto *attribute =
		add_attribute(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
	attribute->has_s = true;
	attribute->s.len = strlen(value);
	attribute->s.data = (uint8_t *)text_field(value);
}

const char *onnx_constant(OnnxWriter *w, const char *name, int type, Shape shape,
	const void *values, size_t n_bytes)
{
	Onnx__GraphProto *out = w->out;
	Onnx__TensorProto *tensor = arena_alloc(w->arena, sizeof *tensor);
	onnx__tensor_proto__init(tensor);
	tensor->name = text_field(name);
	tensor->has_data_type = true;
	tensor->data_type = type;
	tensor->n_dims = (size_t)shape.rank;
	tensor->dims = arena_array(w->arena, tensor->n_dims, sizeof *tensor->dims);
	for (int i = 0; i < shape.rank; i++)
		tensor->dims[i] = shape.dims[i];
	tensor->has_raw_data = true;
	tensor->raw_data.len = n_bytes;
	tensor->raw_data.data = (uint8_t *)(uintptr_t)values;
	out->initializer = arena_grow(w->arena, out->initializer, out->n_initializer,
		&w->initializer_capacity, sizeof *out->initializer);
	out->initializer[out->n_initializer++] = tensor;
	w->constant_bytes += n_bytes;
	return name;
}

const char *onnx_ints(OnnxWriter *w, const char *base, const char *suffix, int n,
	const int64_t *values)
{
	size_t n_bytes = (size_t)n * sizeof *values;
	return onnx_constant(w, onnx_name(w, base, suffix),
		ONNX__TENSOR_PROTO__DATA_TYPE__INT64, (Shape){1, {n}},
		arena_copy(w->arena, values, n_bytes), n_bytes);
}

typedef struct OnnxScalar {
	float value;
	const char *name;
	struct OnnxScalar *next;
} OnnxScalar;

const char *onnx_scalar(OnnxWriter *w, float value)
{
	OnnxScalar *scalar = w->scalars;
	while (scalar && scalar->value != value)
		scalar = scalar->next;
	if (scalar)
		return scalar->name;
	scalar = arena_alloc(w->arena, sizeof *scalar);
	scalar->value = value;
	scalar->next = w->scalars;
	w->scalars = scalar;
	const char *text = arena_text(w->arena, "%g", (double)value);
	scalar->name = onnx_constant(w, onnx_name(w, "constant_", text),
		ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, (Shape){0}, &scalar->value, sizeof value);
	return scalar->name;
}

int onnx_data_type(DataType type)
{
	static const int numbers[N_TYPES] = {
		[TYPE_FLOAT32] = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
		[TYPE_FLOAT16] = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16,
		[TYPE_INT32] = ONNX__TENSOR_PROTO__DATA_TYPE__INT32,
		[TYPE_UINT8] = ONNX__TENSOR_PROTO__DATA_TYPE__UINT8,
		[TYPE_INT64] = ONNX__TENSOR_PROTO__DATA_TYPE__INT64,
		[TYPE_BOOL] = ONNX__TENSOR_PROTO__DATA_TYPE__BOOL,
		[TYPE_INT16] = ONNX__TENSOR_PROTO__DATA_TYPE__INT16,
		[TYPE_INT8] = ONNX__TENSOR_PROTO__DATA_TYPE__INT8,
		[TYPE_FLOAT64] = ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE,
		[TYPE_UINT64] = ONNX__TENSOR_PROTO__DATA_TYPE__UINT64,
		[TYPE_UINT32] = ONNX__TENSOR_PROTO__DATA_TYPE__UINT32,
		[TYPE_UINT16] = ONNX__TENSOR_PROTO__DATA_TYPE__UINT16,
	};
	return numbers[type];
}
