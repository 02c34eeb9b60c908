/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAST between float32, int8, uint8, int16, int32, int64 and bool. Integers are taken as the
 * numbers they are: quantisation is not looked at.
 */
#include "src/ops/operands.h"
#include "src/ops/params.h"

static bool cast_type(DataType type, CastType *cast, Error *err)
{
	switch (type) {
	case TYPE_FLOAT32:
		*cast = CAST_F32;
		return true;
	case TYPE_INT8:
		*cast = CAST_S8;
		return true;
	case TYPE_UINT8:
		*cast = CAST_U8;
		return true;
	case TYPE_INT16:
		*cast = CAST_S16;
		return true;
	case TYPE_INT32:
		*cast = CAST_S32;
		return true;
	case TYPE_INT64:
		*cast = CAST_S64;
		return true;
	case TYPE_BOOL:
		*cast = CAST_BOOL;
		return true;
	default:
		return failed(err, "%s cannot be cast", type_name(type));
	}
}

static void cast_run(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	const CastParams *params = layer->params;
	cast(params->from, params->to, in[0], (size_t)n * output_count(layer), out[0]);
}

static bool cast_prepare(Layer *layer, Arena *arena, Error *err)
{
	CastParams *params = arena_alloc(arena, sizeof *params);
	layer->params = params;
	layer->run = cast_run;
	return cast_type(op_input(layer->graph, layer->op, 0)->type, &params->from, err) &&
		cast_type(op_output(layer->graph, layer->op, 0)->type, &params->to, err);
}

const OpInfo op_cast = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = same_shape,
	.prepare = cast_prepare,
};
