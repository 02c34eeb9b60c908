/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/weights.h"

#include "src/base/nibbles.h"
#include "src/graph/roles.h"
#include "src/ops/float_constant.h"

static bool constant_of_type(const Layer *layer, int index, DataType type,
	const void **data, Error *err)
{
	char label[16];
	const Tensor *tensor = &layer->graph->tensors[index];
	if (!tensor_is_constant(tensor) || tensor->type != type)
		return failed(err, "tensor '%s' is %s %s; it must be a constant of %s",
			tensor_label(layer->graph, index, label),
			tensor_is_constant(tensor) ? "constant" : "computed", type_name(tensor->type),
			type_name(type));
	*data = tensor->buffer->data;
	return true;
}

/* The layer's bias, of n_out values; NULL where it has none. */
static bool bias_of_type(const Layer *layer, const Tensor *tensor, DataType type,
	int n_out, const void **bias, Error *err)
{
	char label[16];
	size_t value_bytes = (size_t)type_bits(type) / 8;
	*bias = NULL;
	if (!tensor)
		return true;
	if (!constant_of_type(layer, bias_index(layer->op), type, bias, err))
		return false;
	if (tensor->buffer->n_bytes != (size_t)n_out * value_bytes)
		return failed(err, "bias '%s' has %zu values for %d outputs",
			tensor_label(layer->graph, bias_index(layer->op), label),
			tensor->buffer->n_bytes / value_bytes, n_out);
	return true;
}

/* The weights as int8: int4 is unpacked into the arena. */
static bool integer_weights(const Layer *layer, Arena *arena, const int8_t **weight,
	Error *err)
{
	const void *stored;
	bool is_int4 = op_weights(layer->graph, layer->op)->type == TYPE_INT4;
	if (!constant_of_type(layer, weights_index(layer->op),
			is_int4 ? TYPE_INT4 : TYPE_INT8, &stored, err))
		return false;
	*weight = stored;
	if (is_int4) {
		int place = roles_of(layer->op->code->type).weights;
		size_t n = (size_t)shape_count(known_input_shape(layer->graph, layer->op, place));
		int8_t *unpacked = arena_alloc(arena, n);
		nibbles_unpack(stored, n, unpacked);
		*weight = unpacked;
	}
	return true;
}

bool weights_f32(const Layer *layer, int n_out, Arena *arena, WeightsF32 *weights,
	Error *err)
{
	char label[16];
	const Tensor *tensor = op_weights(layer->graph, layer->op);
	const void *bias, *weight;
	if (!bias_of_type(layer, op_bias(layer->graph, layer->op), TYPE_FLOAT32, n_out, &bias,
			err))
		return false;
	bool hybrid = tensor->type == TYPE_INT8 || tensor->type == TYPE_INT4;
	if (!constant_of_type(layer, weights_index(layer->op),
			hybrid ? tensor->type : TYPE_FLOAT32, &weight, err))
		return false;
	weights->bias = bias;
	weights->weight = hybrid ? float_constant(tensor, arena) : weight;
	if (!weights->weight)
		return failed(err, "tensor '%s': %s without a scale",
			tensor_label(layer->graph, weights_index(layer->op), label),
			type_name(tensor->type));
	return true;
}

/* The bias of an int16 layer, of int64 or int32, as int64. */
static bool wide_bias(const Layer *layer, int n_out, Arena *arena, WeightsInt *weights,
	Error *err)
{
	const Tensor *tensor = op_bias(layer->graph, layer->op);
	weights->has_int32_bias = tensor && tensor->type == TYPE_INT32;
	if (!weights->has_int32_bias)
		return bias_of_type(layer, tensor, TYPE_INT64, n_out, &weights->bias, err);
	const void *stored;
	if (!bias_of_type(layer, tensor, TYPE_INT32, n_out, &stored, err))
		return false;
	int64_t *bias = arena_array(arena, (size_t)n_out, sizeof *bias);
	for (int i = 0; i < n_out; i++)
		bias[i] = ((const int32_t *)stored)[i];
	weights->bias = bias;
	return true;
}

/* TFLM's kernels take int4 weights beside int8 activations alone, and not all of them. */
static bool check_weight_type(const Layer *layer, Error *err)
{
	char label[16];
	DataType in = op_data(layer->graph, layer->op)->type;
	bool is_int4 = op_weights(layer->graph, layer->op)->type == TYPE_INT4;
	if (is_int4 && layer->op->code->type == OP_TRANSPOSE_CONV)
		return failed(err, "weights '%s' are int4; they must be int8",
			tensor_label(layer->graph, weights_index(layer->op), label));
	if (is_int4 && in != TYPE_INT8)
		return failed(err, "weights '%s' are int4 beside %s; they must be int8",
			tensor_label(layer->graph, weights_index(layer->op), label), type_name(in));
	return true;
}

bool weights_int(const Layer *layer, int n_out, int channel_axis, Arena *arena,
	WeightsInt *weights, Error *err)
{
	char label[16];
	const Tensor *tensor = op_weights(layer->graph, layer->op);
	const Quantization *q = tensor->quantization;
	bool is_s16 = op_data(layer->graph, layer->op)->type == TYPE_INT16;
	*weights = (WeightsInt){.has_int32_bias = !is_s16};
	if (!check_weight_type(layer, err) ||
		!integer_weights(layer, arena, &weights->weight, err))
		return false;
	if (!(is_s16 ? wide_bias(layer, n_out, arena, weights, err)
				 : bias_of_type(layer, op_bias(layer->graph, layer->op), TYPE_INT32,
					   n_out, &weights->bias, err)))
		return false;
	const char *name = tensor_label(layer->graph, weights_index(layer->op), label);
	if (!q || q->n_scales < 1)
		return failed(err, "weights '%s' have no scale", name);
	if (q->n_scales > 1 && (q->n_scales != n_out || q->axis != channel_axis))
		return failed(err,
			"weights '%s': %d scales along axis %d; %d along axis %d expected", name,
			q->n_scales, q->axis, n_out, channel_axis);
	for (int i = 0; i < q->n_zero_points; i++)
		if (q->zero_point[i] != 0)
			return failed(err, "weights '%s': zero point %lld; %s weights have 0", name,
				(long long)q->zero_point[i], type_name(tensor->type));
	weights->scales = (WeightScales){q->scale, q->n_scales};
	return true;
}
