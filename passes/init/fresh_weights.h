/* SPDX-License-Identifier: Apache-2.0 */
/* Weights to begin training with. */
#ifndef PASSES_INIT_FRESH_WEIGHTS_H
#define PASSES_INIT_FRESH_WEIGHTS_H

#include "src/graph/model.h"

/*
 * Weights are uniform in -a to a. Of a filter that sums n products, and of which an input is
 * read by m filters' taps, a is
 *   He:     sqrt(6 / n)        He et al., "Delving deep into rectifiers", 2015
 *   Glorot: sqrt(6 / (n + m))  Glorot, Bengio, "Understanding the difficulty of training deep
 *                              feedforward neural networks", 2010
 */
typedef enum WeightInit {
	INIT_AUTO, /* He where something like a ReLU follows, else Glorot */
	INIT_HE,
	INIT_GLOROT,
} WeightInit;

typedef struct FreshSettings {
	WeightInit how;
	/* Of each operator of graph 0 its own, where that is not INIT_AUTO; NULL: how holds for
	 * all. */
	const WeightInit *of_op;
	uint64_t seed;
} FreshSettings;

#define FRESH_DEFAULTS ((FreshSettings){.seed = 1})

/*
 * Make the weights of all layers of graph 0 anew, in order of execution, and all biases 0;
 * weights that several layers share are made once. They are float32 constants, in a model that
 * plan_check() takes. The same for the same seed on every machine. Fails, naming model and
 * operator, where weights or a bias are none.
 */
bool fresh_weights(Model *model, const FreshSettings *settings, Error *err);

#endif
