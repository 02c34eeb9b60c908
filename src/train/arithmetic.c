/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ADD, SUB, MUL, DIV, MAXIMUM and MINIMUM in training, of two tensors whose shapes go together by
 * NumPy's rule. Of equals in a maximum or minimum, the first operand gets the gradient.
 */
#include <string.h>

#include "src/kernels/broadcast.h"
#include "src/ops/operands.h"
#include "src/train/train_op.h"

/* A run of n values: operands advance by 0 or 1. */
typedef struct Row {
	const Real *a, *b;
	Real *d_a, *d_b; /* NULL where nobody asks */
	ptrdiff_t a_step, b_step;
	ptrdiff_t n;
} Row;

/* Make a run of the output, or give back that of its gradient. */
typedef void WorkRow(OpType type, const Row *row, Real *out);

typedef struct Arithmetic {
	Broadcast walk; /* of a sample */
	size_t count;
	WorkRow *compute, *give;
} Arithmetic;

/* --- ADD, SUB, MUL, DIV --- */

static void compute_row(OpType type, const Row *row, Real *out)
{
	const Real *a = row->a, *b = row->b;
	ptrdiff_t p = row->a_step, q = row->b_step;
	for (ptrdiff_t i = 0; i < row->n; i++) {
		Real x = a[i * p], y = b[i * q];
		out[i] = type == OP_ADD ? x + y
			: type == OP_SUB    ? x - y
			: type == OP_MUL    ? x * y
								: x / y;
	}
}

static void give_a(OpType type, const Row *row, const Real *d_out)
{
	for (ptrdiff_t i = 0; i < row->n; i++) {
		Real y = row->b[i * row->b_step];
		row->d_a[i * row->a_step] += type == OP_MUL ? d_out[i] * y
			: type == OP_DIV                        ? d_out[i] / y
													: d_out[i];
	}
}

static void give_b(OpType type, const Row *row, const Real *d_out)
{
	for (ptrdiff_t i = 0; i < row->n; i++) {
		Real x = row->a[i * row->a_step], y = row->b[i * row->b_step];
		row->d_b[i * row->b_step] += type == OP_ADD ? d_out[i]
			: type == OP_SUB                        ? -d_out[i]
			: type == OP_MUL                        ? d_out[i] * x
													: -d_out[i] * x / (y * y);
	}
}

static void give_row(OpType type, const Row *row, Real *d_out)
{
	if (row->d_a)
		give_a(type, row, d_out);
	if (row->d_b)
		give_b(type, row, d_out);
}

/* --- MAXIMUM, MINIMUM: beside NaN the second, as the kernels have it --- */

static void choose_row(OpType type, const Row *row, Real *out)
{
	for (ptrdiff_t i = 0; i < row->n; i++) {
		Real a = row->a[i * row->a_step], b = row->b[i * row->b_step];
		bool first = type == OP_MAXIMUM ? a > b : a < b;
		out[i] = first ? a : b;
	}
}

static void give_chosen_row(OpType type, const Row *row, Real *d_out)
{
	for (ptrdiff_t i = 0; i < row->n; i++) {
		ptrdiff_t p = i * row->a_step, q = i * row->b_step;
		Real a = row->a[p], b = row->b[q];
		bool first = type == OP_MAXIMUM ? a >= b : a <= b;
		if (row->d_a)
			row->d_a[p] += first ? d_out[i] : 0;
		if (row->d_b)
			row->d_b[q] += first ? 0 : d_out[i];
	}
}

/* --- Of a pass --- */

/* Call work for each run of sample b. */
static void each_row(const TrainLayer *layer, const LayerPass *pass, int b, bool is_back,
	Real *out, WorkRow *work)
{
	const Arithmetic *how = layer->params;
	const Broadcast *walk = &how->walk;
	size_t a_at = (size_t)b * layer->in_step[0], b_at = (size_t)b * layer->in_step[1];
	Real *d_a = is_back ? pass->d_in[0] : NULL, *d_b = is_back ? pass->d_in[1] : NULL;
	int last = walk->rank - 1;
	BroadcastRow place = {0};
	do {
		Row row = {
			.a = pass->in[0] + a_at + place.a,
			.b = pass->in[1] + b_at + place.b,
			.d_a = d_a ? d_a + a_at + place.a : NULL,
			.d_b = d_b ? d_b + b_at + place.b : NULL,
			.a_step = walk->a_stride[last],
			.b_step = walk->b_stride[last],
			.n = walk->dims[last],
		};
		work(layer->op->code->type, &row, out);
		out += row.n;
	} while (broadcast_next(walk, &place));
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Arithmetic *how = layer->params;
	for (int b = 0; b < pass->n; b++)
		each_row(layer, pass, b, false, pass->out[0] + (size_t)b * how->count,
			how->compute);
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Arithmetic *how = layer->params;
	for (int k = 0; k < 2; k++)
		if (pass->d_in[k])
			memset(pass->d_in[k], 0, (size_t)pass->n * layer->in_step[k] * sizeof(Real));
	for (int b = 0; b < pass->n; b++)
		each_row(layer, pass, b, true, pass->d_out[0] + (size_t)b * how->count,
			how->give);
}

bool train_arithmetic(TrainLayer *layer, Arena *arena, Error *err)
{
	(void)err;
	Arithmetic *how = arena_alloc(arena, sizeof *how);
	Shape a = known_input_shape(layer->graph, layer->op, 0);
	Shape b = known_input_shape(layer->graph, layer->op, 1);
	OpType type = layer->op->code->type;
	bool chooses = type == OP_MAXIMUM || type == OP_MINIMUM;
	how->walk = broadcast_of(a.dims, a.rank, b.dims, b.rank);
	how->count = train_out_count(layer, 0);
	how->compute = chooses ? choose_row : compute_row;
	how->give = chooses ? give_chosen_row : give_row;
	layer->params = how;
	layer->forward = forward;
	layer->backward = backward;
	if (!chooses)
		layer->activation = layer->op->attrs.arithmetic.activation;
	layer->needs_in = chooses || type == OP_MUL || type == OP_DIV;
	return true;
}
