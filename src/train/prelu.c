/* SPDX-License-Identifier: Apache-2.0 */
/* PRELU in training: what is not above 0 is multiplied by a factor, which is trained. */
#include <string.h>

#include "src/kernels/broadcast.h"
#include "src/ops/operands.h"
#include "src/train/add.h"
#include "src/train/train_op.h"

enum { DATA, FACTORS };

typedef struct Prelu {
	Broadcast walk; /* of a sample: the data, and the factors */
	size_t count, n_factors, row_count;
} Prelu;

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Prelu *prelu = layer->params;
	const Broadcast *walk = &prelu->walk;
	ptrdiff_t n = walk->dims[walk->rank - 1], step = walk->b_stride[walk->rank - 1];
	for (int b = 0; b < pass->n; b++) {
		const Real *in = pass->in[DATA] + (size_t)b * prelu->count;
		Real *out = pass->out[0] + (size_t)b * prelu->count;
		BroadcastRow row = {0};
		do {
			const Real *x = in + row.a, *factor = pass->in[FACTORS] + row.b;
			for (ptrdiff_t i = 0; i < n; i++)
				out[row.a + i] = x[i] > 0 ? x[i] : x[i] * factor[i * step];
		} while (broadcast_next(walk, &row));
	}
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Prelu *prelu = layer->params;
	const Broadcast *walk = &prelu->walk;
	ptrdiff_t n = walk->dims[walk->rank - 1], step = walk->b_stride[walk->rank - 1];
	memset(pass->partial, 0, prelu->n_factors * sizeof(Real));
	for (int b = 0; b < pass->n; b++) {
		size_t at = (size_t)b * prelu->count;
		BroadcastRow row = {0};
		do {
			const Real *x = pass->in[DATA] + at + row.a;
			const Real *factor = pass->in[FACTORS] + row.b;
			const Real *d_out = pass->d_out[0] + at + row.a;
			Real *d_factor = pass->partial + row.b;
			Real *d_in = pass->d_in[DATA] ? pass->d_in[DATA] + at + row.a : NULL;
			for (ptrdiff_t i = 0; i < n; i++) {
				bool passes = x[i] > 0;
				d_factor[i * step] += passes ? 0 : d_out[i] * x[i];
				if (d_in)
					d_in[i] = passes ? d_out[i] : d_out[i] * factor[i * step];
			}
		} while (broadcast_next(walk, &row));
	}
}

static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	(void)i;
	const Prelu *prelu = layer->params;
	sum_rows(slices->partial + (size_t)first * prelu->row_count, slices->partial_step,
		(size_t)slices->n_slices, (size_t)n * prelu->row_count, add, gradient);
}

bool train_prelu(TrainLayer *layer, Arena *arena, Error *err)
{
	(void)err;
	Prelu *prelu = arena_alloc(arena, sizeof *prelu);
	Shape in = known_input_shape(layer->graph, layer->op, DATA);
	Shape factors = known_input_shape(layer->graph, layer->op, FACTORS);
	prelu->walk = broadcast_of(in.dims, in.rank, factors.dims, factors.rank);
	prelu->count = (size_t)shape_count(in);
	prelu->n_factors = (size_t)shape_count(factors);
	prelu->row_count =
		prelu->n_factors / (size_t)(factors.rank > 0 ? factors.dims[0] : 1);
	layer->params = prelu;
	layer->forward = forward;
	layer->backward = backward;
	layer->needs_in = true;
	layer->weights = FACTORS;
	layer->partial_count = prelu->n_factors;
	layer->sum = sum;
	return true;
}
