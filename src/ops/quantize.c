/* SPDX-License-Identifier: Apache-2.0 */
/* QUANTIZE (float32, int8, uint8 or int16 to int8, uint8 or int16) and DEQUANTIZE (to float32). */
#include "src/ops/operands.h"
#include "src/ops/params.h"

static bool is_quantized(DataType type)
{
	return type == TYPE_INT8 || type == TYPE_UINT8 || type == TYPE_INT16;
}

static Affine8 affine_of(DataType type, Quant quant)
{
	return (Affine8){quant.zero, type == TYPE_UINT8 ? 0 : -128};
}

static void run_quantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const QuantizeParams *params = layer->params;
	size_t count = (size_t)n * output_count(layer);
	if (params->to_s16)
		quantize_s16(params->scale, in[0], count, out[0]);
	else
		quantize_8(params->to, params->scale, in[0], count, out[0]);
}

static void run_requantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const QuantizeParams *params = layer->params;
	size_t count = (size_t)n * output_count(layer);
	if (params->from_s16 && params->to_s16)
		requantize_s16(params->rescale, in[0], count, out[0]);
	else if (params->from_s16)
		requantize_s16_to_8(params->to, params->rescale, in[0], count, out[0]);
	else if (params->to_s16)
		requantize_8_to_s16(params->from, params->rescale, in[0], count, out[0]);
	else
		requantize_8(params->from, params->to, params->rescale, in[0], count, out[0]);
}

static void run_dequantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const QuantizeParams *params = layer->params;
	size_t count = (size_t)n * output_count(layer);
	if (params->from_s16)
		dequantize_s16(params->scale, in[0], count, out[0]);
	else
		dequantize_8(params->from, params->scale, in[0], count, out[0]);
}

static bool refuse_types(DataType in, DataType out, Error *err)
{
	return failed(err, "%s to %s cannot be run", type_name(in), type_name(out));
}

/* TFLM has no kernel between int16 and uint8. */
static bool can_requantize(DataType in, DataType out)
{
	return is_quantized(in) && !(in == TYPE_INT16 && out == TYPE_UINT8) &&
		!(in == TYPE_UINT8 && out == TYPE_INT16);
}

static bool quantize_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType in = op_input(layer->graph, layer->op, 0)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	Quant from, to;
	QuantizeParams *params = arena_alloc(arena, sizeof *params);
	layer->params = params;
	if (!is_quantized(out) || (in != TYPE_FLOAT32 && !can_requantize(in, out)))
		return refuse_types(in, out, err);
	if (!output_quant(layer, &to, err))
		return false;
	params->to = affine_of(out, to);
	params->to_s16 = to.is_s16;
	params->scale = to.scale;
	layer->run = run_quantize;
	if (in == TYPE_FLOAT32)
		return true;
	if (!input_quant(layer, 0, &from, err))
		return false;
	params->from = affine_of(in, from);
	params->from_s16 = from.is_s16;
	layer->run = run_requantize;
	return rescale_from_scales(from.scale, to.scale, &params->rescale) || bad_scales(err);
}

static bool dequantize_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType in = op_input(layer->graph, layer->op, 0)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	Quant from;
	if (!is_quantized(in) || out != TYPE_FLOAT32)
		return refuse_types(in, out, err);
	if (!input_quant(layer, 0, &from, err))
		return false;
	QuantizeParams *params = arena_alloc(arena, sizeof *params);
	params->from = affine_of(in, from);
	params->from_s16 = from.is_s16;
	params->scale = from.scale;
	layer->params = params;
	layer->run = run_dequantize;
	return true;
}

const OpInfo op_quantize = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = same_shape,
	.prepare = quantize_prepare,
};

const OpInfo op_dequantize = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = same_shape,
	.prepare = dequantize_prepare,
};
