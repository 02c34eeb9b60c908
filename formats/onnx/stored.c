/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/stored.h"

#include <math.h>

enum { SHIFT = 128 }; /* of uint8 against int8 */

/* --- What a node says --- */

static bool read_scales(Import *import, int tensor, Stored *stored, Error *err)
{
	int64_t n = 0;
	const float *scale = tensor < 0 ? NULL : constant_floats(import, tensor, &n);
	if (!scale)
		return failed(err, "a scale that is no float32 constant");
	for (int64_t i = 0; i < n; i++)
		if (!(scale[i] > 0) || !isfinite(scale[i]))
			return failed(err, "a scale of %g", (double)scale[i]);
	if (import->graph->tensors[tensor].rank > 1)
		return failed(err, "scales for blocks of values, which whit does not read");
	stored->n = (int)n;
	stored->scale = scale;
	return true;
}

static bool read_zeros(Import *import, int tensor, Stored *stored, Error *err)
{
	int n;
	int64_t *zero = arena_array(import->scratch, (size_t)stored->n, sizeof *zero);
	stored->zero = zero;
	if (tensor < 0)
		return true;
	stored->has_zero = true;
	stored->type = type_at(import, tensor);
	if (stored->type != TYPE_UINT8 && stored->type != TYPE_INT8 &&
		stored->type != TYPE_INT16 && stored->type != TYPE_INT32)
		return failed(err, "quantised as %s, which whit does not read",
			type_name(stored->type));
	if (!constant_integers(import, tensor, stored->n, zero, &n, err))
		return false;
	if (n != stored->n)
		return failed(err, "%d zero points for %d scales", n, stored->n);
	for (int i = 0; i < n; i++)
		if (zero[i] != 0 && (stored->type == TYPE_INT16 || stored->type == TYPE_INT32))
			return failed(err, "%s with a zero point of %lld; it must be 0",
				type_name(stored->type), (long long)zero[i]);
	return true;
}

bool read_stored(Import *import, const Node *node, int scale, int zero, Stored *stored,
	Error *err)
{
	*stored = (Stored){.type = TYPE_UINT8};
	return read_scales(import, node_in(node, scale), stored, err) &&
		read_zeros(import, node_in(node, zero), stored, err);
}

/* --- As whit keeps it --- */

static Quantization *quantization_of(Import *import, const Stored *stored, int shift)
{
	Arena *arena = &import->model->arena;
	size_t n = (size_t)stored->n;
	Quantization *q = arena_alloc(arena, sizeof *q);
	q->n_scales = q->n_zero_points = stored->n;
	q->scale = arena_copy(arena, stored->scale, n * sizeof *q->scale);
	q->zero_point = arena_copy(arena, stored->zero, n * sizeof *q->zero_point);
	q->axis = n > 1 ? stored->axis : 0;
	for (size_t i = 0; i < n; i++)
		q->zero_point[i] -= shift;
	return q;
}

static int shift_of(const Stored *stored)
{
	return stored->type == TYPE_UINT8 ? SHIFT : 0;
}

/* Scales along an axis must be as many as that is long. */
static bool fits(const Import *import, int tensor, const Stored *stored, Error *err)
{
	Shape shape = shape_at(import, tensor);
	if (stored->n == 1)
		return true;
	if (stored->axis >= shape.rank || shape.dims[stored->axis] != stored->n)
		return failed(err, "%d scales along axis %d of a length of %d", stored->n,
			stored->axis, stored->axis < shape.rank ? shape.dims[stored->axis] : 1);
	return true;
}

/* Whether a tensor is stored as a node says it is. Without a zero point the type is unknown, and
 * uint8 has been shifted. */
