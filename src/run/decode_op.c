/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/decode_op.h"

#include <string.h>

#include "src/graph/decoders.h"

_Static_assert((int)DECODER_HEADER_BYTES == (int)PACK_HEADER_BYTES, "one header");

/* --- How a tensor's values lie --- */

static bool count_of(const Tensor *tensor, size_t *n, Error *err)
{
	int64_t count = 1;
	for (int i = 0; i < tensor->rank; i++) {
		if (tensor->dims[i] < 1)
			return failed(err, "dimension %d is %d", i, tensor->dims[i]);
		count *= tensor->dims[i];
		if (count > INT32_MAX)
			return failed(err, "more than 2^31 elements");
	}
	*n = (size_t)count;
	return true;
}

static bool takes_type(PackKind kind, DataType type, Error *err)
{
	bool takes = pack_value_bytes(type) > 0;
	if (kind == PACK_HUFFMAN)
		takes = type == TYPE_INT8 || type == TYPE_INT16;
	return takes ||
		failed(err, "%s values cannot be packed as %s", type_name(type),
			pack_kind_name((int)kind));
}

/* TFLM goes by a quantisation that has both scales and zero points. */
static const Quantization *quantization_of(const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	return q && q->n_scales > 0 && q->n_zero_points > 0 ? q : NULL;
}

static bool find_channels(const Tensor *tensor, PackShape *shape, Error *err)
{
	const Quantization *q = quantization_of(tensor);
	if (!q)
		return true;
	shape->is_last = q->n_scales > 1 && q->axis == tensor->rank - 1;
	if (!shape->is_last && q->axis != 0)
		return failed(err,
			"%d scale%s along axis %d of %d: TFLM unpacks along the first or last one "
			"only",
			q->n_scales, q->n_scales == 1 ? "" : "s", q->axis, tensor->rank);
	shape->channels = q->n_scales;
	return shape->n % (size_t)q->n_scales == 0 ||
		failed(err, "%zu values cannot be of %d channels", shape->n, q->n_scales);
}

static bool have_one_zero_point(const Quantization *q)
{
	for (int i = 1; i < q->n_zero_points; i++)
		if (q->zero_point[i] != q->zero_point[0])
			return false;
	return true;
}

/* Zero points that are all the same are one for all; only int8 has any but 0. */
static bool find_zero_points(const Tensor *tensor, PackShape *shape, Error *err)
{
	const Quantization *q = quantization_of(tensor);
	bool is_one = !q || have_one_zero_point(q);
	if (is_one) {
		shape->channels = 1;
		shape->is_last = false;
	}
	if (!q || (is_one && q->zero_point[0] == 0))
		return true;
	shape->zero_points = q->zero_point;
	return tensor->type == TYPE_INT8 ||
		failed(err, "zero points of %s must be 0", type_name(tensor->type));
}

bool pack_shape_of(const Tensor *tensor, PackKind kind, PackShape *shape, Error *err)
{
	*shape = (PackShape){.type = tensor->type, .channels = 1};
	if (!takes_type(kind, tensor->type, err) || !count_of(tensor, &shape->n, err))
		return false;
	shape->row = tensor->rank > 1 ? shape->n / (size_t)tensor->dims[0] : shape->n;
	switch (kind) {
	case PACK_LOOKUP:
		return find_channels(tensor, shape, err);
	case PACK_BITMAP:
		return find_channels(tensor, shape, err) && find_zero_points(tensor, shape, err);
	case PACK_SPARSE: {
		const Quantization *q = quantization_of(tensor);
		bool asks_axis = q && !have_one_zero_point(q);
		return (!asks_axis || find_channels(tensor, shape, err)) &&
			find_zero_points(tensor, shape, err);
	}
	case PACK_HUFFMAN:
		break;
	}
	return true;
}

/* --- Unpacking --- */

static Bytes bytes_of(const Tensor *tensor)
{
	return (Bytes){tensor->buffer->data, tensor->buffer->n_bytes};
}

bool packed_output(const Graph *graph, const Op *op, int k, Packed *packed,
	PackKind *kind, Error *err)
{
	packed->encoded = bytes_of(op_input(graph, op, encoded_place(k)));
	packed->ancillary = bytes_of(op_input(graph, op, ancillary_place(k)));
	if (!packed_kind(packed, kind, err))
		return false;
	return *kind != PACK_SPARSE || op->code->type == OP_WHIT_DECODE ||
		failed(err, "%s has no decode type %d", op->code->name, (int)*kind);
}

/* A stream of no bits can stand for any number of values: it need not be believed. */
static bool is_believable(size_t n, size_t n_bytes, const Packed *packed, Error *err)
{
	enum { MOST_A_BYTE = 2048 };
	const size_t always = (size_t)16 << 20;
	return n_bytes <= always ||
		(n / MOST_A_BYTE <= packed->encoded.n && memory_holds(n_bytes)) ||
		failed(err, "%zu values cannot come of %zu bytes", n, packed->encoded.n);
}

static const void *unpack_output(const Graph *graph, const Op *op, int k, Arena *arena,
	size_t *n_bytes, Error *err)
{
	Packed packed;
	PackKind kind;
	PackShape shape;
	if (!packed_output(graph, op, k, &packed, &kind, err) ||
		!pack_shape_of(op_output(graph, op, k), kind, &shape, err))
		return NULL;
	*n_bytes = shape.n * pack_value_bytes(shape.type);
	if (!is_believable(shape.n, *n_bytes, &packed, err))
		return NULL;
	void *values = arena_alloc(arena, *n_bytes);
	return unpack(&shape, &packed, values, err) ? values : NULL;
}

const void *decoded_constant(const Graph *graph, const Op *op, int k, Arena *arena,
	size_t *n_bytes, Error *err)
{
	char label[16];
	const void *values = unpack_output(graph, op, k, arena, n_bytes, err);
	if (!values)
		failed_in(err, "tensor '%s': ", tensor_label(graph, op->outputs[k], label));
	return values;
}

/* --- Running: outputs of the graph are copied there --- */

typedef struct Unpacked {
	const void *values; /* NULL: the output is a constant */
	size_t n_bytes;
} Unpacked;

static void run_decode(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)in;
	(void)scratch;
	const Unpacked *unpacked = layer->params;
	for (int k = 0; k < layer->op->n_outputs; k++)
		if (unpacked[k].values)
			memcpy(out[k], unpacked[k].values, unpacked[k].n_bytes);
}

bool decode_prepare(Layer *layer, Arena *arena, Error *err)
{
	const Op *op = layer->op;
	Unpacked *unpacked = arena_array(arena, (size_t)op->n_outputs, sizeof *unpacked);
	for (int k = 0; k < op->n_outputs; k++) {
		if (tensor_is_constant(op_output(layer->graph, op, k)))
			continue;
		unpacked[k].values =
			decoded_constant(layer->graph, op, k, arena, &unpacked[k].n_bytes, err);
		if (!unpacked[k].values)
			return false;
	}
	layer->params = unpacked;
	layer->run = run_decode;
	layer->one_by_one = true;
	return true;
}
