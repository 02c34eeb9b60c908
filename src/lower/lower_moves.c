/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that move values without computing: CONCATENATION, GATHER, PAD, RESIZE_NEAREST_
 * NEIGHBOR, SLICE, SPLIT, STRIDED_SLICE and TRANSPOSE, of any type. */
#include "src/graph/roles.h"
#include "src/kernels/resize_nearest.h"
#include "src/lower/lower_operators.h"
#include "src/ops/moving.h"
#include "src/ops/operands.h"
#include "src/ops/strided_slice.h"

#define MOVE(function) \
	{ \
		function, "move.h", "move.c", NULL, false \
	}

static void argue_ints(Lowering *lower, Step *step, const char *what, const int32_t *n,
	int count)
{
	/* Of a copy: the host's may be on the stack. A scalar has no axes, but C no empty arrays. */
	size_t kept = count ? (size_t)count : 1;
	int32_t *copy = arena_array(lower->arena, kept, sizeof *copy);
	for (int i = 0; i < count; i++)
		copy[i] = n[i];
	argue_constant(step, constant_array(lower, what, -1, TYPE_INT32, copy, kept));
}

static void argue_shape(Lowering *lower, Step *step, const Layer *layer)
{
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	argue_ints(lower, step, "dims", shape.dims, shape.rank);
}

static int rank_of(const Layer *layer)
{
	return known_input_shape(layer->graph, layer->op, 0).rank;
}

bool lower_transpose(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel = MOVE("move_transpose");
	(void)err;
	Step *step = add_step(lower, &kernel);
	argue_input(lower, step, layer->op->inputs[0]);
	argue_shape(lower, step, layer);
	argue_ints(lower, step, "perm", layer->params, rank_of(layer));
	argue_int(step, rank_of(layer));
	argue_int(step, (int64_t)element_bytes(layer));
	argue_output(lower, step, layer->op->outputs[0]);
	return true;
}

static void lower_part(Lowering *lower, const Layer *layer, const int32_t *begin,
	const int32_t *stride, const int32_t *size)
{
	static const Kernel kernel = MOVE("move_slice");
	int rank = rank_of(layer);
	Step *step = add_step(lower, &kernel);
	argue_input(lower, step, layer->op->inputs[0]);
	argue_shape(lower, step, layer);
	argue_ints(lower, step, "begin", begin, rank);
	argue_ints(lower, step, "step", stride, rank);
	argue_ints(lower, step, "size", size, rank);
	argue_int(step, rank);
	argue_int(step, (int64_t)element_bytes(layer));
	argue_output(lower, step, layer->op->outputs[0]);
}

bool lower_slice(Lowering *lower, const Layer *layer, Error *err)
{
	static const int32_t one[MAX_RANK] = {1, 1, 1, 1, 1, 1};
	const SliceParams *params = layer->params;
	(void)err;
	lower_part(lower, layer, params->begin, one, params->size);
	return true;
}

bool lower_strided_slice(Lowering *lower, const Layer *layer, Error *err)
{
	const StridedPart *part = layer->params;
	(void)err;
	lower_part(lower, layer, part->begin, part->step, part->size);
	return true;
}

bool lower_concatenation(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel = MOVE("move_concat");
	const ConcatenationParams *params = layer->params;
	const Op *op = layer->op;
	(void)err;
	Step *step = add_step(lower, &kernel);
	argue_inputs(lower, step, op->inputs, op->n_inputs);
	argue_constant(step,
		constant_sizes(lower, "block_bytes", params->block_bytes, op->n_inputs));
	argue_int(step, op->n_inputs);
	argue_int(step, (int64_t)params->n_blocks);
	argue_output(lower, step, op->outputs[0]);
	return true;
}

bool lower_split(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel = MOVE("move_split");
	const SplitParams *params = layer->params;
	const Op *op = layer->op;
	(void)err;
	Step *step = add_step(lower, &kernel);
	argue_input(lower, step, data_index(op));
	argue_constant(step,
		constant_sizes(lower, "block_bytes", params->block_bytes, op->n_outputs));
	argue_int(step, op->n_outputs);
	argue_int(step, (int64_t)params->n_blocks);
	argue_outputs(lower, step, op->outputs, op->n_outputs);
	return true;
}