static bool agrees(const Quantization *q, const Stored *stored)
{
	if (q->n_scales != stored->n || (stored->n > 1 && q->axis != stored->axis))
		return false;
	for (int i = 0; i < stored->n; i++) {
		int64_t zero = q->zero_point[q->n_zero_points > 1 ? i : 0];
		bool same = stored->has_zero ? zero == stored->zero[i] - shift_of(stored)
									 : zero == 0 || zero == -SHIFT;
		if (q->scale[i] != stored->scale[i] || !same)
			return false;
	}
	return true;
}

static const uint8_t *shifted_bytes(Import *import, const Buffer *buffer)
{
	uint8_t *bytes = arena_copy(&import->model->arena, buffer->data, buffer->n_bytes);
	for (size_t i = 0; i < buffer->n_bytes; i++)
		bytes[i] ^= 0x80;
	return bytes;
}

/* A constant of the file with its scales: a tensor of its own, as others may read it otherwise. */
static int store_constant(Import *import, int tensor, Stored stored, Error *err)
{
	Tensor t = import->graph->tensors[tensor];
	if (stored.has_zero && stored.type != t.type)
		return failed(err, "a zero point of %s for %s", type_name(stored.type),
				   type_name(t.type)),
			   -1;
	stored.type = t.type;
	if (t.type == TYPE_UINT8) {
		t.buffer = model_add_buffer(import->model, shifted_bytes(import, t.buffer),
			t.buffer->n_bytes);
		t.type = TYPE_INT8;
	}
	if (t.type != TYPE_INT8 && t.type != TYPE_INT16 && t.type != TYPE_INT32)
		return failed(err, "%s with a scale, which whit does not read",
				   type_name(t.type)),
			   -1;
	t.quantization = quantization_of(import, &stored, shift_of(&stored));
	return graph_add_tensor(import->model, import->graph, t);
}

/* uint8 comes from the border, or what only moves its values. */
static int store_uint8(Import *import, int tensor, const Stored *stored, Error *err)
{
	if (!import->graph->tensors[tensor].quantization)
		import->graph->tensors[tensor].quantization = quantization_of(import, stored, 0);
	Quantization *q = quantization_of(import, stored, SHIFT);
	int out = make_as(import, TYPE_INT8, OP_QUANTIZE, NO_ATTRS, IN(tensor), err);
	if (out >= 0)
		import->graph->tensors[out].quantization = q;
	return out;
}

static int store_computed(Import *import, int tensor, const Stored *stored, Error *err)
{
	char label[16];
	Tensor *t = &import->graph->tensors[tensor];
	bool is_small =
		t->type == TYPE_INT8 || t->type == TYPE_INT16 || t->type == TYPE_UINT8;
	if (stored->n != 1)
		return failed(err, "several scales of '%s', which is computed",
				   tensor_label(import->graph, tensor, label)),
			   -1;
	if (!is_small || (!t->quantization && stored->has_zero && stored->type != t->type))
		return failed(err, "'%s' is %s, and its zero point %s",
				   tensor_label(import->graph, tensor, label), type_name(t->type),
				   type_name(stored->type)),
			   -1;
	if (t->type == TYPE_UINT8)
		return store_uint8(import, tensor, stored, err);
	if (!t->quantization)
		t->quantization = quantization_of(import, stored, 0);
	return tensor;
}

/* The tensor with its scales, as whit keeps it. */
static int with_scales(Import *import, int tensor, const Stored *stored, Error *err)
{
	char label[16];
	const Quantization *q = import->graph->tensors[tensor].quantization;
	bool is_shifted = import->graph->tensors[tensor].type != TYPE_UINT8;
	if (!fits(import, tensor, stored, err))
		return -1;
	if (q && is_shifted && !agrees(q, stored))
		return failed(err, "'%s' is read with another scale or zero point than it has",
				   tensor_label(import->graph, tensor, label)),
			   -1;
	if (tensor_is_constant(&import->graph->tensors[tensor]))
		return q ? tensor : store_constant(import, tensor, *stored, err);
	return store_computed(import, tensor, stored, err);
}

