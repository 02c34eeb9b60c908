/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/weight_units.h"

#include <string.h>

#include "passes/layers/layer_weights.h"
#include "src/base/half.h"
#include "src/base/nibbles.h"

static bool is_integer(DataType type)
{
	return type == TYPE_INT4 || type == TYPE_INT8 || type == TYPE_INT16;
}

/* --- Channels --- */

static UnitChannels channels_along(const Tensor *tensor, int axis)
{
	UnitChannels channels = {.n = (size_t)tensor->dims[axis], .run = 1};
	for (int i = axis + 1; i < tensor->rank; i++)
		channels.run *= (size_t)tensor->dims[i];
	return channels;
}

/* Depthwise weights are [1, h, w, channels], all others begin with their channels, PyTorch's
 * too. */
static UnitChannels channels_of(const Model *model, int layer, const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	if (tensor->rank == 0)
		return (UnitChannels){.n = 1, .run = 1};
	if (q && q->n_scales > 1)
		return (UnitChannels){(size_t)q->n_scales, (size_t)tensor_scale_run(tensor)};
	bool is_depthwise = !model->is_weights_only &&
		model->graphs[0].ops[layer].code->type == OP_DEPTHWISE_CONV_2D;
	return channels_along(tensor, is_depthwise ? tensor->rank - 1 : 0);
}

/* --- Reading --- */

static int64_t zero_point(const Quantization *q, size_t channel)
{
	if (!q || q->n_zero_points == 0)
		return 0;
	return q->zero_point[q->n_zero_points > 1 ? channel : 0];
}

static size_t channel_of(const WeightUnits *units, size_t i)
{
	return units->scales ? i / units->channels.run % units->channels.n : 0;
}

/* Stored integers as they are. */
static int32_t *stored_integers(const Tensor *tensor, size_t n, Arena *arena)
{
	const void *data = tensor->buffer->data;
	int32_t *stored = arena_array(arena, n, sizeof *stored);
	const int8_t *bytes = data;
	if (tensor->type == TYPE_INT4) {
		int8_t *unpacked = arena_array(arena, n, sizeof *unpacked);
		nibbles_unpack(data, n, unpacked);
		bytes = unpacked;
	}
	for (size_t i = 0; i < n; i++)
		stored[i] =
			tensor->type == TYPE_INT16 ? ((const int16_t *)data)[i] : (int32_t)bytes[i];
	return stored;
}

static void read_integers(const Tensor *tensor, WeightUnits *units)
{
	Arena scratch = {0};
	const int32_t *stored = stored_integers(tensor, units->n, &scratch);
	for (size_t i = 0; i < units->n; i++) {
		int64_t zero = zero_point(tensor->quantization, channel_of(units, i));
		units->values[i] = (float)(stored[i] - zero);
	}
	arena_finish(&scratch);
}

static bool read_reals(const Graph *graph, int weights, WeightUnits *units, Error *err)
{
	Arena scratch = {0};
	const float *values;
	bool ok = weights_as_real(graph, weights, &scratch, &values, err);
	for (size_t i = 0; ok && i < units->n; i++)
		units->values[i] = values[i] == 0 ? 0 : values[i];
	arena_finish(&scratch);
	return ok;
}

static bool have_one_zero(const Quantization *q)
{
	for (int i = 1; q && i < q->n_zero_points; i++)
		if (q->zero_point[i] != q->zero_point[0])
			return false;
	return true;
}

bool weight_units(const Model *model, int layer, int weights, Arena *arena,
	WeightUnits *units, Error *err)
{
	const Graph *graph = &model->graphs[0];
	const Tensor *tensor = &graph->tensors[weights];
	const Quantization *q = tensor->quantization;
	size_t n = values_count(tensor);
	*units = (WeightUnits){
		.type = tensor->type,
		.is_whole = is_integer(tensor->type),
		.n = n,
		.values = arena_array(arena, n, sizeof *units->values),
		.channels = channels_of(model, layer, tensor),
		.scales = q && q->n_scales > 1 ? q->scale : NULL,
		.has_one_zero = have_one_zero(q),
	};
	if (!units->is_whole)
		return read_reals(graph, weights, units, err);
	read_integers(tensor, units);
	return true;
}

float *set_values(const WeightUnits *units, int64_t channel, Arena *arena)
{
	size_t n = set_length(units, channel);
	float *values = arena_array(arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = units->values[set_place(units, channel, i)];
	return values;
}

/* --- Writing --- */

/* To the nearest, of two as near the one with an even last bit; x is finite. */
static uint16_t bfloat16_from_float(float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static float bfloat16_to_float(uint16_t half)
{
	uint32_t bits = (uint32_t)half << 16;
	float x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

float rounded_unit(const WeightUnits *units, double value)
{
	if (units->type == TYPE_FLOAT16)
		return half_to_float(half_from_float((float)value));
	if (units->type == TYPE_BFLOAT16)
		return bfloat16_to_float(bfloat16_from_float((float)value));
	return (float)value;
}

static void write_real(DataType type, float value, size_t i, void *data)
{
	if (type == TYPE_FLOAT32)
		((float *)data)[i] = value;
	else if (type == TYPE_FLOAT64)
		((double *)data)[i] = (double)value;
	else if (type == TYPE_FLOAT16)
		((uint16_t *)data)[i] = half_from_float(value);
	else
		((uint16_t *)data)[i] = bfloat16_from_float(value);
}

static void write_integers(const Tensor *tensor, const WeightUnits *units, void *data)
{
	Arena scratch = {0};
	int8_t *bytes = data;
	if (tensor->type == TYPE_INT4)
		bytes = arena_array(&scratch, units->n, sizeof *bytes);
	for (size_t i = 0; i < units->n; i++) {
		int64_t zero = zero_point(tensor->quantization, channel_of(units, i));
		int64_t q = (int64_t)units->values[i] + zero;
		if (tensor->type == TYPE_INT16)
			((int16_t *)data)[i] = (int16_t)q;
		else
			bytes[i] = (int8_t)q;
	}
	if (tensor->type == TYPE_INT4)
		nibbles_pack(bytes, units->n, data);
	arena_finish(&scratch);
}

void store_units(Model *model, int weights, const WeightUnits *units)
{
	Tensor *tensor = &model->graphs[0].tensors[weights];
	size_t n_bytes = tensor->buffer->n_bytes;
	void *data = arena_alloc(&model->arena, n_bytes);
	if (units->is_whole)
		write_integers(tensor, units, data);
	else
		for (size_t i = 0; i < units->n; i++)
			write_real(units->type, units->values[i], i, data);
	model_set_constant(model, tensor, data, n_bytes);
}
