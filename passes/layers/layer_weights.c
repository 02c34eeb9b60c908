/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/layer_weights.h"

#include <math.h>
#include <string.h>

#include "src/base/nibbles.h"
#include "src/graph/decoders.h"
#include "src/graph/roles.h"
#include "src/ops/float_constant.h"

int layer_count(const Model *model)
{
	const Graph *graph = &model->graphs[0];
	return model->is_weights_only ? graph->n_tensors : graph->n_ops;
}

size_t values_count(const Tensor *constant)
{
	size_t n = 1;
	for (int i = 0; i < constant->rank; i++)
		n *= (size_t)constant->dims[i];
	return n;
}

/* --- What can be worked on --- */

static int64_t zero_point_of(const Tensor *tensor, size_t channel)
{
	const Quantization *q = tensor->quantization;
	if (!q || q->n_scales == 0 || q->n_zero_points == 0)
		return 0;
	return q->zero_point[q->n_zero_points > 1 ? channel : 0];
}

/* Integers need scales, and a 0 among the numbers they stand for. */
static bool check_integers(const Tensor *tensor, const char *label, Error *why)
{
	int64_t limit = (int64_t)1 << (type_bits(tensor->type) - 1);
	const Quantization *q = tensor->quantization;
	if (!q || q->n_scales == 0)
		return failed(why, "%s: weights are %s without a scale", label,
			type_name(tensor->type));
	for (size_t i = 0; i < (size_t)q->n_zero_points; i++)
		if (q->zero_point[i] < -limit || q->zero_point[i] >= limit)
			return failed(why, "%s: zero point %lld of %s weights", label,
				(long long)q->zero_point[i], type_name(tensor->type));
	return true;
}

static bool check_constant(const Graph *graph, int index, bool is_alone, Error *why)
{
	char text[16];
	const Tensor *tensor = &graph->tensors[index];
	const char *label = tensor_label(graph, index, text);
	if (tensor->is_sparse)
		return failed(why, "%s: weights are stored sparse", label);
	switch (tensor->type) {
	case TYPE_FLOAT32:
	case TYPE_FLOAT16:
		return true;
	case TYPE_FLOAT64:
	case TYPE_BFLOAT16:
		return is_alone ||
			failed(why, "%s: weights are %s", label, type_name(tensor->type));
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_INT16:
		return check_integers(tensor, label, why);
	default:
		return failed(why, "%s: weights are %s", label, type_name(tensor->type));
	}
}

/* --- Where they are --- */

/* Weights that are computed, not stored. */
static bool computed(const Graph *graph, int tensor, Error *why)
{
	char text[16];
	const char *label = tensor_label(graph, tensor, text);
	int producer = graph_producer(graph, tensor);
	const Op *op = producer < 0 ? NULL : &graph->ops[producer];
	if (op && is_decode(op))
		return failed(why, "%s: weights are encoded; `whit huffman -d` first", label);
	if (op && op->code->type == OP_DEQUANTIZE)
		return failed(why, "%s: weights are dequantised as the model runs", label);
	return failed(why, "%s: weights are not constant", label);
}

static int tensor_alone(const Graph *graph, int index)
{
	const Tensor *tensor = &graph->tensors[index];
	bool is_float = tensor->type == TYPE_FLOAT32 || tensor->type == TYPE_FLOAT16 ||
		tensor->type == TYPE_BFLOAT16 || tensor->type == TYPE_FLOAT64;
	return is_float && tensor->rank >= 2 && tensor_is_constant(tensor) ? index : -1;
}

int layer_weights(const Model *model, int layer, Error *why)
{
	const Graph *graph = &model->graphs[0];
	int index = model->is_weights_only ? tensor_alone(graph, layer)
									   : weights_index(&graph->ops[layer]);
	if (index < 0)
		return -1;
	const Tensor *tensor = &graph->tensors[index];
	bool is_there = tensor_is_constant(tensor) && !tensor->is_variable
		? check_constant(graph, index, model->is_weights_only, why)
		: computed(graph, index, why);
	return is_there ? index : -1;
}

/* --- Values --- */

