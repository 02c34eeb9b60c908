/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How operators are trained: a table like that of src/ops/, beside it, since training keeps
 * what running gives away, works on float32 alone and is compiled a second time for double.
 * Shape rules and attributes are those of src/ops/.
 */
#ifndef TRAIN_TRAIN_OP_H
#define TRAIN_TRAIN_OP_H

#include "src/ops/op.h"
#include "src/train/real.h"

typedef struct TrainLayer TrainLayer;

/*
 * A slice at a layer: n samples, one behind the other, in each computed tensor; constants and
 * parameters are there once. Everything is 64-byte aligned.
 */
typedef struct LayerPass {
	int n;
	const Real *const *in; /* NULL where an input is left out, or holds no real numbers */
	Real *const *out;      /* one an output */
	Real *state;           /* state_count elements a sample, from forward to backward */
	void *scratch;

	/* Of backward. The fused activation is undone already in d_out, which may be overwritten.
	 * d_in[i] is to be filled, not added to; NULL where nobody asks for it. */
	Real *const *d_out;
	Real *const *d_in;
	Real *partial; /* partial_count elements, this slice's share of the layer's gradients:
	                * to be filled */
} LayerPass;

/* Where all slices' shares lie when a step has passed through them, and the whole batch. */
typedef struct LayerSum {
	int n_slices, n;
	const Real *partial; /* partial_step elements from one slice to the next */
	size_t partial_step;
	const Real *in;    /* with is_deferred: the data of all n samples */
	const Real *d_out; /* and the gradient of all of the output */
} LayerSum;

struct TrainLayer {
	/* Given to prepare. */
	const Graph *graph;
	const Op *op;
	int slice; /* the most samples a pass brings */

	/* Filled by prepare. */
	const void *params; /* in the arena */
	void (*forward)(const TrainLayer *layer, const LayerPass *pass);
	void (*backward)(const TrainLayer *layer, const LayerPass *pass);
	Activation
		activation; /* fused, and left to the caller: undone before backward, and done
	                            * after forward unless... */
	bool activates; /* ... forward does it */
	bool needs_in, needs_out; /* backward reads the inputs', the output's values */
	size_t scratch_bytes;     /* of a pass */
	size_t state_count;       /* elements a sample */

	/*
	 * With parameters: their inputs' numbers; their values, once known; where pack prepares what
	 * forward wants of them, before each step, in n_packs independent pieces.
	 */
	int weights, bias;   /* -1 where there is none */
	Real *const *values; /* one an input; NULL where it is no parameter */
	int n_packs;
	void (*pack)(const TrainLayer *layer, int piece);

	/*
	 * Gradients of the layer's parameters: rows first to first + n - 1 of that at input i, added
	 * to `gradient` where add, else stored. Made of the shares of all slices; or, with
	 * is_deferred, of data and d_out of the whole batch, which are kept for it: layers of many
	 * weights for few values write their gradient once so, not once a slice.
	 */
	size_t partial_count;
	bool is_deferred;
	void (*sum)(const TrainLayer *layer, const LayerSum *slices, int input, int first,
		int n, bool add, Real *gradient);
};

/* Make a layer ready; op_check has passed, and all its data is float32. */
typedef bool PrepareTrain(TrainLayer *layer, Arena *arena, Error *err);

/* NULL for operators that have no gradient. */
PrepareTrain *train_op(OpType type);

#endif
