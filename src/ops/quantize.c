/* SPDX-License-Identifier: Apache-2.0 */
/* QUANTIZE (float32, int8 or uint8 to int8 or uint8) and DEQUANTIZE (to float32). */
#include "src/kernels/quantize.h"
#include "src/ops/operands.h"

typedef struct Params {
	Affine8 from, to;
	float scale; /* of the 8-bit side where the other is float32 */
	Rescale rescale;
} Params;

static bool is_8_bit(DataType type)
{
	return type == TYPE_INT8 || type == TYPE_UINT8;
}

static Affine8 affine_of(DataType type, QuantS8 quant)
{
	return (Affine8){quant.zero, type == TYPE_UINT8 ? 0 : -128};
}

static void run_quantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const Params *params = layer->params;
	quantize_8(params->to, params->scale, in[0], (size_t)n * output_count(layer), out[0]);
}

static void run_requantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const Params *params = layer->params;
	requantize_8(params->from, params->to, params->rescale, in[0],
		(size_t)n * output_count(layer), out[0]);
}

static void run_dequantize(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	const Params *params = layer->params;
	dequantize_8(params->from, params->scale, in[0], (size_t)n * output_count(layer),
		out[0]);
}

static bool refuse_types(DataType in, DataType out, Error *err)
{
	return failed(err, "%s to %s cannot be run", type_name(in), type_name(out));
}

static bool quantize_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType in = op_input(layer->graph, layer->op, 0)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	QuantS8 from, to;
	Params *params = arena_alloc(arena, sizeof *params);
	layer->params = params;
	if (!is_8_bit(out) || (in != TYPE_FLOAT32 && !is_8_bit(in)))
		return refuse_types(in, out, err);
	if (!output_quant(layer, &to, err))
		return false;
	params->to = affine_of(out, to);
	params->scale = to.scale;
	layer->run = run_quantize;
	if (in == TYPE_FLOAT32)
		return true;
	if (!input_quant(layer, 0, &from, err))
		return false;
	params->from = affine_of(in, from);
	layer->run = run_requantize;
	return rescale_from_scales(from.scale, to.scale, &params->rescale) || bad_scales(err);
}

static bool dequantize_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType in = op_input(layer->graph, layer->op, 0)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	QuantS8 from;
	if (!is_8_bit(in) || out != TYPE_FLOAT32)
		return refuse_types(in, out, err);
	if (!input_quant(layer, 0, &from, err))
		return false;
	Params *params = arena_alloc(arena, sizeof *params);
	params->from = affine_of(in, from);
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
