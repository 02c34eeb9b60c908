/* SPDX-License-Identifier: Apache-2.0 */
/* Constants made of a few numbers, or by repeating others. */
#include <math.h>
#include <string.h>

#include "formats/onnx/fold.h"
#include "formats/onnx/numbers.h"
#include "formats/onnx/tensor_proto.h"

/* Elements of any type of whole bytes. */
static bool element_bytes(DataType type, size_t *bytes, Error *err)
{
	*bytes = (size_t)type_bits(type) / 8;
	return *bytes > 0 || failed(err, "%s values cannot be moved", type_name(type));
}

static void copy_element(const void *from, int64_t i, size_t bytes, void *to, int64_t k)
{
	memcpy((uint8_t *)to + (size_t)k * bytes, (const uint8_t *)from + (size_t)i * bytes,
		bytes);
}

/* A list of dimensions, or of what else has one number for each. */
static bool shape_operand(const Import *import, const Node *node, int i, Shape *shape,
	Error *err)
{
	int64_t dims[MAX_RANK];
	if (node_in(node, i) < 0)
		return failed(err, "input %d is left out", i);
	if (!constant_integers(import, node_in(node, i), MAX_RANK, dims, &shape->rank, err))
		return false;
	for (int k = 0; k < shape->rank; k++) {
		if (dims[k] < 0 || dims[k] > INT32_MAX)
			return failed(err, "%lld as dimension %d", (long long)dims[k], k);
		shape->dims[k] = (int)dims[k];
	}
	return true;
}

/* The constant, repeated to fill a shape whose dimensions are multiples of its own. */
static bool repeat(Import *import, const Node *node, const Constant *in, Shape shape,
	Error *err)
{
	Constant out = {.type = in->type, .shape = shape};
	size_t bytes;
	void *data;
	if (!element_bytes(in->type, &bytes, err) || !fold_room(import, &out, &data, err))
		return false;
	for (int64_t i = 0; i < out.count; i++)
		copy_element(in->data, fold_place(shape, i, in->shape), bytes, data, i);
	return fold_gives(import, node, &out);
}

static bool fold_expand(Import *import, const Node *node, Error *err)
{
	Constant in;
	Shape wanted, shape;
	return fold_operand(import, node, 0, &in, err) &&
		shape_operand(import, node, 1, &wanted, err) &&
		fold_shape_of_two(in.shape, wanted, &shape, err) &&
		repeat(import, node, &in, shape, err);
}

static bool fold_tile(Import *import, const Node *node, Error *err)
{
	Constant in;
	Shape repeats, shape;
	if (!fold_operand(import, node, 0, &in, err) ||
		!shape_operand(import, node, 1, &repeats, err))
		return false;
	if (repeats.rank != in.shape.rank)
		return failed(err, "%d repeats for %d dimensions", repeats.rank, in.shape.rank);
	shape.rank = repeats.rank;
	for (int i = 0; i < shape.rank; i++) {
		int64_t n = (int64_t)in.shape.dims[i] * repeats.dims[i];
		if (n > INT32_MAX)
			return failed(err, "more than 2^31 elements");
		shape.dims[i] = (int)n;
	}
	return repeat(import, node, &in, shape, err);
}

static bool fold_constant_of_shape(Import *import, const Node *node, Error *err)
{
	static const float zero = 0;
	Constant element = {.type = TYPE_FLOAT32, .count = 1, .data = &zero};
	Shape shape;
	const Onnx__AttributeProto *value = node_attribute(node, "value");
	if (!shape_operand(import, node, 0, &shape, err))
		return false;
	if (value && value->t &&
		!onnx_tensor(value->t, import->path, import->scratch, &element.type,
			&element.shape, &element.data, err))
		return false;
	if (shape_count(element.shape) != 1)
		return failed(err, "a value of %lld elements; it has one",
			(long long)shape_count(element.shape));
	element.shape.rank = 0;
	return repeat(import, node, &element, shape, err);
}

