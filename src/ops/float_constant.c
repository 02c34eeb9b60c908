/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/float_constant.h"

#include "src/base/half.h"
#include "src/base/nibbles.h"

static size_t count_of(const Tensor *tensor)
{
	size_t n = 1;
	for (int i = 0; i < tensor->rank; i++)
		n *= (size_t)tensor->dims[i];
	return n;
}

/* real = scale * (stored - zero), in place; a channel's values are runs of the same length. */
static void dequantize(const Tensor *tensor, float *values, size_t n)
{
	const Quantization *q = tensor->quantization;
	size_t run = q->n_scales > 1 ? (size_t)tensor_scale_run(tensor) : n;
	for (size_t i = 0; i < n; i++) {
		size_t channel = i / run % (size_t)q->n_scales;
		int64_t zero =
			q->n_zero_points == 0 ? 0 : q->zero_point[q->n_zero_points > 1 ? channel : 0];
		values[i] = q->scale[channel] * (float)((int64_t)values[i] - zero);
	}
}

static void read_int4(const uint8_t *packed, size_t n, float *values)
{
	enum { RUN = 512 };
	int8_t unpacked[RUN];
	for (size_t first = 0; first < n; first += RUN) {
		size_t count = n - first < RUN ? n - first : RUN;
		nibbles_unpack(packed + first / 2, count, unpacked);
		for (size_t i = 0; i < count; i++)
			values[first + i] = unpacked[i];
	}
}

/* The stored numbers; false for a type that has none. */
static bool read_stored(const Tensor *tensor, size_t n, float *values)
{
	const void *data = tensor->buffer->data;
	switch (tensor->type) {
	case TYPE_FLOAT16:
		for (size_t i = 0; i < n; i++)
			values[i] = half_to_float(((const uint16_t *)data)[i]);
		return true;
	case TYPE_INT16:
		for (size_t i = 0; i < n; i++)
			values[i] = ((const int16_t *)data)[i];
		return true;
	case TYPE_INT8:
		for (size_t i = 0; i < n; i++)
			values[i] = ((const int8_t *)data)[i];
		return true;
	case TYPE_INT4:
		read_int4(data, n, values);
		return true;
	default:
		return false;
	}
}

const float *float_constant(const Tensor *tensor, Arena *arena)
{
	bool is_half = tensor->type == TYPE_FLOAT16;
	bool has_scale = tensor->quantization && tensor->quantization->n_scales > 0;
	if (!tensor_is_constant(tensor) || tensor->is_sparse || (!is_half && !has_scale))
		return NULL;
	size_t n = count_of(tensor);
	float *values = arena_array(arena, n, sizeof *values);
	if (!read_stored(tensor, n, values))
		return NULL;
	if (!is_half)
		dequantize(tensor, values, n);
	return values;
}