int make_real(Import *import, int tensor, const Stored *stored, Error *err)
{
	int with = with_scales(import, tensor, stored, err);
	if (with < 0)
		return -1;
	return make_as(import, TYPE_FLOAT32, OP_DEQUANTIZE, NO_ATTRS, IN(with), err);
}

/* --- To integers --- */

int make_stored(Import *import, int tensor, const Stored *stored, Error *err)
{
	DataType type = stored->type == TYPE_UINT8 ? TYPE_INT8 : stored->type;
	if (tensor < 0 || !fits(import, tensor, stored, err))
		return -1;
	if (type != TYPE_INT8 && type != TYPE_INT16)
		return failed(err, "to %s, which whit does not read", type_name(type)), -1;
	Quantization *q = quantization_of(import, stored, shift_of(stored));
	if (is_constant(import, tensor))
		return make_quantized_constant(import, tensor, type, q, err);
	if (stored->n != 1)
		return failed(err, "several scales for what is computed"), -1;
	if (type_at(import, tensor) != TYPE_FLOAT32)
		return failed(err, "only float32 can be quantised"), -1;
	int out = make_as(import, type, OP_QUANTIZE, NO_ATTRS, IN(tensor), err);
	if (out >= 0)
		import->graph->tensors[out].quantization = q;
	return out;
}

/* --- Where a node says nothing of scales --- */

/* Whether a tensor's integers are known to stand for real numbers, in one way. */
static bool is_stored(const Import *import, int tensor)
{
	const Tensor *t = &import->graph->tensors[tensor];
	return (t->type == TYPE_INT8 || t->type == TYPE_INT16 || t->type == TYPE_UINT8) &&
		t->quantization && t->quantization->n_scales == 1;
}

int make_real_of_integers(Import *import, int tensor, Error *err)
{
	static const float one = 1;
	static const int64_t none = 0;
	if (tensor < 0)
		return -1;
	const Tensor *t = &import->graph->tensors[tensor];
	bool is_bare = (t->type == TYPE_INT8 || t->type == TYPE_UINT8) && !t->quantization;
	if (is_bare)
		return make_real(import, tensor, &(Stored){t->type, true, 1, &one, &none, 0},
			err);
	if (!is_stored(import, tensor) || t->type == TYPE_UINT8)
		return tensor;
	return make_as(import, TYPE_FLOAT32, OP_DEQUANTIZE, NO_ATTRS, IN(tensor), err);
}

static int make_quantize(Import *import, int tensor, DataType type, const Quantization *q,
	int shift, Error *err)
{
	Stored stored = {.n = 1, .scale = q->scale, .zero = q->zero_point};
	Quantization *own = quantization_of(import, &stored, shift);
	int out = make_as(import, type, OP_QUANTIZE, NO_ATTRS, IN(tensor), err);
	if (out >= 0)
		import->graph->tensors[out].quantization = own;
	return out;
}

int make_stored_like(Import *import, int tensor, int like, Error *err)
{
	if (tensor < 0 || !is_stored(import, like))
		return tensor;
	const Tensor *t = &import->graph->tensors[like];
	bool is_uint8 = t->type == TYPE_UINT8;
	return make_quantize(import, tensor, is_uint8 ? TYPE_INT8 : t->type, t->quantization,
		is_uint8 ? SHIFT : 0, err);
}

int make_as_declared(Import *import, const Onnx__ValueInfoProto *proto, int tensor,
	Error *err)
{
	const Tensor *t = &import->graph->tensors[tensor];
	bool is_tensor =
		proto->type && proto->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	bool is_uint8 = is_tensor &&
		proto->type->tensor_type->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__UINT8;
	if (!is_uint8 || t->type != TYPE_INT8 || !is_stored(import, tensor) ||
		tensor_is_constant(t))
		return tensor;
	return make_quantize(import, tensor, TYPE_UINT8, t->quantization, -SHIFT, err);
}
