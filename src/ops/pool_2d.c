/* SPDX-License-Identifier: Apache-2.0 */
/* AVERAGE_POOL_2D and MAX_POOL_2D: input [batch, h, w, c]. */
#include "src/kernels/pool_f32.h"
#include "src/kernels/pool_int.h"
#include "src/ops/operands.h"

static bool pool_window(const Graph *graph, const Op *op, Window *window, Error *err)
{
	const PoolAttrs *attrs = &op->attrs.pool;
	Shape in;
	if (!input_shape_of_rank(graph, op, 0, 4, &in, err))
		return false;
	WindowAttrs shape = {
		.padding = attrs->padding,
		.kernel_h = attrs->kernel_h,
		.kernel_w = attrs->kernel_w,
		.stride_h = attrs->stride_h,
		.stride_w = attrs->stride_w,
		.dilation_h = 1,
		.dilation_w = 1,
	};
	return window_of(&shape, in, in.dims[3], window, err);
}

static bool pool_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Window window;
	if (!pool_window(graph, op, &window, err))
		return false;
	*out = window_out(&window);
	return true;
}

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	PoolF32 pool = *(const PoolF32 *)layer->params;
	pool.window.batch *= n;
	if (layer->op->code->type == OP_AVERAGE_POOL_2D)
		average_pool_f32(&pool, in[0], out[0]);
	else
		max_pool_f32(&pool, in[0], out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	PoolInt pool = *(const PoolInt *)layer->params;
	pool.window.batch *= n;
	if (layer->op->code->type == OP_AVERAGE_POOL_2D)
		average_pool_s8(&pool, in[0], out[0]);
	else
		max_pool_s8(&pool, in[0], out[0]);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	PoolInt pool = *(const PoolInt *)layer->params;
	pool.window.batch *= n;
	if (layer->op->code->type == OP_AVERAGE_POOL_2D)
		average_pool_s16(&pool, in[0], out[0]);
	else
		max_pool_s16(&pool, in[0], out[0]);
}

static bool pool_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Window window;
	ActRange act;
	if (!one_type(layer, &type, err) ||
		!pool_window(layer->graph, layer->op, &window, err) ||
		!activation_bounds(layer->op->attrs.pool.activation, &act, err))
		return false;
	if (type == TYPE_FLOAT32) {
		PoolF32 pool = {window, act.low, act.high};
		layer->params = arena_copy(arena, &pool, sizeof pool);
		layer->run = run_f32;
		return true;
	}
	Quant out;
	PoolInt pool = {.window = window};
	if (!same_quant(layer, 0, 1e-6f, err) || !output_quant(layer, &out, err))
		return false;
	if (!activation_range_int(act, out, &pool.act_min, &pool.act_max))
		return bad_scales(err);
	layer->params = arena_copy(arena, &pool, sizeof pool);
	layer->run = out.is_s16 ? run_s16 : run_s8;
	return true;
}

const OpInfo op_average_pool_2d = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = pool_shape,
	.prepare = pool_prepare,
};

const OpInfo op_max_pool_2d = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = pool_shape,
	.prepare = pool_prepare,
};
