/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED in training. A slice brings few rows for many weights, so it computes its
 * output and d_in only; d_weights and d_bias are made once a step, of the rows of the whole
 * batch, a block of outputs a thread.
 */
#include "src/ops/operands.h"
#include "src/train/add.h"
#include "src/train/clamp.h"
#include "src/train/gemm.h"
#include "src/train/train_op.h"

enum { DATA, WEIGHTS, BIAS };

typedef struct Dense {
	int rows; /* of a sample */
	int n_in, n_out;
	Real *packed; /* weights^T */
	Real *no_bias;
	Clamp clamp;
	int32_t *in_row, *out_row; /* of each row of a batch, where it begins */
	int32_t *in_order;         /* 0, 1, 2 ... */
} Dense;

static void pack(const TrainLayer *layer, const Real *weights, int piece)
{
	const Dense *dense = layer->params;
	gemm_pack(weights, dense->n_in, dense->n_out, dense->n_in, piece, dense->packed);
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Dense *dense = layer->params;
	gemm(&(Gemm){
		.rows = pass->n * dense->rows,
		.columns = dense->n_out,
		.depth = dense->n_in,
		.x = pass->in[DATA],
		.x_row = dense->in_row,
		.x_depth = dense->in_order,
		.y = dense->packed,
		.y_step = gemm_packed_step(dense->n_out),
		.y_panel = (ptrdiff_t)GEMM_PANEL * dense->n_in,
		.c = pass->out[0],
		.c_step = dense->n_out,
		.start = GEMM_FROM_BIAS,
		.bias = layer->bias < 0 ? dense->no_bias : pass->in[BIAS],
		.low = dense->clamp.low,
		.high = dense->clamp.high,
	});
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Dense *dense = layer->params;
	if (!pass->d_in[DATA])
		return;
	gemm(&(Gemm){
		.rows = pass->n * dense->rows,
		.columns = dense->n_in,
		.depth = dense->n_out,
		.x = pass->d_out[0],
		.x_row = dense->out_row,
		.x_depth = dense->in_order,
		.y = pass->in[WEIGHTS],
		.y_step = dense->n_in,
		.y_panel = GEMM_PANEL,
		.c = pass->d_in[DATA],
		.c_step = dense->n_in,
		.start = GEMM_FROM_ZERO,
		.low = (Real)-INFINITY,
		.high = (Real)INFINITY,
	});
}

/* Rows of d_weights: outputs `first` to first + n - 1 of all rows of the batch, times its data. */
static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	const Dense *dense = layer->params;
	size_t n_out = (size_t)dense->n_out;
	int rows = slices->n * dense->rows;
	if (i == BIAS) {
		sum_rows(slices->d_out + first, n_out, (size_t)rows, (size_t)n, add, gradient);
		return;
	}
	gemm(&(Gemm){
		.rows = n,
		.columns = dense->n_in,
		.depth = rows,
		.x = slices->d_out + first,
		.x_row = dense->in_order,
		.x_depth = dense->out_row,
		.y = slices->in,
		.y_step = dense->n_in,
		.y_panel = GEMM_PANEL,
		.c = gradient,
		.c_step = dense->n_in,
		.start = add ? GEMM_FROM_C : GEMM_FROM_ZERO,
		.low = (Real)-INFINITY,
		.high = (Real)INFINITY,
	});
}

static void make_tables(Dense *dense, int rows, Arena *arena)
{
	int longest = dense->n_in > dense->n_out ? dense->n_in : dense->n_out;
	dense->in_row = arena_array(arena, (size_t)rows, sizeof(int32_t));
	dense->out_row = arena_array(arena, (size_t)rows, sizeof(int32_t));
	dense->in_order = arena_array(arena, (size_t)longest, sizeof(int32_t));
	for (int i = 0; i < rows; i++) {
		dense->in_row[i] = i * dense->n_in;
		dense->out_row[i] = i * dense->n_out;
	}
	for (int i = 0; i < longest; i++)
		dense->in_order[i] = i;
}

bool train_dense(TrainLayer *layer, Arena *arena, Error *err)
{
	const DenseAttrs *attrs = &layer->op->attrs.dense;
	Shape weight = known_input_shape(layer->graph, layer->op, WEIGHTS);
	int64_t rows = (int64_t)train_out_count(layer, 0) / weight.dims[0];
	int longest = weight.dims[0] > weight.dims[1] ? weight.dims[0] : weight.dims[1];
	if (attrs->weights_format != 0)
		return failed(err, "shuffled weights cannot be trained");
	if (rows * layer->batch > INT32_MAX / longest)
		return failed(err, "a batch of it takes more than 2^31 elements");
	Dense *dense = arena_alloc(arena, sizeof *dense);
	dense->rows = (int)rows;
	dense->n_out = weight.dims[0];
	dense->n_in = weight.dims[1];
	dense->packed =
		arena_array(arena, gemm_packed_count(dense->n_out, dense->n_in), sizeof(Real));
	dense->no_bias = arena_array(arena, (size_t)dense->n_out, sizeof(Real));
	dense->clamp = activation_clamp(attrs->activation);
	make_tables(dense, dense->rows * layer->batch, arena);
	layer->params = dense;
	layer->forward = forward;
	layer->backward = backward;
	train_weighted(layer, attrs->activation);
	layer->clamps = attrs->activation != ACTIVATION_TANH;
	layer->pack = pack;
	layer->n_packs = gemm_panels(dense->n_out);
	layer->is_deferred = true;
	layer->sum = sum;
	return true;
}
