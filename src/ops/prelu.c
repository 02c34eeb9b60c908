/* SPDX-License-Identifier: Apache-2.0 */
/* PRELU: where the input is below 0, times a factor from input 1, which is repeated along axes
 * where it has 1, or none. */
#include "src/kernels/prelu.h"
#include "src/ops/two_operands.h"

typedef struct Params {
	Broadcast shape;
	PreluS8 s8;
} Params;

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
	const Params *params = layer->params;
	prelu_f32(&params->shape, in[0], in[1], out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const Params *params = layer->params;
	prelu_s8(&params->s8, &params->shape, in[0], in[1], out[0]);
}

static bool prelu_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Quant in, alpha, out;
	if (!one_type(layer, &type, err) || !same_input_types(layer, err))
		return false;
	Params *params = arena_alloc(arena, sizeof *params);
	params->shape = broadcast_inputs(layer);
	layer->params = params;
	layer->one_by_one = true;
	layer->run = type == TYPE_FLOAT32 ? run_f32 : run_s8;
	if (type == TYPE_FLOAT32)
		return true;
	if (type == TYPE_INT16)
		return failed(err, "int16 cannot be run; float32 and int8 can");
	if (!input_quant(layer, 0, &in, err) || !input_quant(layer, 1, &alpha, err) ||
		!output_quant(layer, &out, err))
		return false;
	return prelu_s8_prepare(&params->s8, in, alpha, out) || bad_scales(err);
}

const OpInfo op_prelu = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = prelu_shape,
	.prepare = prelu_prepare,
};
