/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/fold.h"

#include <string.h>

#include "formats/onnx/numbers.h"
#include "formats/onnx/tensor_proto.h"

/* --- What folding is made of --- */

bool fold_operand(const Import *import, const Node *node, int i, Constant *constant,
	Error *err)
{
	int tensor = node_in(node, i);
	if (tensor < 0)
		return failed(err, "input %d is left out", i);
	constant->type = type_at(import, tensor);
	constant->shape = shape_at(import, tensor);
	constant->count = shape_count(constant->shape);
	constant->data = import->graph->tensors[tensor].buffer->data;
	return true;
}

bool fold_is_number(const Constant *constant, Error *err)
{
	return is_real_type(constant->type) || is_whole_type(constant->type) ||
		failed(err, "%s values, which are no numbers", type_name(constant->type));
}

bool fold_number(const Import *import, const Node *node, int i, Constant *constant,
	Error *err)
{
	return fold_operand(import, node, i, constant, err) && fold_is_number(constant, err);
}

bool fold_room(Import *import, Constant *constant, void **data, Error *err)
{
	size_t bytes;
	int64_t count = 1;
	for (int i = 0; i < constant->shape.rank; i++) {
		int64_t n = constant->shape.dims[i];
		if (n > 0 && count > INT32_MAX / n)
			return failed(err, "more than 2^31 elements");
		count *= n > 0 ? n : 1;
	}
	constant->count = shape_count(constant->shape);
	if (!type_bytes(constant->type, constant->count, &bytes) ||
		!import_room(import, bytes, err))
		return failed(err, "%s constants cannot be computed", type_name(constant->type));
	*data = bytes > 0 ? arena_alloc(&import->model->arena, bytes) : NULL;
	constant->data = *data;
	return true;
}

bool fold_gives(Import *import, const Node *node, const Constant *constant)
{
	return node_gives(import, node, 0,
		add_constant(import, constant->type, constant->shape, constant->data));
}

/* Dimension i of rank, a shape of fewer having 1 in front. */
static int aligned(Shape shape, int rank, int i)
{
	int own = i - (rank - shape.rank);
	return own < 0 ? 1 : shape.dims[own];
}

bool fold_shape_of_two(Shape a, Shape b, Shape *out, Error *err)
{
	char a_text[SHAPE_TEXT_BYTES], b_text[SHAPE_TEXT_BYTES];
	out->rank = a.rank > b.rank ? a.rank : b.rank;
	for (int i = 0; i < out->rank; i++) {
		int of_a = aligned(a, out->rank, i), of_b = aligned(b, out->rank, i);
		if (of_a != of_b && of_a != 1 && of_b != 1)
			return failed(err, "%s beside %s", shape_text(a, a_text),
				shape_text(b, b_text));
		out->dims[i] = of_a == 1 ? of_b : of_a;
	}
	return true;
}

int64_t fold_place(Shape out, int64_t i, Shape in)
{
	int64_t place = 0, stride = 1;
	for (int axis = out.rank - 1; axis >= out.rank - in.rank; axis--) {
		int n = in.dims[axis - (out.rank - in.rank)];
		place += i % out.dims[axis] % n * stride;
		stride *= n;
		i /= out.dims[axis];
	}
	return place;
}

/* --- Constant, Shape and Size --- */

static bool fold_constant(Import *import, const Node *node, Error *err)
{
	Constant made = {.shape = {1, {0}}};
	if (node->proto->n_attribute != 1)
		return failed(err, "%zu values; it has one", node->proto->n_attribute);
	const Onnx__AttributeProto *value = node->proto->attribute[0];
	const char *name = value->name ? value->name : "";
	if (strcmp(name, "value") == 0 && value->t)
		return onnx_tensor(value->t, import->path, &import->model->arena, &made.type,
				   &made.shape, &made.data, err) &&
			fold_gives(import, node, &made);
	bool is_real = strcmp(name, "value_float") == 0 || strcmp(name, "value_floats") == 0;
	bool is_whole = strcmp(name, "value_int") == 0 || strcmp(name, "value_ints") == 0;
	if (!is_real && !is_whole)
		return failed(err, "'%s', which whit does not read", name);
	made.type = is_real ? TYPE_FLOAT32 : TYPE_INT64;
	made.data = is_real ? (const void *)value->floats : value->ints;
	size_t n = is_real ? value->n_floats : value->n_ints, bytes = 0;
	if (name[strlen(name) - 1] != 's') {
		made.shape.rank = 0;
		made.data = is_real ? (const void *)&value->f : &value->i;
		n = 1;
	}
	if (n > INT32_MAX || !type_bytes(made.type, (int64_t)n, &bytes))
		return failed(err, "more than 2^31 elements");
	made.shape.dims[0] = (int)n;
	made.data = arena_copy(&import->model->arena, made.data, bytes);
	return fold_gives(import, node, &made);
}

/* The place in a list of n that an index means, as in Python. */
static int slice_place(int64_t index, int n)
{
	int64_t place = index < 0 ? index + n : index;
	return place < 0 ? 0 : place > n ? n : (int)place;
}

static bool fold_shape(Import *import, const Node *node, Error *err)
{
	if (node_in(node, 0) < 0)
		return failed(err, "no input");
	Shape shape = shape_at(import, node_in(node, 0));
	int begin = slice_place(node_int(node, "start", 0), shape.rank);
	int end = slice_place(node_int(node, "end", shape.rank), shape.rank);
	int64_t *dims = arena_array(&import->model->arena, MAX_RANK, sizeof *dims);
	Constant made = {.type = TYPE_INT64, .shape = {1, {0}}, .data = dims};
	for (int i = begin; i < end; i++)
		dims[made.shape.dims[0]++] = shape.dims[i];
	return fold_gives(import, node, &made);
}

static bool fold_size(Import *import, const Node *node, Error *err)
{
	if (node_in(node, 0) < 0)
		return failed(err, "no input");
	int64_t count = shape_count(shape_at(import, node_in(node, 0)));
	Constant made = {.type = TYPE_INT64,
		.data = arena_copy(&import->model->arena, &count, sizeof count)};
	return fold_gives(import, node, &made);
}

/* --- Which nodes --- */

/* Those that need no operand's values. */
static FoldNode *shape_folder(const char *op_type)
{
	if (strcmp(op_type, "Constant") == 0)
		return fold_constant;
	if (strcmp(op_type, "Shape") == 0)
		return fold_shape;
	return strcmp(op_type, "Size") == 0 ? fold_size : NULL;
}

static FoldNode *value_folder(const char *op_type)
{
	FamilyOfFolders *const families[] = {fold_of_one, fold_of_two, fold_reduction,
		fold_move};
	FoldNode *folder = NULL;
	for (size_t i = 0; !folder && i < sizeof families / sizeof families[0]; i++)
		folder = families[i](op_type);
	return folder;
}

bool is_folding(const char *op_type)
{
	return shape_folder(op_type) || value_folder(op_type);
}

static bool all_constant(const Import *import, const Node *node)
{
	for (int i = 0; i < node->n_in; i++)
		if (node->in[i] >= 0 && !is_constant(import, node->in[i]))
			return false;
	return true;
}

bool fold_node(Import *import, const Node *node, bool *is_folded, Error *err)
{
	FoldNode *folder = shape_folder(node->proto->op_type);
	bool is_old =
		node_has(node, "broadcast"); /* of before opset 7: its importer knows it */
	if (!folder && !is_old && all_constant(import, node))
		folder = value_folder(node->proto->op_type);
	*is_folded = folder != NULL;
	return !folder || folder(import, node, err);
}
