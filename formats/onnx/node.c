/* SPDX-License-Identifier: Apache-2.0 */
/* What a node says beside its operands, and what a constant operand says. */
#include <string.h>

#include "formats/onnx/import.h"
#include "formats/onnx/numbers.h"
#include "formats/onnx/tensor_proto.h"

const Onnx__AttributeProto *node_attribute(const Node *node, const char *name)
{
	for (size_t i = 0; i < node->proto->n_attribute; i++) {
		const Onnx__AttributeProto *attribute = node->proto->attribute[i];
		if (attribute->name && strcmp(attribute->name, name) == 0)
			return attribute;
	}
	return NULL;
}

bool node_has(const Node *node, const char *name)
{
	return node_attribute(node, name) != NULL;
}

int64_t node_int(const Node *node, const char *name, int64_t fallback)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, name);
	return attribute ? attribute->i : fallback;
}

float node_real(const Node *node, const char *name, float fallback)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, name);
	return attribute ? attribute->f : fallback;
}

const char *node_text(const Node *node, const char *name, const char *fallback)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, name);
	if (!attribute || !attribute->has_s)
		return fallback;
	return arena_text(node->scratch, "%.*s", (int)attribute->s.len,
		(const char *)attribute->s.data);
}

bool node_ints(const Node *node, const char *name, int max, int64_t *values, int *n,
	Error *err)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, name);
	*n = 0;
	if (!attribute)
		return true;
	if (attribute->n_ints > (size_t)max)
		return failed(err, "%s: %zu numbers; at most %d make sense", name,
			attribute->n_ints, max);
	*n = (int)attribute->n_ints;
	if (*n > 0)
		memcpy(values, attribute->ints, (size_t)*n * sizeof *values);
	return true;
}

bool node_integers(const Import *import, const Node *node, const char *name, int i,
	int max, int64_t *values, int *n, Error *err)
{
	if (node_in(node, i) >= 0)
		return constant_integers(import, node_in(node, i), max, values, n, err);
	return node_ints(node, name, max, values, n, err);
}

bool node_type(const Node *node, const char *name, DataType *type, Error *err)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, name);
	if (!attribute || !attribute->has_i)
		return failed(err, "no number '%s' of a type", name);
	return onnx_type(attribute->i, type, err);
}

bool axis_of(int64_t axis, int rank, int *out, Error *err)
{
	int64_t counted = axis < 0 ? axis + rank : axis;
	if (counted < 0 || counted >= rank)
		return failed(err, "axis %lld of %d dimensions", (long long)axis, rank);
	*out = (int)counted;
	return true;
}

/* --- Constant operands --- */

Shape shape_at(const Import *import, int tensor)
{
	const Tensor *t = &import->graph->tensors[tensor];
	Shape shape = {.rank = t->rank};
	for (int i = 0; i < t->rank; i++)
		shape.dims[i] = t->dims[i];
	return shape;
}

DataType type_at(const Import *import, int tensor)
{
	return import->graph->tensors[tensor].type;
}

bool is_constant(const Import *import, int tensor)
{
	const Tensor *t = &import->graph->tensors[tensor];
	return tensor_is_constant(t) || shape_count(shape_at(import, tensor)) == 0;
}

static bool must_be_constant(const Import *import, int tensor, Error *err)
{
	char label[16];
	return is_constant(import, tensor) ||
		failed(err, "'%s' is computed; it must be constant",
			tensor_label(import->graph, tensor, label));
}

bool constant_integers(const Import *import, int tensor, int max, int64_t *values, int *n,
	Error *err)
{
	char label[16];
	const Tensor *t = &import->graph->tensors[tensor];
	int64_t count = shape_count(shape_at(import, tensor));
	if (!must_be_constant(import, tensor, err))
		return false;
	if (count > max)
		return failed(err, "'%s' has %lld values; at most %d make sense",
			tensor_label(import->graph, tensor, label), (long long)count, max);
	if (!is_whole_type(t->type))
		return failed(err, "'%s' is %s; integers are wanted",
			tensor_label(import->graph, tensor, label), type_name(t->type));
	for (int64_t i = 0; i < count; i++)
		values[i] = whole_at(t->type, t->buffer->data, i);
	*n = (int)count;
	return true;
}

bool constant_number(const Import *import, int tensor, double *value, Error *err)
{
	char label[16];
	const Tensor *t = &import->graph->tensors[tensor];
	if (!must_be_constant(import, tensor, err))
		return false;
	if (shape_count(shape_at(import, tensor)) != 1)
		return failed(err, "'%s' must be one number",
			tensor_label(import->graph, tensor, label));
	if (!is_real_type(t->type) && !is_whole_type(t->type))
		return failed(err, "'%s' is %s; a number is wanted",
			tensor_label(import->graph, tensor, label), type_name(t->type));
	*value = real_at(t->type, t->buffer->data, 0);
	return true;
}

const float *constant_floats(const Import *import, int tensor, int64_t *n)
{
	const Tensor *t = &import->graph->tensors[tensor];
	if (t->type != TYPE_FLOAT32 || !tensor_is_constant(t))
		return NULL;
	*n = shape_count(shape_at(import, tensor));
	return (const float *)(const void *)t->buffer->data;
}
