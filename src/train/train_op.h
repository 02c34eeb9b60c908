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

/* A slice at a layer: n samples, one behind the other, in each computed tensor. */
typedef struct LayerPass {
	int n;
	const Real *const *in; /* NULL where an input is left out, or holds no real numbers */
	Real *const *out;      /* one an output */
	Real *state;           /* n * state_count elements, from forward to backward */
	void *scratch;

	/*
	 * Of backward. d_out may be overwritten, and the fused activation is undone in it already.
	 * d_in[i] is to be filled, not added to; NULL where nobody asks for it. partial is to be
	 * filled: this slice's share of the layer's gradients; forward may begin with it.
	 */
	Real *const *d_out;
	Real *const *d_in;
	Real *partial;
} LayerPass;

/* A step's slices when all have passed through a layer. */
typedef struct LayerSum {
	int n_slices;
	const Real *partial; /* the slices' shares, partial_step elements apart */
	size_t partial_step;
	int n;             /* of a deferred layer: the samples of all slices, */
	const Real *in;    /* the layer's data for them, */
	const Real *d_out; /* and the gradient of its output */
} LayerSum;

struct TrainLayer {
	/* Given to prepare. */
	const Graph *graph;
	const Op *op;
	int slice, batch;      /* the most samples a pass brings, and a step */
	const size_t *in_step; /* of each input: elements from one sample to the next; 0 for
	                        * constants and parameters, which are there once */

	/* Filled by prepare. */
	void *params; /* in the arena */
	void (*forward)(const TrainLayer *layer, const LayerPass *pass);
	void (*backward)(const TrainLayer *layer, const LayerPass *pass);
	Activation
		activation; /* fused: undone by the caller before backward, and done by it after
	                           * forward unless `clamps`: then forward does */
	bool clamps;    /* see activation_clamp(); not for TANH */
	bool needs_in, needs_out; /* backward reads the inputs, the outputs */
	size_t scratch_bytes;     /* of a pass */
	size_t state_count;       /* a sample */

	/*
	 * Parameters: the numbers of the inputs that are some, -1 where there is none. pack, where
	 * there is one, prepares what forward wants of the weights before a step, in n_packs pieces
	 * that do not depend on each other.
	 */
	int weights, bias;
	int n_packs;
	void (*pack)(const TrainLayer *layer, const Real *weights, int piece);

	/*
	 * The gradient of rows first to first + n - 1 of the parameter that is input i: added to what
	 * `gradient` holds where `add`. It is made of the shares of all slices; or, with is_deferred,
	 * of data and d_out of the whole batch, which are kept for it: layers of many weights for few
	 * values write a gradient once so, not once a slice.
	 */
	size_t partial_count;
	bool is_deferred;
	void (*sum)(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
		bool add, Real *gradient);
};

/* Make a layer ready; op_check has passed, its data is float32 and its outputs are computed. */
typedef bool PrepareTrain(TrainLayer *layer, Arena *arena, Error *err);

/* NULL for operators that have no gradient. */
PrepareTrain *train_op(OpType type);

/* For the operators' files. */
PrepareTrain train_activation, train_arithmetic, train_conv, train_dense, train_depthwise,
	train_log_softmax, train_move, train_pool, train_prelu, train_reduce, train_resize,
	train_softmax, train_transpose_conv;

/* Say of a layer with weights which inputs are parameters, and that their gradients need its input. */
void train_weighted(TrainLayer *layer, Activation activation);

/* Elements of a sample of input or output i. */
size_t train_in_count(const TrainLayer *layer, int i);
size_t train_out_count(const TrainLayer *layer, int i);

#endif
