/* SPDX-License-Identifier: Apache-2.0 */
/* int8 layers whose weights are packed. */
#include "src/graph/roles.h"
#include "src/lower/weighted.h"

/* Memory for the weights of a tile, and what the unpacker keeps. */
enum { TILE_BYTES = 4096 };

static bool is_depthwise(const Weighted *what)
{
	return what->layer->op->code->type == OP_DEPTHWISE_CONV_2D;
}

/* A layer's weights, in channels and bytes. */
typedef struct Tiling {
	int64_t filter;      /* bytes of a channel's weights */
	int64_t state_bytes; /* of the unpacker */
	int step;            /* channels that cannot be parted */
	int out_c;
} Tiling;

static Tiling tiling_of(const Lowering *lower, const Weighted *what,
	const PackedConstant *packed)
{
	const KernelParams *params = &what->call.params;
	int out_c = what->out_c;
	return (Tiling){
		.filter = tensor_count(lower, weights_index(what->layer->op)) / out_c,
		.state_bytes = packed->state_bytes,
		.step = is_depthwise(what)       ? params->depthwise_s8.repeat
			: params->conv_s8.groups > 1 ? out_c
										 : 1,
		.out_c = out_c,
	};
}

/* Bytes for the weights of some channels: depthwise ones lie across, and come by way of a row. */
static int64_t unpacked_bytes(const Weighted *what, const Tiling *tiling, int tile)
{
	bool has_row = is_depthwise(what) && tile < tiling->out_c;
	return tile * tiling->filter + (has_row ? tiling->out_c : 0);
}

/* The most channels that fit, at least those that cannot be parted. */
static int fitting_tile(const Weighted *what, const Tiling *tiling)
{
	int64_t room = TILE_BYTES - tiling->state_bytes;
	if (unpacked_bytes(what, tiling, tiling->out_c) <= room)
		return tiling->out_c;
	room -= is_depthwise(what) ? tiling->out_c : 0;
	int64_t most = room / tiling->filter / tiling->step * tiling->step;
	return most < tiling->step ? tiling->step
		: most > tiling->out_c ? tiling->out_c
							   : (int)most;
}

/* Whether the layer is the only one that reads its data. */
static bool reads_last(const Lowering *lower, int tensor)
{
	const Graph *graph = lower->graph;
	int n = 0;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			int input = graph->ops[i].inputs[k];
			n += input >= 0 && lower->like[input] == lower->like[tensor];
		}
	return n == 1 && !graph_is_output(graph, tensor);
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Input and output: over each other, as far as may be, or apart. */
static int64_t activation_bytes(const Lowering *lower, const Weighted *what,
	bool is_whole)
{
	int64_t in = tensor_count(lower, what->data), out = tensor_count(lower, what->out);
	return is_whole && what->lead != NO_LEAD && reads_last(lower, what->data)
		? larger(what->lead + in, out)
		: in + out;
}

/* A few channels at a time, unless all at once take no more memory: then the output may lie over
 * the input. */
static int choose_tile(const Lowering *lower, const Weighted *what, const Tiling *tiling)
{
	int tile = fitting_tile(what, tiling), all = tiling->out_c;
	int64_t whole =
		unpacked_bytes(what, tiling, all) + activation_bytes(lower, what, true);
	int64_t parts =
		unpacked_bytes(what, tiling, tile) + activation_bytes(lower, what, false);
	return whole <= parts ? all : tile;
}

static const Kernel *kernel_of(OpType type)
{
	static const Kernel conv =
		KERNEL("conv_s8_packed", "conv_s8_packed.h", "conv_s8_packed.c");
	static const Kernel dense =
		KERNEL("dense_s8_packed", "dense_s8_packed.h", "dense_s8_packed.c");
	static const Kernel depthwise =
		KERNEL("depthwise_s8_packed", "depthwise_s8_packed.h", "depthwise_s8_packed.c");
	return type == OP_CONV_2D ? &conv : type == OP_FULLY_CONNECTED ? &dense : &depthwise;
}

/* One row of a dense layer, straight from the sparse stream. */
static void lower_sparse(Lowering *lower, const Weighted *what,
	const PackedConstant *packed)
{
	static const Kernel kernel =
		KERNEL("dense_s8_sparse", "dense_s8_sparse.h", "dense_s8_sparse.c");
	Step *step = add_step(lower, &kernel);
	argue_params(lower, step, what);
	argue_constant(step, packed->constant);
	argue_input(lower, step, what->data);
	argue_bias(lower, step, what);
	argue_output(lower, step, what->out);
	argue_scratch(lower, step, "void", packed->state_bytes);
}

void lower_packed(Lowering *lower, const Weighted *what, const PackedConstant *packed)
{
	if (packed->has_dot && what->params == &what->dense && what->dense.rows == 1) {
		lower_sparse(lower, what, packed);
		return;
	}
	Tiling tiling = tiling_of(lower, what, packed);
	int tile = choose_tile(lower, what, &tiling);
	Step *step = add_step(lower, kernel_of(what->layer->op->code->type));
	argue_params(lower, step, what);
	argue_constant(step, packed->constant);
	argue_int(step, tile);
	argue_input(lower, step, what->data);
	argue_bias(lower, step, what);
	argue_output(lower, step, what->out);
	argue_scratch(lower, step, "int8_t", unpacked_bytes(what, &tiling, tile));
	argue_scratch(lower, step, "void", packed->state_bytes);
	argue_scratch(lower, step, "void", what->scratch_bytes);
	if (tile == what->out_c)
		may_overlap(lower, what->out, what->data, what->lead);
}
