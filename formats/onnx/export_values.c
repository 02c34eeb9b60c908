/* SPDX-License-Identifier: Apache-2.0 */
/* Values that go into operators: constants, tensors dequantised, orders changed. */
#include <assert.h>

#include "formats/onnx/export_writer.h"
#include "src/base/nibbles.h"

/* A tensor's values in an order, already written. */
typedef struct OnnxValue {
	Order order;
	int rank; /* 1s were put in front up to it */
	bool is_stored;
	const char *name;
	struct OnnxValue *next;
} OnnxValue;

static const char *find_value(const OnnxWriter *w, int tensor, Order order, int rank,
	bool is_stored)
{
	const OnnxValue *value = w->tensors[tensor].values;
	while (value &&
		!(order_equal(value->order, order) && value->rank == rank &&
			value->is_stored == is_stored))
		value = value->next;
	return value ? value->name : NULL;
}

static const char *keep_value(OnnxWriter *w, int tensor, Order order, int rank,
	bool is_stored, const char *name)
{
	OnnxValue *value = arena_alloc(w->arena, sizeof *value);
	*value = (OnnxValue){order, rank, is_stored, name, w->tensors[tensor].values};
	w->tensors[tensor].values = value;
	return name;
}

bool onnx_is_quantized(const Tensor *tensor)
{
	return (tensor->type == TYPE_INT8 || tensor->type == TYPE_UINT8 ||
			   tensor->type == TYPE_INT4) &&
		tensor->quantization && tensor->quantization->n_scales > 0;
}

int onnx_constant_of(const OnnxWriter *w, int tensor)
{
	if (tensor_is_constant(&w->graph->tensors[tensor]))
		return tensor;
	const Op *op = w->tensors[tensor].made_by;
	if (op && op->code->type == OP_DEQUANTIZE &&
		tensor_is_constant(&w->graph->tensors[op->inputs[0]]))
		return op->inputs[0];
	return -1;
}

Order onnx_order(const OnnxWriter *w, int tensor)
{
	return w->tensors[tensor].order;
}

Shape onnx_shape(const OnnxWriter *w, int tensor)
{
	Error err = {0};
	Shape shape = {0};
	bool ok = shape_of(w->graph, tensor, &shape, &err);
	assert(ok);
	(void)ok;
	return shape;
}

/* --- Constants --- */

static Shape with_rank(Shape shape, int rank)
{
	Shape wide = {.rank = rank};
	for (int i = 0; i < rank; i++) {
		int from = i - (rank - shape.rank);
		wide.dims[i] = from < 0 ? 1 : shape.dims[from];
	}
	return wide;
}

/* A constant, broadcast to a rank, and where one of its axes comes to lie. */
typedef struct Stored {
	const char *name;
	int type; /* ONNX's */
	int n_added, n_dropped;
} Stored;

static const void *constant_bytes(const OnnxWriter *w, const Tensor *tensor, size_t count)
{
	if (tensor->type != TYPE_INT4)
		return tensor->buffer->data;
	int8_t *values = arena_alloc(w->arena, count);
	nibbles_unpack(tensor->buffer->data, count, values);
	return values;
}

/* The tensor's own name, or where that is taken one made of it. */
static const char *claim_name(OnnxWriter *w, int tensor)
{
	OnnxTensor *t = &w->tensors[tensor];
	if (t->is_written)
		return onnx_name(w, t->name, "");
	t->is_written = true;
	return t->name;
}

static Stored store_constant(OnnxWriter *w, int constant, Order order, int rank)
{
	const Tensor *tensor = &w->graph->tensors[constant];
	Shape own = onnx_shape(w, constant), shape = with_rank(own, rank);
	DataType type = tensor->type == TYPE_INT4 ? TYPE_INT8 : tensor->type;
	size_t count = (size_t)shape_count(shape), size = (size_t)type_bits(type) / 8;
	Stored stored = {.type = onnx_data_type(type), .n_added = rank - own.rank};

	/* Past the limit nothing is packed: there is no need to copy either. */
	const void *values = tensor->buffer->data;
	if (w->constant_bytes + count * size <= ONNX_MAX_BYTES)
		values =
			order_values(order, shape, constant_bytes(w, tensor, count), size, w->arena);
	shape = order_shape(order, shape);
	while (stored.n_dropped < stored.n_added && shape.dims[stored.n_dropped] == 1)
		stored.n_dropped++;
	shape.rank -= stored.n_dropped;
	for (int i = 0; i < shape.rank; i++)
		shape.dims[i] = shape.dims[i + stored.n_dropped];
	stored.name = onnx_constant(w, claim_name(w, constant), stored.type, shape, values,
		count * size);
	return stored;
}

/* --- Scales --- */

/* axis: along which several scales count, as written. */
static void dequantize(OnnxWriter *w, int tensor, const char *stored, int axis,
	const char *name)
{
	Onnx__NodeProto *node = onnx_node(w, "DequantizeLinear", name,
		NAMES(stored, onnx_scale(w, tensor), onnx_zero_point(w, tensor)));
	if (w->graph->tensors[tensor].quantization->n_scales > 1)
		onnx_set_int(w, node, "axis", axis);
}

static int scale_axis(const OnnxWriter *w, int tensor)
{
	const Tensor *t = &w->graph->tensors[tensor];
	return t->rank == 1 ? 0 : t->quantization->axis;
}

/* --- Operands --- */

