/* SPDX-License-Identifier: Apache-2.0 */
/* Constants with some of their dimensions reduced. */
#include <math.h>
#include <string.h>

#include "formats/onnx/fold.h"
#include "formats/onnx/numbers.h"
#include "formats/onnx/whole.h"

typedef struct Reduction {
	const char *op_type;
	int64_t whole_start;
	double real_start;
	WholeOfTwo *whole;
	double (*real)(double a, double b);
} Reduction;

static double sum(double a, double b)
{
	return a + b;
}

static double product(double a, double b)
{
	return a * b;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double greatest(double a, double b)
{
	return a > b ? a : b;
}

static const Reduction *reduction(const char *op_type)
{
	static const Reduction table[] = {
		{"ReduceMax", INT64_MIN, -(double)INFINITY, whole_max, greatest},
		{"ReduceMin", INT64_MAX, (double)INFINITY, whole_min, least},
		{"ReduceProd", 1, 1, whole_product, product},
		{"ReduceSum", 0, 0, whole_sum, sum},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].op_type, op_type) == 0)
			return &table[i];
	return NULL;
}

/* Which dimensions are reduced: all of them where none is listed. */
static bool find_reduced(const Import *import, const Node *node, int rank,
	bool *is_reduced, Error *err)
{
	int64_t axes[MAX_RANK];
	int n;
	if (!node_integers(import, node, "axes", 1, MAX_RANK, axes, &n, err))
		return false;
	bool all = n == 0 && node_int(node, "noop_with_empty_axes", 0) == 0;
	for (int i = 0; i < rank; i++)
		is_reduced[i] = all;
	for (int i = 0; i < n; i++) {
		int axis;
		if (!axis_of(axes[i], rank, &axis, err))
			return false;
		is_reduced[axis] = true;
	}
	return true;
}

static void reduce_whole(const Import *import, const Reduction *how, const Constant *in,
	Shape kept, const Constant *out, void *data)
{
	int64_t *results = arena_array(import->scratch, (size_t)out->count, sizeof *results);
	for (int64_t i = 0; i < out->count; i++)
		results[i] = how->whole_start;
	for (int64_t i = 0; i < in->count; i++) {
		int64_t *result = &results[fold_place(in->shape, i, kept)];
		*result = how->whole(*result, whole_at(in->type, in->data, i));
	}
	for (int64_t i = 0; i < out->count; i++)
		store_whole(out->type, results[i], data, i);
}

static void reduce_real(const Import *import, const Reduction *how, const Constant *in,
	Shape kept, const Constant *out, void *data)
{
	double *results = arena_array(import->scratch, (size_t)out->count, sizeof *results);
	for (int64_t i = 0; i < out->count; i++)
		results[i] = how->real_start;
	for (int64_t i = 0; i < in->count; i++) {
		double *result = &results[fold_place(in->shape, i, kept)];
		*result = how->real(*result, real_at(in->type, in->data, i));
	}
	for (int64_t i = 0; i < out->count; i++)
		store_real(out->type, results[i], data, i);
}

static bool fold(Import *import, const Node *node, Error *err)
{
	const Reduction *how = reduction(node->proto->op_type);
	bool is_reduced[MAX_RANK], keeps = node_int(node, "keepdims", 1) != 0;
	Constant in, out;
	void *data;
	if (!fold_number(import, node, 0, &in, err) ||
		!find_reduced(import, node, in.shape.rank, is_reduced, err))
		return false;
	Shape kept = in.shape;
	out = (Constant){.type = in.type};
	for (int i = 0; i < in.shape.rank; i++) {
		kept.dims[i] = is_reduced[i] ? 1 : in.shape.dims[i];
		if (keeps || !is_reduced[i])
			out.shape.dims[out.shape.rank++] = kept.dims[i];
	}
	if (!fold_room(import, &out, &data, err))
		return false;
	if (is_whole_type(in.type))
		reduce_whole(import, how, &in, kept, &out, data);
	else
		reduce_real(import, how, &in, kept, &out, data);
	return fold_gives(import, node, &out);
}

FoldNode *fold_reduction(const char *op_type)
{
	return reduction(op_type) ? fold : NULL;
}
