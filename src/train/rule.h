/* SPDX-License-Identifier: Apache-2.0 */
/* What training is to keep of a network: masks, shared values, ranges. */
#ifndef TRAIN_RULE_H
#define TRAIN_RULE_H

#include "src/train/net.h"

/*
 * What training is to keep of a network, or to do to it on the way: called by train() around
 * each step, from one thread but for computed and propagated. Any may be NULL.
 */
typedef struct TrainRule {
	void *context;
	/* Before a step: values of parameters may be changed, as by pruning; step counts from 0 to
	 * n_steps - 1. */
	void (*before)(void *context, Net *net, int64_t step, int64_t n_steps);
	/* After backward, before clipping and the optimiser: gradients may be changed (0 for what is
	 * masked, the sum of a cluster's for each of its members: the optimiser then moves all
	 * alike), and values put back that `before` exchanged for rounded ones. */
	void (*gradients)(void *context, Net *net);
	/* When the optimiser has moved the values, before anything looks at them: they may be tied
	 * to each other. */
	void (*after)(void *context, Net *net);
	/* When validation begins, and when it is over: values may be exchanged for rounded ones, and
	 * put back. */
	void (*judge)(void *context, Net *net, bool begins);
	/* Fake quantisation of activations, see StepHooks. */
	void (*computed)(void *context, const Slice *slice, int tensor, Real *values,
		size_t count);
	void (*propagated)(void *context, const Slice *slice, int tensor, const Real *values,
		Real *gradient, size_t count);
	/* What it must remember over an interruption, written to and read from a checkpoint: bytes
	 * of its own; NULL: nothing. */
	size_t (*state)(void *context, const void **bytes);
	bool (*restore)(void *context, const void *bytes, size_t n, Error *err);
} TrainRule;

#endif