static const char *constant_value(OnnxWriter *w, int tensor, int constant, Order order,
	int rank)
{
	const Tensor *from = &w->graph->tensors[constant];
	Stored stored = store_constant(w, constant, order, rank);
	bool is_quantized = onnx_is_quantized(from);
	if (!is_quantized && from->type != TYPE_FLOAT16)
		return stored.name;
	const char *name = tensor == constant
		? onnx_name(w, w->tensors[tensor].name, "_dequantized")
		: claim_name(w, tensor);
	if (is_quantized) {
		int axis = order_axis(order, rank, scale_axis(w, constant) + stored.n_added);
		dequantize(w, constant, stored.name, axis - stored.n_dropped, name);
	} else {
		onnx_set_int(w, onnx_node(w, "Cast", name, NAMES(stored.name)), "to",
			ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
	}
	return name;
}

/* A computed tensor in the order in which it is written. */
static const char *computed_value(OnnxWriter *w, int tensor)
{
	const OnnxTensor *t = &w->tensors[tensor];
	int rank = w->graph->tensors[tensor].rank;
	if (!onnx_is_quantized(&w->graph->tensors[tensor]))
		return t->name;
	const char *name = find_value(w, tensor, t->order, rank, false);
	if (name)
		return name;
	name = onnx_name(w, t->name, "_dequantized");
	dequantize(w, tensor, t->name, 0, name);
	return keep_value(w, tensor, t->order, rank, false, name);
}

static const char *reordered(OnnxWriter *w, int tensor, Order order, const char *value)
{
	const OnnxTensor *t = &w->tensors[tensor];
	if (order_equal(t->order, order))
		return value;
	const char *name = onnx_name(w, t->name, "_transposed");
	onnx_transpose(w, w->graph->tensors[tensor].rank, value, t->order, name, order);
	return name;
}

const char *onnx_value(OnnxWriter *w, int tensor, Order order)
{
	int rank = w->graph->tensors[tensor].rank;
	const char *name = find_value(w, tensor, order, rank, false);
	if (name)
		return name;
	int constant = onnx_constant_of(w, tensor);
	name = constant >= 0 ? constant_value(w, tensor, constant, order, rank)
						 : reordered(w, tensor, order, computed_value(w, tensor));
	return keep_value(w, tensor, order, rank, false, name);
}

const char *onnx_stored(OnnxWriter *w, int tensor, Order order)
{
	int rank = w->graph->tensors[tensor].rank;
	const char *name = find_value(w, tensor, order, rank, true);
	if (name)
		return name;
	name = tensor_is_constant(&w->graph->tensors[tensor])
		? store_constant(w, tensor, order, rank).name
		: reordered(w, tensor, order, w->tensors[tensor].name);
	return keep_value(w, tensor, order, rank, true, name);
}

/* A computed tensor of a lower rank: 1s are put in front, and then it is reordered. */
static const char *widened(OnnxWriter *w, int tensor, Order order, int rank)
{
	Shape shape = with_rank(onnx_shape(w, tensor), rank);
	bool is_moved = !order_same_sequence(AS_IS, shape, order, shape);
	Shape first = order_shape(is_moved ? AS_IS : order, shape);
	int64_t dims[MAX_RANK];
	for (int i = 0; i < rank; i++)
		dims[i] = first.dims[i];
	const char *base = w->tensors[tensor].name;
	const char *wide = onnx_name(w, base, "_reshaped");
	onnx_node(w, "Reshape", wide,
		NAMES(onnx_value(w, tensor, AS_IS), onnx_ints(w, base, "_shape", rank, dims)));
	if (!is_moved)
		return wide;
	const char *name = onnx_name(w, base, "_transposed");
	onnx_transpose(w, rank, wide, AS_IS, name, order);
	return name;
}

const char *onnx_operand(OnnxWriter *w, int tensor, Order order, int rank)
{
	Shape shape = onnx_shape(w, tensor);
	int constant = onnx_constant_of(w, tensor);
	if (shape_count(shape) == 1) /* goes with everything as it is */
		return onnx_value(w, tensor, onnx_order(w, tensor));
	if (shape.rank == rank)
		return onnx_value(w, tensor, order);
	const char *name = find_value(w, tensor, order, rank, false);
	if (name)
		return name;
	name = constant >= 0 ? constant_value(w, tensor, constant, order, rank)
						 : widened(w, tensor, order, rank);
	return keep_value(w, tensor, order, rank, false, name);
}

const char *onnx_bias(OnnxWriter *w, const Op *op, int input, int weight, int bias)
{
	if (bias >= op->n_inputs || op->inputs[bias] < 0)
		return NULL;
	int tensor = op->inputs[bias], weights = onnx_constant_of(w, op->inputs[weight]);
	if (w->graph->tensors[tensor].type != TYPE_INT32)
		return onnx_value(w, tensor, AS_IS);
	const Quantization *of_input = w->graph->tensors[op->inputs[input]].quantization;
	const Quantization *of_weight =
		w->graph->tensors[weights < 0 ? op->inputs[weight] : weights].quantization;
	int n = of_weight->n_scales;
	float *scales = arena_array(w->arena, (size_t)n, sizeof *scales);
	for (int i = 0; i < n; i++)
		scales[i] = (float)((double)of_input->scale[0] * (double)of_weight->scale[i]);
	const char *base = w->tensors[tensor].name;
	const char *stored = onnx_stored(w, tensor, AS_IS);
	const char *scale = onnx_constant(w, onnx_name(w, base, "_scale"),
		ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, (Shape){n > 1, {n}}, scales,
		(size_t)n * sizeof *scales);
	const char *name = onnx_name(w, base, "_dequantized");
	Onnx__NodeProto *node = onnx_node(w, "DequantizeLinear", name, NAMES(stored, scale));
	if (n > 1)
		onnx_set_int(w, node, "axis", 0);
	return name;
}