static float bfloat16_value(const void *data, size_t i)
{
	uint32_t bits = (uint32_t)((const uint16_t *)data)[i] << 16;
	float value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

static const float *stored_floats(const Tensor *tensor, Arena *arena)
{
	const void *data = tensor->buffer->data;
	size_t n = values_count(tensor);
	if (tensor->type == TYPE_FLOAT32)
		return data;
	if (tensor->type != TYPE_FLOAT64 && tensor->type != TYPE_BFLOAT16)
		return float_constant(tensor, arena);
	float *values = arena_array(arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = tensor->type == TYPE_FLOAT64 ? (float)((const double *)data)[i]
												 : bfloat16_value(data, i);
	return values;
}

bool weights_as_real(const Graph *graph, int weights, Arena *arena, const float **values,
	Error *err)
{
	char label[16];
	const Tensor *tensor = &graph->tensors[weights];
	size_t n = values_count(tensor);
	*values = stored_floats(tensor, arena);
	for (size_t i = 0; i < n; i++)
		if (!isfinite((*values)[i]))
			return failed(err, "%s: value %zu is not finite",
				tensor_label(graph, weights, label), i);
	return true;
}

/* --- Zeros --- */

/* The channel of a value that has a zero point of its own. */
static size_t channel_of(const Tensor *tensor, size_t i)
{
	const Quantization *q = tensor->quantization;
	if (!q || q->n_zero_points <= 1)
		return 0;
	return i / (size_t)tensor_scale_run(tensor) % (size_t)q->n_zero_points;
}

/* The zero point of a value, as it is stored (little end first); 0.0 is all zeros. */
static void store_zero(const Tensor *tensor, size_t i, uint8_t *values,
	size_t value_bytes)
{
	uint64_t zero = (uint64_t)zero_point_of(tensor, channel_of(tensor, i));
	for (size_t k = 0; k < value_bytes; k++)
		values[i * value_bytes + k] = (uint8_t)(zero >> 8 * k);
}

static void store_zeros(const Tensor *tensor, const bool *marked, uint8_t *values)
{
	size_t n = values_count(tensor), value_bytes = (size_t)type_bits(tensor->type) / 8;
	for (size_t i = 0; i < n; i++)
		if (marked[i])
			store_zero(tensor, i, values, value_bytes);
}

/* The same of two values a byte. */
static void store_int4_zeros(const Tensor *tensor, const bool *marked, uint8_t *packed)
{
	Arena scratch = {0};
	size_t n = values_count(tensor);
	int8_t *values = arena_alloc(&scratch, n);
	nibbles_unpack(packed, n, values);
	for (size_t i = 0; i < n; i++)
		if (marked[i])
			values[i] = (int8_t)zero_point_of(tensor, channel_of(tensor, i));
	nibbles_pack(values, n, packed);
	arena_finish(&scratch);
}

void zero_weights(Model *model, int weights, const bool *marked)
{
	Tensor *tensor = &model->graphs[0].tensors[weights];
	size_t n_bytes = tensor->buffer->n_bytes;
	uint8_t *values = arena_copy(&model->arena, tensor->buffer->data, n_bytes);
	if (tensor->type == TYPE_INT4)
		store_int4_zeros(tensor, marked, values);
	else
		store_zeros(tensor, marked, values);
	model_set_constant(model, tensor, values, n_bytes);
}

/* --- Runs --- */

WeightRuns weight_runs(const Model *model, int layer, int weights)
{
	const Graph *graph = &model->graphs[0];
	const Tensor *tensor = &graph->tensors[weights];
	size_t n = values_count(tensor);
	int axis = tensor->rank - 1; /* the one that runs go along */
	WeightRuns runs = {.n = 1, .length = n, .step = 1};
	if (tensor->rank == 0)
		return runs;
	bool is_depthwise =
		!model->is_weights_only && graph->ops[layer].code->type == OP_DEPTHWISE_CONV_2D;
	if (model->is_weights_only)
		axis = 1;
	for (int i = axis + 1; i < tensor->rank; i++)
		runs.step *= (size_t)tensor->dims[i];
	runs.length = (size_t)tensor->dims[axis];
	if (is_depthwise) {
		runs.step = (size_t)tensor->dims[axis];
		runs.length = n / runs.step;
	}
	runs.n = n / runs.length;
	return runs;
}

size_t run_start(const WeightRuns *runs, size_t run)
{
	return run / runs->step * runs->length * runs->step + run % runs->step;
}
