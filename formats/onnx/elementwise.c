/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of two operands or more, which are broadcast as TFLite does it. */
#include <math.h>

#include "formats/onnx/nodes.h"

enum { BROADCAST_CAME = 7 }; /* the opset with today's rules for shapes */

static int make_binary(Import *import, OpType type, int a, int b, Error *err)
{
	return make(import, type, NO_ATTRS, IN(a, b), err);
}

/* Before opset 7 the second operand could be laid along the first from an axis on. */
static int second_operand(Import *import, const Node *node, Error *err)
{
	int a = node_in(node, 0), b = node_in(node, 1), axis;
	if (a < 0 || b < 0 || import->opset >= BROADCAST_CAME || !node_has(node, "axis"))
		return b;
	Shape of = shape_at(import, b);
	int rank = import->graph->tensors[a].rank;
	if (!axis_of(node_int(node, "axis", 0), rank, &axis, err))
		return -1;
	while (of.rank < rank - axis)
		of.dims[of.rank++] = 1;
	return make_reshape(import, b, of, err);
}

static bool import_binary(Import *import, const Node *node, OpType type, Error *err)
{
	return node_gives(import, node, 0,
		make_binary(import, type, node_in(node, 0), second_operand(import, node, err),
			err));
}

bool import_add(Import *import, const Node *node, Error *err)
{
	return import_binary(import, node, OP_ADD, err);
}

bool import_sub(Import *import, const Node *node, Error *err)
{
	return import_binary(import, node, OP_SUB, err);
}

/* --- Products --- */

/* The operator that makes a tensor, if it is of a type; NULL. */
static const Op *maker(const Import *import, int tensor, OpType type)
{
	int producer = graph_producer(import->graph, tensor);
	const Op *op = producer < 0 ? NULL : &import->graph->ops[producer];
	return op && op->code->type == type ? op : NULL;
}

static bool is_number(const Import *import, int tensor, double wanted)
{
	int64_t n;
	const float *value = constant_floats(import, tensor, &n);
	return value && n == 1 && fabs((double)*value - wanted) < 1e-6;
}

/* Whether a tensor is relu6(x + 3) / 6, as exporters write it for x * that: HARD_SWISH. */
static bool is_hard_sigmoid(const Import *import, int tensor, int x)
{
	const Op *sixth = maker(import, tensor, OP_MUL);
	const Op *clip = sixth && is_number(import, sixth->inputs[1], 1.0 / 6)
		? maker(import, sixth->inputs[0], OP_RELU6)
		: NULL;
	const Op *sum = clip ? maker(import, clip->inputs[0], OP_ADD) : NULL;
	return sum && sum->inputs[0] == x && is_number(import, sum->inputs[1], 3);
}

bool import_mul(Import *import, const Node *node, Error *err)
{
	int a = node_in(node, 0), b = node_in(node, 1);
	for (int k = 0; k < 2 && a >= 0 && b >= 0; k++) {
		int x = k ? b : a, factor = k ? a : b;
		if (is_hard_sigmoid(import, factor, x))
			return node_gives(import, node, 0,
				make(import, OP_HARD_SWISH, NO_ATTRS, IN(x), err));
	}
	return import_binary(import, node, OP_MUL, err);
}

/* One over each of a constant's values; -1 where it is no float32 constant, or has a 0. */
static int reciprocals(Import *import, int tensor)
{
	int64_t n;
	const float *values = constant_floats(import, tensor, &n);
	if (!values)
		return -1;
	float *inverse = arena_array(import->scratch, (size_t)n, sizeof *inverse);
	for (int64_t i = 0; i < n; i++) {
		inverse[i] = 1 / values[i];
		if (!isnormal(inverse[i]))
			return -1;
	}
	return add_floats(import, shape_at(import, tensor), inverse);
}

/* By a constant it is a product, which a layer before can take in. */
bool import_div(Import *import, const Node *node, Error *err)
{
	int a = node_in(node, 0), b = node_in(node, 1);
	int inverse = a < 0 || b < 0 ? -1 : reciprocals(import, b);
	if (inverse < 0 || type_at(import, a) != TYPE_FLOAT32 || is_constant(import, a))
		return import_binary(import, node, OP_DIV, err);
	return node_gives(import, node, 0, make_binary(import, OP_MUL, a, inverse, err));
}

bool import_neg(Import *import, const Node *node, Error *err)
{
	return node_gives(import, node, 0,
		make_binary(import, OP_MUL, node_in(node, 0), add_scalar(import, -1), err));
}

/* --- Any number of operands --- */

static bool import_chain(Import *import, const Node *node, OpType type, Error *err)
{
	int sum = node_in(node, 0);
	for (int i = 1; i < node->n_in; i++)
		sum = sum < 0 ? -1 : make_binary(import, type, sum, node_in(node, i), err);
	return node_gives(import, node, 0, sum);
}

bool import_sum(Import *import, const Node *node, Error *err)
{
	return import_chain(import, node, OP_ADD, err);
}

bool import_max(Import *import, const Node *node, Error *err)
{
	return import_chain(import, node, OP_MAXIMUM, err);
}

bool import_min(Import *import, const Node *node, Error *err)
{
	return import_chain(import, node, OP_MINIMUM, err);
}
