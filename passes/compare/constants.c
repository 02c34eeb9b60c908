/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/constants.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "passes/quantize/quant_weights.h"
#include "src/base/half.h"
#include "src/base/nibbles.h"

/* Values compared at a time: even, so that each run of int4 begins with a byte. */
enum { RUN = 1024 };

/* How to read the values of a constant. */
typedef struct Reader {
	const Tensor *tensor;
	int64_t n;     /* values; 0 where the type has no size, or they are stored sparsely */
	int n_scales;  /* 0: not quantised */
	int64_t inner; /* values in a row that have one scale */
	const float *scale;
	const int64_t *zero_point; /* NULL: 0 for all */
	int n_zero_points;
	float factor; /* of all scales */
} Reader;

/* --- Who reads it --- */

static bool is_bias(const Constant *constant)
{
	return constant->operand >= 0 &&
		constant->operand == roles_of(constant->op->code->type).bias;
}

const char *operand_name(const Op *op, int operand, char text[OPERAND_TEXT_BYTES])
{
	Roles roles = roles_of(op->code->type);
	if (operand >= 0 && (operand == roles.weights || operand == roles.bias))
		return operand == roles.weights ? "weights" : "bias";
	snprintf(text, OPERAND_TEXT_BYTES, "input %d", operand);
	return text;
}

static const Tensor *tensor_of(const Constant *constant)
{
	return &constant->graph->tensors[constant->tensor];
}

/* --- Reading --- */

static int64_t count_of(const Tensor *tensor)
{
	int64_t n = 1;
	for (int i = 0; i < tensor->rank; i++)
		n *= tensor->dims[i];
	return type_bits(tensor->type) && !tensor->is_sparse ? n : 0;
}

static bool is_one_scale(const Tensor *tensor)
{
	return tensor && tensor->quantization && tensor->quantization->n_scales == 1;
}

/* An integer bias counts in scales of the input by those of the weights. */
static void scale_bias(Reader *reader, const Constant *bias)
{
	const Tensor *in = op_data(bias->graph, bias->op);
	const Tensor *weights = op_weights(bias->graph, bias->op);
	const Quantization *q = weights ? weights->quantization : NULL;
	if (!is_one_scale(in) || !q || q->n_scales == 0)
		return;
	if (q->n_scales > 1 && q->n_scales != reader->n)
		return;
	reader->n_scales = q->n_scales;
	reader->scale = q->scale;
	reader->factor = in->quantization->scale[0];
	reader->inner = 1;
}

static Reader reader_of(const Constant *constant)
{
	const Tensor *tensor = tensor_of(constant);
	const Quantization *q = tensor->quantization;
	Reader reader = {
		.tensor = tensor,
		.n = count_of(tensor),
		.inner = 1,
		.factor = 1,
	};
	if (is_bias(constant) && (tensor->type == TYPE_INT32 || tensor->type == TYPE_INT64)) {
		scale_bias(&reader, constant);
		return reader;
	}
	if (!q || q->n_scales == 0)
		return reader;
	reader.n_scales = q->n_scales;
	reader.scale = q->scale;
	reader.zero_point = q->n_zero_points ? q->zero_point : NULL;
	reader.n_zero_points = q->n_zero_points;
	if (q->n_scales > 1)
		reader.inner = tensor_scale_run(tensor);
	return reader;
}

static bool is_real(const Reader *reader)
{
	switch (reader->tensor->type) {
	case TYPE_FLOAT32:
	case TYPE_FLOAT16:
		return reader->n > 0;
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_UINT8:
	case TYPE_INT16:
	case TYPE_INT32:
	case TYPE_INT64:
		return reader->n > 0 && reader->n_scales > 0;
	default:
		return false;
	}
}

/* A stored integer; those of int4 are unpacked already. */
static double integer_at(DataType type, const void *values, size_t i)
{
	switch (type) {
	case TYPE_UINT8:
		return ((const uint8_t *)values)[i];
	case TYPE_INT16:
		return ((const int16_t *)values)[i];
	case TYPE_INT32:
		return ((const int32_t *)values)[i];
	case TYPE_INT64:
		return (double)((const int64_t *)values)[i];
	default:
		return ((const int8_t *)values)[i];
	}
}

