/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on each number of a constant, and Cast. */
#include <math.h>
#include <string.h>

#include "formats/onnx/fold.h"
#include "formats/onnx/numbers.h"
#include "formats/onnx/whole.h"

typedef double RealOfOne(double a);

static double negative(double a)
{
	return -a;
}

static double sign(double a)
{
	return (a > 0) - (a < 0);
}

static double reciprocal(double a)
{
	return 1 / a;
}

typedef struct OfOne {
	const char *op_type;
	WholeOfOne *whole; /* NULL where there is none */
	RealOfOne *real;
} OfOne;

static const OfOne *of_one(const char *op_type)
{
	static const OfOne table[] = {
		{"Abs", whole_absolute, fabs},
		{"Ceil", whole_itself, ceil},
		{"Floor", whole_itself, floor},
		{"Neg", whole_negative, negative},
		{"Not", whole_not, NULL},
		{"Reciprocal", NULL, reciprocal},
		{"Round", whole_itself, rint},
		{"Sign", whole_sign, sign},
		{"Sqrt", NULL, sqrt},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].op_type, op_type) == 0)
			return &table[i];
	return NULL;
}

static bool fold(Import *import, const Node *node, Error *err)
{
	const OfOne *op = of_one(node->proto->op_type);
	Constant in, out;
	void *data;
	if (!fold_number(import, node, 0, &in, err))
		return false;
	bool is_whole = is_whole_type(in.type);
	if (is_whole ? !op->whole : !op->real)
		return failed(err, "%s values", type_name(in.type));
	out = in;
	if (!fold_room(import, &out, &data, err))
		return false;
	for (int64_t i = 0; i < out.count; i++)
		if (is_whole)
			store_whole(out.type, op->whole(whole_at(in.type, in.data, i)), data, i);
		else
			store_real(out.type, op->real(real_at(in.type, in.data, i)), data, i);
	return fold_gives(import, node, &out);
}

static bool fold_cast(Import *import, const Node *node, Error *err)
{
	Constant in, out;
	void *data;
	if (!fold_number(import, node, 0, &in, err))
		return false;
	out = in;
	if (!node_type(node, "to", &out.type, err) || !fold_is_number(&out, err) ||
		!fold_room(import, &out, &data, err))
		return false;
	convert_numbers(in.type, in.data, out.type, data, in.count);
	return fold_gives(import, node, &out);
}

FoldNode *fold_of_one(const char *op_type)
{
	if (strcmp(op_type, "Cast") == 0)
		return fold_cast;
	return of_one(op_type) ? fold : NULL;
}