static bool fold_where(Import *import, const Node *node, Error *err)
{
	Constant which, yes, no, out;
	Shape shape;
	size_t bytes;
	void *data;
	if (!fold_operand(import, node, 0, &which, err) ||
		!fold_operand(import, node, 1, &yes, err) ||
		!fold_operand(import, node, 2, &no, err) ||
		!fold_shape_of_two(which.shape, yes.shape, &shape, err) ||
		!fold_shape_of_two(shape, no.shape, &shape, err))
		return false;
	out = (Constant){.type = yes.type, .shape = shape};
	if (which.type != TYPE_BOOL || yes.type != no.type)
		return failed(err, "%s, %s and %s", type_name(which.type), type_name(yes.type),
			type_name(no.type));
	if (!element_bytes(out.type, &bytes, err) || !fold_room(import, &out, &data, err))
		return false;
	for (int64_t i = 0; i < out.count; i++) {
		bool is_yes = whole_at(TYPE_BOOL, which.data, fold_place(shape, i, which.shape));
		const Constant *from = is_yes ? &yes : &no;
		copy_element(from->data, fold_place(shape, i, from->shape), bytes, data, i);
	}
	return fold_gives(import, node, &out);
}

/* --- Range --- */

/* How many whole numbers lie between begin and end, step apart; in unsigned arithmetic, which does
 * not overflow. */
static uint64_t whole_count(int64_t begin, int64_t end, int64_t step)
{
	bool rises = step > 0;
	if (rises ? begin >= end : begin <= end)
		return 0;
	uint64_t far =
		rises ? (uint64_t)end - (uint64_t)begin : (uint64_t)begin - (uint64_t)end;
	uint64_t away = rises ? (uint64_t)step : 0 - (uint64_t)step;
	return far / away + (far % away != 0);
}

static bool range_count(const Constant *bounds, int *n, Error *err)
{
	double count;
	if (real_at(bounds[2].type, bounds[2].data, 0) == 0)
		return failed(err, "steps of 0");
	if (is_whole_type(bounds[0].type))
		count = (double)whole_count(whole_at(bounds[0].type, bounds[0].data, 0),
			whole_at(bounds[1].type, bounds[1].data, 0),
			whole_at(bounds[2].type, bounds[2].data, 0));
	else
		count = ceil((real_at(bounds[1].type, bounds[1].data, 0) -
						 real_at(bounds[0].type, bounds[0].data, 0)) /
			real_at(bounds[2].type, bounds[2].data, 0));
	if (!(count < INT32_MAX))
		return failed(err, "more than 2^31 elements");
	*n = count > 0 ? (int)count : 0;
	return true;
}

static void fill_whole(const Constant *bounds, const Constant *out, void *data)
{
	uint64_t begin = (uint64_t)whole_at(out->type, bounds[0].data, 0);
	uint64_t step = (uint64_t)whole_at(out->type, bounds[2].data, 0);
	for (int64_t i = 0; i < out->count; i++)
		store_whole(out->type, (int64_t)(begin + (uint64_t)i * step), data, i);
}

static void fill_real(const Constant *bounds, const Constant *out, void *data)
{
	double begin = real_at(out->type, bounds[0].data, 0);
	double step = real_at(out->type, bounds[2].data, 0);
	for (int64_t i = 0; i < out->count; i++)
		store_real(out->type, begin + (double)i * step, data, i);
}

static bool fold_range(Import *import, const Node *node, Error *err)
{
	Constant bounds[3]; /* begin, end and step */
	void *data;
	for (int i = 0; i < 3; i++) {
		if (!fold_operand(import, node, i, &bounds[i], err))
			return false;
		DataType type = bounds[i].type;
		if (bounds[i].count != 1 || type != bounds[0].type ||
			!(is_whole_type(type) || is_real_type(type)))
			return failed(err, "input %d must be one number, of the type of all", i);
	}
	Constant out = {.type = bounds[0].type, .shape = {.rank = 1}};
	if (!range_count(bounds, &out.shape.dims[0], err) ||
		!fold_room(import, &out, &data, err))
		return false;
	if (is_whole_type(out.type))
		fill_whole(bounds, &out, data);
	else
		fill_real(bounds, &out, data);
	return fold_gives(import, node, &out);
}

FoldNode *fold_move(const char *op_type)
{
	static const struct {
		const char *op_type;
		FoldNode *fold;
	} nodes[] = {
		{"ConstantOfShape", fold_constant_of_shape},
		{"Expand", fold_expand},
		{"Range", fold_range},
		{"Tile", fold_tile},
		{"Where", fold_where},
	};
	for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
		if (strcmp(nodes[i].op_type, op_type) == 0)
			return nodes[i].fold;
	return NULL;
}
