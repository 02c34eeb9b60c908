/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "formats/onnx/integer.h"

enum { Q_MIN = -128, Q_MAX = 127 };

bool scale8_equal(Scale8 a, Scale8 b)
{
	return a.scale == b.scale && a.zero == b.zero;
}

bool scale8_of(const Integer *integer, int tensor, Scale8 *scale)
{
	const Tensor *t = &integer->graph->tensors[tensor];
	const Quantization *q = t->quantization;
	if (t->type != TYPE_INT8 || !q || q->n_scales != 1 || q->n_zero_points != 1)
		return false;
	*scale = (Scale8){q->scale[0], (int)q->zero_point[0]};
	return true;
}

int integer_append_tensor(Integer *integer, Tensor tensor)
{
	int added = graph_add_tensor(integer->model, integer->graph, tensor);
	integer->of = arena_grow(integer->scratch, integer->of, integer->n_facts,
		&integer->fact_capacity, sizeof *integer->of);
	integer->of[added] = (Fact){.stored = -1, .same_as = added, .quantized = -1};
	integer->n_facts = (size_t)added + 1;
	return added;
}

int integer_add_tensor(Integer *integer, int like, DataType type, Scale8 scale,
	const void *data, size_t n_bytes)
{
	Arena *arena = &integer->model->arena;
	int64_t zero = scale.zero;
	Quantization q = {
		.n_scales = 1,
		.n_zero_points = 1,
		.scale = arena_copy(arena, &scale.scale, sizeof scale.scale),
		.zero_point = arena_copy(arena, &zero, sizeof zero),
	};
	Tensor tensor = integer->graph->tensors[like];
	tensor.type = type;
	tensor.quantization = arena_copy(arena, &q, sizeof q);
	tensor.buffer = n_bytes > 0 ? model_add_buffer(integer->model, data, n_bytes)
								: integer->model->buffers[0];
	if (n_bytes == 0)
		tensor.name = tensor.name[0] ? arena_text(arena, "%s/int8", tensor.name) : "";
	return integer_append_tensor(integer, tensor);
}

/* --- Constants --- */

static double stored_at(const Tensor *tensor, size_t i)
{
	const void *data = tensor->buffer->data;
	switch (tensor->type) {
	case TYPE_FLOAT32:
		return (double)((const float *)data)[i];
	case TYPE_INT32:
		return ((const int32_t *)data)[i];
	case TYPE_INT16:
		return ((const int16_t *)data)[i];
	default:
		return ((const int8_t *)data)[i];
	}
}

static bool is_readable(const Tensor *t)
{
	if (!tensor_is_constant(t))
		return false;
	return t->type == TYPE_FLOAT32 ||
		((t->type == TYPE_INT32 || t->type == TYPE_INT16 || t->type == TYPE_INT8) &&
			t->quantization && t->quantization->n_scales > 0 &&
			t->quantization->n_zero_points == t->quantization->n_scales);
}

const double *integer_reals(Integer *integer, int tensor, size_t *n)
{
	int stored = integer->of[tensor].stored;
	const Tensor *t = &integer->graph->tensors[stored >= 0 ? stored : tensor];
	if (!is_readable(t))
		return NULL;
	const Quantization *q = t->quantization;
	*n = t->buffer->n_bytes / ((size_t)type_bits(t->type) / 8);
	double *reals = arena_array(integer->scratch, *n, sizeof *reals);
	size_t run = stored >= 0 && q->n_scales > 1 ? (size_t)tensor_scale_run(t) : *n;
	for (size_t i = 0; i < *n; i++) {
		size_t c = stored >= 0 ? i / run % (size_t)q->n_scales : 0;
		reals[i] = stored >= 0
			? (double)q->scale[c] * (stored_at(t, i) - (double)q->zero_point[c])
			: stored_at(t, i);
	}
	return reals;
}

/* What holds all values and 0, in as small steps as that allows. */
static Scale8 scale_for(const double *values, size_t n)
{
	double low = 0, high = 0;
	for (size_t i = 0; i < n; i++) {
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	if (low == high)
		return (Scale8){1, 0};
	double scale = (high - low) / (Q_MAX - Q_MIN);
	double zero = round(Q_MIN - low / scale);
	return (Scale8){(float)scale, (int)fmin(fmax(zero, Q_MIN), Q_MAX)};
}

int integer_constant(Integer *integer, int tensor, const Scale8 *wanted)
{
	size_t n;
	Scale8 own;
	int stored = integer->of[tensor].stored;
	if (stored >= 0 && tensor_is_constant(&integer->graph->tensors[stored]) &&
		scale8_of(integer, stored, &own) && (!wanted || scale8_equal(own, *wanted)))
		return stored;
	const double *reals = integer_reals(integer, tensor, &n);
	for (size_t i = 0; reals && i < n; i++)
		if (!isfinite(reals[i]))
			return -1;
	if (!reals)
		return -1;
	Scale8 scale = wanted ? *wanted : scale_for(reals, n);
	if (!(scale.scale > 0) || !isfinite(scale.scale))
		return -1;
	int8_t *data = arena_alloc(&integer->model->arena, n);
	for (size_t i = 0; i < n; i++) {
		double q = round(reals[i] / (double)scale.scale) + scale.zero;
		data[i] = (int8_t)fmin(fmax(q, Q_MIN), Q_MAX);
	}
	return integer_add_tensor(integer, tensor, TYPE_INT8, scale, data, n);
}

int integer_output(Integer *integer, int tensor, Scale8 scale)
{
	Scale8 made;
	int quantized = integer->of[tensor].quantized;
	if (quantized >= 0 && scale8_of(integer, quantized, &made) &&
		scale8_equal(made, scale))
		return quantized;
	return integer_add_tensor(integer, tensor, TYPE_INT8, scale, NULL, 0);
}
