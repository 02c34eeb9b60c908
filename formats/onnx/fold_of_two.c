/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic on two constants. Whole numbers are computed with as int64 and end at the limits of
 * their type; real ones as double, so that a float32 result is the one nearest to the truth.
 */
#include <math.h>
#include <string.h>

#include "formats/onnx/fold.h"
#include "formats/onnx/numbers.h"
#include "formats/onnx/whole.h"

typedef double RealOfTwo(double a, double b);

static double sum(double a, double b)
{
	return a + b;
}

static double difference(double a, double b)
{
	return a - b;
}

static double product(double a, double b)
{
	return a * b;
}

static double quotient(double a, double b)
{
	return a / b;
}

/* By whole exponents, and roots, which are the same numbers on every machine. */
static double power(double a, double b)
{
	double base = b < 0 ? 1 / a : a, result = 1;
	double whole = floor(fabs(b));
	for (int n = (int)whole; n > 0; n /= 2) {
		result *= n % 2 ? base : 1;
		base *= base;
	}
	return fabs(b) > whole ? result * sqrt(b < 0 ? 1 / a : a) : result;
}

static double least(double a, double b)
{
	return a < b || isnan(a) ? a : b;
}

static double greatest(double a, double b)
{
	return a > b || isnan(a) ? a : b;
}

static double equal(double a, double b)
{
	return a == b;
}

static double less(double a, double b)
{
	return a < b;
}

static double less_or_equal(double a, double b)
{
	return a <= b;
}

static double greater(double a, double b)
{
	return a > b;
}

static double greater_or_equal(double a, double b)
{
	return a >= b;
}

typedef enum Kind {
	PLAIN,
	COMPARES,   /* gives truth values */
	DIVIDES,    /* b must not be 0, for whole numbers */
	TAKES_MANY, /* one after the other */
} Kind;

typedef struct OfTwo {
	const char *op_type;
	WholeOfTwo *whole;
	RealOfTwo *real; /* NULL where there is none */
	Kind kind;
} OfTwo;

static const OfTwo *of_two(const char *op_type)
{
	static const OfTwo table[] = {
		{"Add", whole_sum, sum, PLAIN},
		{"And", whole_and, NULL, COMPARES},
		{"Div", whole_quotient, quotient, DIVIDES},
		{"Equal", whole_equal, equal, COMPARES},
		{"Greater", whole_greater, greater, COMPARES},
		{"GreaterOrEqual", whole_greater_or_equal, greater_or_equal, COMPARES},
		{"Less", whole_less, less, COMPARES},
		{"LessOrEqual", whole_less_or_equal, less_or_equal, COMPARES},
		{"Max", whole_max, greatest, TAKES_MANY},
		{"Min", whole_min, least, TAKES_MANY},
		{"Mod", whole_floor_remainder, fmod, DIVIDES},
		{"Mul", whole_product, product, PLAIN},
		{"Or", whole_or, NULL, COMPARES},
		{"Pow", whole_power, power, PLAIN},
		{"Sub", whole_difference, difference, PLAIN},
		{"Sum", whole_sum, sum, TAKES_MANY},
		{"Xor", whole_xor, NULL, COMPARES},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].op_type, op_type) == 0)
			return &table[i];
	return NULL;
}

static bool apply(const OfTwo *op, const Constant *a, const Constant *b, bool is_whole,
	const Constant *out, void *data, Error *err)
{
	for (int64_t i = 0; i < out->count; i++) {
		int64_t i_a = fold_place(out->shape, i, a->shape);
		int64_t i_b = fold_place(out->shape, i, b->shape);
		if (!is_whole) {
			store_real(out->type,
				op->real(real_at(a->type, a->data, i_a), real_at(b->type, b->data, i_b)),
				data, i);
			continue;
		}
		int64_t by = whole_at(b->type, b->data, i_b);
		if (op->kind == DIVIDES && by == 0)
			return failed(err, "a division by 0");
		store_whole(out->type, op->whole(whole_at(a->type, a->data, i_a), by), data, i);
	}
	return true;
}

/* Powers that `power` computes. */
static bool check_powers(const Constant *b, Error *err)
{
	for (int64_t i = 0; i < b->count; i++) {
		double x = real_at(b->type, b->data, i);
		if (!(fabs(x) <= 1024 && (floor(x) == x || fabs(x) == 0.5)))
			return failed(err, "a power of %g, which whit does not compute", x);
	}
	return true;
}

static bool combine(Import *import, const OfTwo *op, const Constant *a, const Constant *b,
	Constant *out, Error *err)
{
	void *data;
	bool is_whole = is_whole_type(a->type) && is_whole_type(b->type);
	bool is_power = op->whole == whole_power;
	if (a->type != b->type && !is_power)
		return failed(err, "%s and %s", type_name(a->type), type_name(b->type));
	if (!is_whole && !op->real)
		return failed(err, "%s values", type_name(a->type));
	if (is_power && !is_whole && !check_powers(b, err))
		return false;
	*out = (Constant){.type = op->kind == COMPARES ? TYPE_BOOL : a->type};
	return fold_shape_of_two(a->shape, b->shape, &out->shape, err) &&
		fold_room(import, out, &data, err) && apply(op, a, b, is_whole, out, data, err);
}

static bool fold(Import *import, const Node *node, Error *err)
{
	static const OfTwo like_c = {"Mod", whole_remainder, fmod, DIVIDES};
	const OfTwo *op = of_two(node->proto->op_type);
	Constant result, next, last;
	if (op->whole == whole_floor_remainder && node_int(node, "fmod", 0) != 0)
		op = &like_c;
	if (op->kind != TAKES_MANY && node->n_in != 2)
		return failed(err, "%d operands; it has 2", node->n_in);
	if (!fold_number(import, node, 0, &result, err))
		return false;
	for (int i = 1; i < node->n_in; i++) {
		last = result;
		if (!fold_number(import, node, i, &next, err) ||
			!combine(import, op, &last, &next, &result, err))
			return false;
	}
	return fold_gives(import, node, &result);
}

FoldNode *fold_of_two(const char *op_type)
{
	return of_two(op_type) ? fold : NULL;
}