static void read_integers(const Reader *reader, int64_t first, const void *values,
	size_t n, float *out)
{
	assert(reader->n_scales > 0 && reader->inner > 0);
	for (size_t i = 0; i < n; i++) {
		int64_t c = (first + (int64_t)i) / reader->inner % reader->n_scales;
		double zero = 0;
		if (reader->zero_point)
			zero = (double)reader->zero_point[reader->n_zero_points > 1 ? c : 0];
		double scale = (double)(reader->factor * reader->scale[c]);
		out[i] = (float)(scale * (integer_at(reader->tensor->type, values, i) - zero));
	}
}

/* Real numbers first to first + n - 1, at most RUN; first is a multiple of that. */
static void read_run(const Reader *reader, int64_t first, size_t n, float *out)
{
	DataType type = reader->tensor->type;
	const uint8_t *stored = reader->tensor->buffer->data;
	const uint8_t *values = stored + first * type_bits(type) / 8;
	int8_t unpacked[RUN];
	switch (type) {
	case TYPE_FLOAT32:
		memcpy(out, values, n * sizeof *out);
		return;
	case TYPE_FLOAT16:
		for (size_t i = 0; i < n; i++)
			out[i] = half_to_float(((const uint16_t *)(const void *)values)[i]);
		return;
	case TYPE_INT4:
		nibbles_unpack(values, n, unpacked);
		read_integers(reader, first, unpacked, n, out);
		return;
	default:
		read_integers(reader, first, values, n, out);
		return;
	}
}

/* --- Comparing --- */

static int64_t zero_point_at(const Quantization *q, int i)
{
	return q->n_zero_points == 0 ? 0 : q->zero_point[q->n_zero_points > 1 ? i : 0];
}

bool quantization_equal(const Quantization *a, const Quantization *b)
{
	int n = a ? a->n_scales : 0;
	if (n != (b ? b->n_scales : 0))
		return false;
	for (int i = 0; i < n; i++)
		if (a->scale[i] != b->scale[i] || zero_point_at(a, i) != zero_point_at(b, i))
			return false;
	return n <= 1 || a->axis == b->axis;
}

bool constants_equal(const Constant *a, const Constant *b)
{
	const Tensor *x = tensor_of(a), *y = tensor_of(b);
	if (x->type != y->type || x->is_sparse != y->is_sparse || x->rank != y->rank ||
		x->buffer->n_bytes != y->buffer->n_bytes)
		return false;
	for (int i = 0; i < x->rank; i++)
		if (x->dims[i] != y->dims[i])
			return false;
	return memcmp(x->buffer->data, y->buffer->data, x->buffer->n_bytes) == 0 &&
		(is_bias(a) || quantization_equal(x->quantization, y->quantization));
}

/* Values that are stored alike. */
static int64_t count_equal(const Reader *a, const Reader *b)
{
	const uint8_t *x = a->tensor->buffer->data, *y = b->tensor->buffer->data;
	int bits = type_bits(a->tensor->type);
	if (a->tensor->type != b->tensor->type || a->n != b->n)
		return -1;
	int64_t n = 0;
	for (int64_t i = 0; i < a->n; i++) {
		int64_t at = i * bits / 8;
		int mask = ((1 << bits % 8) - 1) << i * bits % 8;
		if (bits < 8)
			n += ((x[at] ^ y[at]) & mask) == 0;
		else
			n += memcmp(x + at, y + at, (size_t)bits / 8) == 0;
	}
	return n;
}

static void compare_values(const Reader *a, const Reader *b, Difference *sum)
{
	static const Holds everything = {-HUGE_VAL, HUGE_VAL};
	float x[RUN], y[RUN];
	for (int64_t first = 0; first < a->n; first += RUN) {
		size_t n = (size_t)(a->n - first < RUN ? a->n - first : RUN);
		read_run(a, first, n, x);
		read_run(b, first, n, y);
		difference_add_row(sum, x, y, n, everything);
	}
}

void compare_constants(const Constant *other, const Constant *reference,
	ConstantDifference *result)
{
	Reader a = reader_of(other), b = reader_of(reference);
	*result = (ConstantDifference){.n = b.n, .n_equal = count_equal(&a, &b)};
	if (a.n != b.n || !is_real(&a) || !is_real(&b))
		return;
	compare_values(&a, &b, &result->values);
	result->is_real = isfinite(result->values.signal) && isfinite(result->values.noise);
}
