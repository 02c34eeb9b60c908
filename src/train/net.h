/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network made ready to train: its parameters, and steps that give their gradients.
 *
 * A step takes a mini-batch. It is cut into slices of a fixed number of samples, and a thread
 * takes a slice through all layers, forward and backward, in memory of its own that stays in
 * its cache. With batch normalisation slices wait for each other at each, and keep theirs. What slices add to a gradient is kept apart for each and added up in their order.
 * So the results are the same bits for any number of threads; they depend on the batch, the
 * slice and the CPU's vectors.
 *
 * A sample is what the model's inputs hold, as in src/run/plan.h: of several images where the
 * model's own batch is above 1. Layouts are TFLite's.
 */
#ifndef TRAIN_NET_H
#define TRAIN_NET_H

#include "src/base/threads.h"
#include "src/graph/model.h"
#include "src/train/real.h"

typedef struct NetSettings {
	int batch; /* the most samples a step takes */
	int slice; /* samples a thread takes together; 0: by net_slice() */
	bool
		before_softmax; /* an output that a SOFTMAX makes, or of one value a LOGISTIC, is what
	                      * goes into that: logits */
	bool keeps_outputs; /* for StepHooks' propagated: values are what computed left, which
	                     * else holds only where the operator or its activation needs them */
	bool batch_norm;    /* behind convolutions, as src/train/norm.h tells */
} NetSettings;

typedef struct Net Net;

/*
 * Make graph 0 of a model ready; the model must outlive the net, and is not changed.
 *
 * Fails, naming model and operator, for operators that have no gradient (those on integers,
 * decoders, comparisons ...), weights that are no float32 constants, where memory does not
 * hold a batch, and where batch_norm finds no convolution to go behind.
 */
Net *net_new(const Model *model, const NetSettings *settings, Error *err);
void net_free(Net *net); /* NULL is fine */

/* The slice that a batch is cut into unless it is said: 8 slices of a batch, of at least 4
 * samples each. It does not depend on the machine. */
int net_slice(int batch);

int net_batch(const Net *net); /* the most samples a step takes */

/* --- Parameters --- */

typedef enum ParamKind {
	PARAM_WEIGHTS,
	PARAM_BIAS,
	PARAM_FACTORS,
	PARAM_AVERAGE, /* of what was seen: has no gradient, and is in no block; steps move it */
} ParamKind;

/*
 * A tensor that is trained: weights and biases of layers and the factors of PRELU. One that
 * several operators read is there once; its gradient is the sum of theirs. So are the factors,
 * biases and averages of batch normalisations.
 */
typedef struct Param {
	int tensor; /* in graph 0; -1: the model has none */
	int op;     /* the first that reads it */
	ParamKind kind;
	Shape shape;
	size_t count;
	int n_rows;       /* along the first axis */
	size_t row_count; /* elements of each */
	size_t fan_in;    /* of weights: how many an output is the sum of */
	Real *values;     /* the next step computes with what is here: any one may change them
	                   * between steps */
	Real *gradient;   /* of the last step */
} Param;

int net_n_params(const Net *net);
Param *net_param(Net *net, int i); /* in the order in which operators read them */

/* Write the values into the model the net was made of, or into a copy of it, as float32. Where
 * a convolution is normalised, its weights and bias are those that do the same without; it gets a
 * bias of its own if it has none, which moves the graph's tensors. */
void net_store(const Net *net, Model *model);

/* How many convolutions are normalised. */
int net_n_norms(const Net *net);

/* --- Steps --- */

/* Samples first to first + n - 1 of a batch. */
typedef struct Slice {
	Net *net;
	int index; /* first / the net's slice */
	int first;
	int n;
	int worker; /* the thread that has it now: 0 to team_size() - 1 */
	int memory; /* a number from load to loss: of the worker, or, where slices wait for each other as
	             * batch normalisation makes them, of the slice */
} Slice;

/* Elements of one sample of a tensor. */
size_t net_count(const Net *net, int tensor);

/* The slice's samples of graph input i, to be filled by load. */
Real *slice_input(const Slice *slice, int i);

/* Its samples of graph output i, and the place for d loss / d output, which holds zeros at
 * first. */
const Real *slice_output(const Slice *slice, int i);
Real *slice_output_gradient(const Slice *slice, int i);

/* Rows first_row to first_row + n_rows - 1 of a parameter, which is number `index`. */
typedef struct ParamBlock {
	Param *param;
	int index;
	int first_row, n_rows;
	size_t first, count; /* the same in elements */
} ParamBlock;

/*
 * What a step calls. All but progress of one slice, or one block, may come from any thread and
 * in any order: a hook must touch only what is its slice's, block's or worker's own, and add up
 * real numbers (the loss) slice by slice, to be summed in order afterwards.
 *
 *   load    fill the inputs
 *   loss    look at the outputs; fill their gradients, already divided by the batch where the
 *           loss is a mean
 *   computed, propagated
 *           for fake quantisation: a tensor's values as soon as they are there, to be changed in
 *           place; and its gradient before the layer that made it sees it. count elements.
 *   update  a block's gradient is complete: move its values. Every element of what has gradients is
 *           in one block.
 *
 * Any but load may be NULL.
 */
typedef struct StepHooks {
	void *context;
	void (*load)(void *context, const Slice *slice);
	void (*loss)(void *context, const Slice *slice);
	void (*computed)(void *context, const Slice *slice, int tensor, Real *values,
		size_t count);
	void (*propagated)(void *context, const Slice *slice, int tensor, const Real *values,
		Real *gradient, size_t count);
	void (*update)(void *context, const ParamBlock *block);
} StepHooks;

/* Number of slices that n samples fall into. */
int net_slices(const Net *net, int n);

/* Forward and backward for n samples, 1 to the net's batch: every gradient is that of these.
 * Averages move towards them. */
void net_step(Net *net, Team *team, int n, const StepHooks *hooks);

/* Forward only; load, computed and loss are called. The gradients stay as they are. */
void net_forward(Net *net, Team *team, int n, const StepHooks *hooks);

/* Whether net_forward normalises by averages, not by the batch as net_step does, and as it does at first. */
void net_use_averages(Net *net, bool uses);

/* Forward by averages, which then move by `share`, 0 to 1, to what these samples are, while what the
 * net computes by averages stays the same. */
void net_gather_averages(Net *net, Team *team, int n, const StepHooks *hooks,
	double share);

/* Call update for every block, for what needs all gradients first, such as clipping. */
void net_update(Net *net, Team *team, const StepHooks *hooks);

#endif
