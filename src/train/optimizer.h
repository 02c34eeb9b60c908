/* SPDX-License-Identifier: Apache-2.0 */
/* How parameters are moved by their gradients. */
#ifndef TRAIN_OPTIMIZER_H
#define TRAIN_OPTIMIZER_H

#include <stdint.h>

#include "src/train/net.h"

typedef enum OptimizerKind { OPTIMIZER_SGD, OPTIMIZER_ADAMW } OptimizerKind;

typedef struct OptimizerSettings {
	OptimizerKind kind;
	double momentum;     /* SGD: 0 for none */
	bool nesterov;       /* SGD: look ahead by the momentum */
	double beta1, beta2; /* AdamW: how long the moments remember */
	double epsilon;
	double
		weight_decay; /* of weights, not of biases and factors: times the rate, a step */
} OptimizerSettings;

#define OPTIMIZER_DEFAULTS \
	((OptimizerSettings){ \
		.kind = OPTIMIZER_ADAMW, \
		.momentum = 0.9, \
		.beta1 = 0.9, \
		.beta2 = 0.999, \
		.epsilon = 1e-8, \
	})

/*
 * SGD: v = momentum * v + g, w -= rate * (v + decay * w), with g + momentum * v for v where it
 * looks ahead. AdamW: Loshchilov and Hutter,
 * "Decoupled weight decay regularization", 2019; with decay 0 it is Adam. Weights that are, when
 * the optimiser is made, under a tenth of the size that He et al., "Delving deep into rectifiers",
 * 2015, start layers with (root mean square sqrt(2 / fan-in)), have that share of the rate.
 *
 * What is remembered of an element is dropped where value and gradient are both exactly 0: it
 * is masked, and stays 0 from the first step of the mask. Equal values with equal gradients and
 * equal memories move equally.
 */
typedef struct Optimizer {
	Arena arena;
	OptimizerSettings how;
	int n_params;
	size_t *counts; /* of each parameter */
	Real *shares;   /* its part of the rate */
	Real **moments; /* v, or AdamW's first */
	Real **squares; /* AdamW's second; NULL for SGD */
	int64_t
		n_steps; /* begun so far: with the moments, all there is to keep for going on later */
	double rate;          /* of the step at hand */
	double scale;         /* of its gradients: below 1 clips them */
	double first, second; /* of AdamW: 1 - beta^n_steps */
} Optimizer;

/* The net must outlive it. */
Optimizer *optimizer_new(Net *net, const OptimizerSettings *how);
void optimizer_free(Optimizer *optimizer); /* NULL is fine */

/* Before a step, or before net_update. */
void optimizer_begin(Optimizer *optimizer, double rate, double scale);

/* Move the values of a block: for StepHooks' update. */
void optimizer_update(const Optimizer *optimizer, const ParamBlock *block);

#endif
