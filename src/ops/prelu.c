/* SPDX-License-Identifier: Apache-2.0 */
/* PRELU: where the input is below 0, times a factor from input 1, which is repeated along axes
 * where it has 1, or none. */
#include "src/ops/params.h"
#include "src/ops/two_operands.h"

static bool prelu_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Shape in;
	if (!broadcast_shape(graph, op, out, err) || !input_shape(graph, op, 0, &in, err))
		return false;
	return shape_equal(in, *out) || failed(err, "more factors than the input has values");
}

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const PreluParams *params = layer->params;
	prelu_f32(&params->shape, in[0], in[1], out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const PreluParams *params = layer->params;
	prelu_s8(&params->prelu, &params->shape, in[0], in[1], out[0]);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const PreluParams *params = layer->params;
	prelu_s16(&params->prelu, &params->shape, in[0], in[1], out[0]);
}

static bool check_factors(const Layer *layer, DataType type, Error *err)
{
	DataType factors = op_input(layer->graph, layer->op, 1)->type;
	DataType wanted = type == TYPE_INT16 ? TYPE_INT8 : type;
	return factors == wanted ||
		failed(err, "factors of %s beside %s; they must be %s", type_name(factors),
			type_name(type), type_name(wanted));
}

static bool prelu_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Quant in, alpha, out;
	if (!one_type(layer, &type, err) || !check_factors(layer, type, err))
		return false;
	PreluParams *params = arena_alloc(arena, sizeof *params);
	params->shape = broadcast_inputs(layer);
	layer->params = params;
	layer->one_by_one = true;
	layer->run = type == TYPE_FLOAT32 ? run_f32 : type == TYPE_INT8 ? run_s8 : run_s16;
	if (type == TYPE_FLOAT32)
		return true;
	if (!input_quant(layer, 0, &in, err) || !input_quant(layer, 1, &alpha, err) ||
		!output_quant(layer, &out, err))
		return false;
	return prelu_int_prepare(&params->prelu, in, alpha, out) || bad_scales(err);
}

const OpInfo op_prelu = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = prelu_shape,
	.prepare = prelu_prepare,
};