bool lower_gather(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel = MOVE("move_gather");
	static const StructType gather = {"Gather", sizeof(Gather), "5z"};
	const GatherParams *params = layer->params;
	const Op *op = layer->op;
	(void)err;
	Step *step = add_step(lower, &kernel);
	argue_struct(lower, step, &gather, &params->how, NULL);
	argue_input(lower, step, op->inputs[0]);
	if (params->index)
		argue_constant(step,
			constant_array(lower, "index", op->inputs[1], TYPE_INT32, params->index,
				(size_t)tensor_count(lower, op->inputs[1])));
	else
		argue_input(lower, step, op->inputs[1]);
	argue_output(lower, step, op->outputs[0]);
	return true;
}

bool lower_resize_nearest(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel =
		KERNEL("resize_nearest", "resize_nearest.h", "resize_nearest.c");
	static const StructType type = {"ResizeNearest", sizeof(ResizeNearest), "5iz2p"};
	const ResizeNearest *resize = layer->params;
	(void)err;
	Step *step = add_step(lower, &kernel);
	const int places[] = {
		constant_array(lower, "rows", -1, TYPE_INT32, resize->rows,
			(size_t)resize->out_h),
		constant_array(lower, "columns", -1, TYPE_INT32, resize->columns,
			(size_t)resize->out_w),
	};
	argue_struct(lower, step, &type, resize, places);
	argue_input(lower, step, layer->op->inputs[0]);
	argue_output(lower, step, layer->op->outputs[0]);
	return true;
}

/* --- PAD --- */

/* Whether nothing is put around the first and last axis of four. */
static bool pads_only_images(const Layer *layer, const PadParams *pad)
{
	return rank_of(layer) == 4 && !pad->before[0] && !pad->after[0] && !pad->before[3] &&
		!pad->after[3];
}

/* Whether a layer would take what lies outside of its input for the same number. */
static bool fills_as_outside(const Layer *layer, const PadParams *pad)
{
	const Tensor *out = op_output(layer->graph, layer->op, 0);
	const Quantization *q = out->quantization;
	uint8_t zero[sizeof pad->fill] = {0};
	if (out->type == TYPE_INT8 && q && q->n_zero_points == 1)
		zero[0] = (uint8_t)q->zero_point[0];
	for (size_t i = 0; i < element_bytes(layer); i++)
		if (pad->fill[i] != zero[i])
			return false;
	return true;
}

/* A window that lies wholly in the padding is left to a pad of its own. */
static bool reaches_over(const Graph *graph, const Op *op, const PadParams *pad)
{
	const Tensor *weights = op_weights(graph, op);
	if (!weights || weights->rank != 4)
		return false;
	for (int axis = 1; axis <= 2; axis++)
		if (pad->before[axis] >= weights->dims[axis] ||
			pad->after[axis] >= weights->dims[axis])
			return false;
	return true;
}

/* Whether all that read a tensor are convolutions that can pad it themselves. */
static bool readers_can_pad(const Graph *graph, int tensor, const PadParams *pad)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			OpType type = op->code->type;
			if (op->inputs[k] == tensor &&
				(k != roles_of(type).data ||
					(type != OP_CONV_2D && type != OP_DEPTHWISE_CONV_2D) ||
					!reaches_over(graph, op, pad)))
				return false;
		}
	}
	return !graph_is_output(graph, tensor);
}

bool lower_pad(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel kernel = MOVE("move_pad");
	const PadParams *pad = layer->params;
	const Op *op = layer->op;
	int rank = rank_of(layer), out = op->outputs[0];
	(void)err;
	if (pads_only_images(layer, pad) && fills_as_outside(layer, pad) &&
		readers_can_pad(layer->graph, out, pad)) {
		lower->pad[out] = (FusedPad){op->inputs[0], pad};
		lower->like[out] = lower->like[op->inputs[0]];
		return true;
	}
	Step *step = add_step(lower, &kernel);
	argue_input(lower, step, op->inputs[0]);
	argue_shape(lower, step, layer);
	argue_ints(lower, step, "before", pad->before, rank);
	argue_ints(lower, step, "after", pad->after, rank);
	argue_int(step, rank);
	argue_int(step, (int64_t)element_bytes(layer));
	argue_constant(step,
		constant_array(lower, "fill", -1, TYPE_UINT8, pad->fill, element_bytes(layer)));
	argue_output(lower, step, out);
	return true;
}
