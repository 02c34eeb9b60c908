/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/onnx_written.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "formats/onnx/export.h"

Written written(Model *model)
{
	Error err = {0};
	Written file = {0};
	Bytes bytes;
	cr_assert(model_verify(model, &err), "%s", err.text);
	cr_assert(onnx_export(model, &file.arena, &bytes, &err), "%s", err.text);
	file.proto = onnx__model_proto__unpack(NULL, bytes.n, bytes.data);
	cr_assert(file.proto);
	file.graph = file.proto->graph;
	model_free(model);
	return file;
}

void written_free(Written *file)
{
	onnx__model_proto__free_unpacked(file->proto, NULL);
	arena_finish(&file->arena);
}

void expect_nodes(const Written *file, const char *wanted)
{
	char text[512] = "";
	for (size_t i = 0; i < file->graph->n_node; i++) {
		size_t n = strlen(text);
		snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "",
			file->graph->node[i]->op_type);
	}
	cr_expect_str_eq(text, wanted);
}

const Onnx__NodeProto *node_of(const Written *file, const char *type)
{
	for (size_t i = 0; i < file->graph->n_node; i++)
		if (strcmp(file->graph->node[i]->op_type, type) == 0)
			return file->graph->node[i];
	cr_assert_fail("no node %s", type);
	return NULL;
}

static const Onnx__AttributeProto *attribute_of(const Onnx__NodeProto *node,
	const char *name)
{
	for (size_t i = 0; i < node->n_attribute; i++)
		if (strcmp(node->attribute[i]->name, name) == 0)
			return node->attribute[i];
	cr_assert_fail("no attribute %s", name);
	return NULL;
}

static void expect_ints(const int64_t *got, size_t n_got, int n, const int *wanted)
{
	cr_assert_eq((int)n_got, n);
	for (int i = 0; i < n; i++)
		cr_expect_eq(got[i], wanted[i], "%d is %d, not %d", i, (int)got[i], wanted[i]);
}

void expect_attribute(const Onnx__NodeProto *node, const char *name, int n,
	const int *wanted)
{
	const Onnx__AttributeProto *attribute = attribute_of(node, name);
	if (attribute->n_ints)
		expect_ints(attribute->ints, attribute->n_ints, n, wanted);
	else
		expect_ints(&attribute->i, 1, n, wanted);
}

const Onnx__TensorProto *constant_of(const Written *file, const char *name)
{
	for (size_t i = 0; i < file->graph->n_initializer; i++)
		if (strcmp(file->graph->initializer[i]->name, name) == 0)
			return file->graph->initializer[i];
	cr_assert_fail("no constant %s", name);
	return NULL;
}

void expect_written(const Written *file, const char *name, int rank, const int *dims,
	const void *values, size_t n_bytes)
{
	const Onnx__TensorProto *tensor = constant_of(file, name);
	expect_ints(tensor->dims, tensor->n_dims, rank, dims);
	cr_assert_eq(tensor->raw_data.len, n_bytes);
	cr_expect_arr_eq(tensor->raw_data.data, values, n_bytes);
}

void expect_shape(const Onnx__ValueInfoProto *info, int rank, const int *dims)
{
	const Onnx__TensorShapeProto *shape = info->type->tensor_type->shape;
	cr_assert_eq((int)shape->n_dim, rank);
	for (int i = 0; i < rank; i++) {
		const Onnx__TensorShapeProto__Dimension *dim = shape->dim[i];
		if (dims[i] < 0)
			cr_expect_str_eq(dim->dim_param, "N");
		else
			cr_expect_eq(dim->dim_value, dims[i], "%d", (int)dim->dim_value);
	}
}

void expect_not_written(Model *model, const char *message)
{
	Error err = {0};
	Arena arena = {0};
	Bytes bytes;
	cr_assert(model_verify(model, &err), "%s", err.text);
	cr_expect_not(onnx_export(model, &arena, &bytes, &err), "it is, but: %s", message);
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
	model_free(model);
}

int real_of(Model *model, int rank, const int *dims)
{
	return test_computed(model, TYPE_FLOAT32, rank, dims);
}

void border(Model *model, int in, int out)
{
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
}
