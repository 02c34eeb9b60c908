/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MEAN, SUM and REDUCE_MAX over axes in training. Each value's gradient is its output's, over the
 * number of values for a mean. A maximum's goes to the first value that has it, which forward
 * notes in the state.
 */
#include "src/ops/reduce.h"

#include <string.h>

#include "src/train/train_op.h"

typedef struct Reduce {
	size_t in_count, out_count;
	int32_t *to; /* the output that each value of a sample goes to */
	Real share;  /* what it adds of itself */
} Reduce;

/* --- MEAN, SUM --- */

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Reduce *reduce = layer->params;
	for (int b = 0; b < pass->n; b++) {
		const Real *in = pass->in[0] + (size_t)b * reduce->in_count;
		Real *out = pass->out[0] + (size_t)b * reduce->out_count;
		for (size_t i = 0; i < reduce->out_count; i++)
			out[i] = 0;
		for (size_t i = 0; i < reduce->in_count; i++)
			out[reduce->to[i]] += in[i];
		for (size_t i = 0; i < reduce->out_count; i++)
			out[i] *= reduce->share;
	}
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Reduce *reduce = layer->params;
	for (int b = 0; pass->d_in[0] && b < pass->n; b++) {
		const Real *d_out = pass->d_out[0] + (size_t)b * reduce->out_count;
		Real *d_in = pass->d_in[0] + (size_t)b * reduce->in_count;
		for (size_t i = 0; i < reduce->in_count; i++)
			d_in[i] = d_out[reduce->to[i]] * reduce->share;
	}
}

/* --- REDUCE_MAX --- */

static int32_t *places_of(const Reduce *reduce, const LayerPass *pass, int b)
{
	return (int32_t *)(void *)(pass->state + (size_t)b * reduce->out_count);
}

static void max_forward(const TrainLayer *layer, const LayerPass *pass)
{
	enum { NONE = -1 };
	const Reduce *reduce = layer->params;
	for (int b = 0; b < pass->n; b++) {
		const Real *in = pass->in[0] + (size_t)b * reduce->in_count;
		Real *out = pass->out[0] + (size_t)b * reduce->out_count;
		int32_t *places = places_of(reduce, pass, b);
		for (size_t i = 0; i < reduce->out_count; i++)
			places[i] = NONE;
		for (size_t i = 0; i < reduce->in_count; i++) {
			int32_t to = reduce->to[i];
			if (places[to] == NONE || in[i] > out[to]) {
				places[to] = (int32_t)i;
				out[to] = in[i];
			}
		}
	}
}

static void max_backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Reduce *reduce = layer->params;
	for (int b = 0; pass->d_in[0] && b < pass->n; b++) {
		const Real *d_out = pass->d_out[0] + (size_t)b * reduce->out_count;
		Real *d_in = pass->d_in[0] + (size_t)b * reduce->in_count;
		const int32_t *places = places_of(reduce, pass, b);
		memset(d_in, 0, reduce->in_count * sizeof *d_in);
		for (size_t i = 0; i < reduce->out_count; i++)
			d_in[places[i]] = d_out[i];
	}
}

bool train_reduce(TrainLayer *layer, Arena *arena, Error *err)
{
	Reduce *reduce = arena_alloc(arena, sizeof *reduce);
	Reduction axes;
	if (!reduction_of(layer->graph, layer->op, &axes, err))
		return false;
	reduce->in_count = train_in_count(layer, 0);
	reduce->out_count = train_out_count(layer, 0);
	reduce->to = arena_array(arena, reduce->in_count, sizeof *reduce->to);
	ptrdiff_t count = reduction_count(&axes), outputs = reduction_outputs(&axes);
	for (ptrdiff_t i = 0; i < outputs; i++) {
		ptrdiff_t begin = reduction_offset(&axes, 0, i);
		for (ptrdiff_t k = 0; k < count; k++)
			reduce->to[begin + reduction_offset(&axes, 1, k)] = (int32_t)i;
	}
	reduce->share = layer->op->code->type == OP_MEAN ? 1 / (Real)count : 1;
	bool is_max = layer->op->code->type == OP_REDUCE_MAX;
	layer->params = reduce;
	layer->forward = is_max ? max_forward : forward;
	layer->backward = is_max ? max_backward : backward;
	layer->state_count = is_max ? reduce->out_count : 0;
	return true;
}
