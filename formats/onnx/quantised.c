/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QuantizeLinear, DequantizeLinear, QLinearConv and QLinearMatMul. The latter two become what they
 * stand for: operators on real numbers between DEQUANTIZE and QUANTIZE, of which make_integer.c
 * makes integer ones, as it does of models that have those written out.
 */
#include <string.h>

#include "formats/onnx/nodes.h"
#include "formats/onnx/stored.h"

/* Which type QuantizeLinear gives where no zero point says it. */
static bool read_output_type(const Node *node, Stored *stored, Error *err)
{
	static const struct {
		int number;
		DataType type;
	} types[] = {
		{0, TYPE_UINT8},
		{ONNX__TENSOR_PROTO__DATA_TYPE__UINT8, TYPE_UINT8},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT8, TYPE_INT8},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT16, TYPE_INT16},
	};
	int64_t number = node_int(node, "output_dtype", 0);
	if (stored->has_zero)
		return true;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].number == number) {
			stored->type = types[i].type;
			return true;
		}
	return failed(err, "output_dtype %lld, which whit does not read", (long long)number);
}

/* The scales of QuantizeLinear and DequantizeLinear. */
static bool read_linear(Import *import, const Node *node, Stored *stored, Error *err)
{
	int x = node_in(node, 0);
	if (x < 0)
		return failed(err, "no input");
	if (node_int(node, "block_size", 0) != 0)
		return failed(err, "scales for blocks of values, which whit does not read");
	if (!read_stored(import, node, 1, 2, stored, err))
		return false;
	return stored->n == 1 ||
		axis_of(node_int(node, "axis", 1), shape_at(import, x).rank, &stored->axis, err);
}

bool import_dequantize_linear(Import *import, const Node *node, Error *err)
{
	Stored stored;
	return read_linear(import, node, &stored, err) &&
		node_gives(import, node, 0, make_real(import, node_in(node, 0), &stored, err));
}

bool import_quantize_linear(Import *import, const Node *node, Error *err)
{
	Stored stored;
	return read_linear(import, node, &stored, err) &&
		read_output_type(node, &stored, err) &&
		node_gives(import, node, 0, make_stored(import, node_in(node, 0), &stored, err));
}

/* --- QLinear... --- */

/* What the operands x, w and y of both are stored as. */
typedef struct Linear {
	int x, w; /* as real numbers */
	Stored x_stored, w_stored, y_stored;
} Linear;

static bool must_be_symmetric(const Stored *stored, Error *err)
{
	int64_t wanted = stored->type == TYPE_UINT8 ? 128 : 0;
	for (int i = 0; i < stored->n; i++)
		if (stored->zero[i] != wanted)
			return failed(err,
				"%s weights with zero point %lld; TFLite's have %lld: quantise them "
				"symmetrically, as int8",
				type_name(stored->type), (long long)stored->zero[i], (long long)wanted);
	return true;
}

/* Operands: x, w and y, each with a scale and a zero point behind it, y without itself. */
static bool read_operands(Import *import, const Node *node, int w_axis, Linear *linear,
	Error *err)
{
	int x = node_in(node, 0), w = node_in(node, 3);
	if (x < 0 || w < 0)
		return failed(err, "an operand is left out");
	if (!read_stored(import, node, 1, 2, &linear->x_stored, err) ||
		!read_stored(import, node, 4, 5, &linear->w_stored, err) ||
		!read_stored(import, node, 6, 7, &linear->y_stored, err))
		return false;
	if (!is_constant(import, w))
		return failed(err, "weights that are computed; they must be constant");
	int rank = shape_at(import, w).rank;
	linear->w_stored.type =
		linear->w_stored.has_zero ? linear->w_stored.type : type_at(import, w);
	linear->w_stored.axis = w_axis < 0 ? w_axis + rank : w_axis;
	if (rank < 1 || !must_be_symmetric(&linear->w_stored, err))
		return false;
	linear->x = make_real(import, x, &linear->x_stored, err);
	linear->w = make_real(import, w, &linear->w_stored, err);
	return linear->x >= 0 && linear->w >= 0;
}

/* int32 in steps of the products of the scales of input and weights; -1 where there is none. */
static bool read_bias(Import *import, const Node *node, const Linear *linear, int *bias,
	Error *err)
{
	int given = node_in(node, 8), n = linear->w_stored.n;
	*bias = -1;
	if (given < 0)
		return true;
	if (!is_constant(import, given) || type_at(import, given) != TYPE_INT32)
		return failed(err, "a bias that is no int32 constant");
	float *scale = arena_array(import->scratch, (size_t)n, sizeof *scale);
	for (int i = 0; i < n; i++)
		scale[i] = linear->x_stored.scale[0] * linear->w_stored.scale[i];
	int64_t *zero = arena_array(import->scratch, (size_t)n, sizeof *zero);
	Stored stored = {TYPE_INT32, true, n, scale, zero, 0};
	*bias = make_real(import, given, &stored, err);
	return *bias >= 0;
}

bool import_qlinear_conv(Import *import, const Node *node, Error *err)
{
	Linear linear = {0};
	int bias;
	if (!read_operands(import, node, 0, &linear, err) ||
		!read_bias(import, node, &linear, &bias, err))
		return false;
	int out = make_conv(import, node, linear.x, linear.w, bias, err);
	return node_gives(import, node, 0, make_stored(import, out, &linear.y_stored, err));
}

bool import_qlinear_mat_mul(Import *import, const Node *node, Error *err)
{
	Linear linear = {0};
	if (!read_operands(import, node, -1, &linear, err))
		return false;
	int out = make_mat_mul(import, linear.x, linear.w, err);
	return node_gives(import, node, 0, make_stored(import, out, &linear.y_stored, err));
}
