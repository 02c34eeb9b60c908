/* SPDX-License-Identifier: Apache-2.0 */
/* The weights that rules of training (src/train/rule.h) work on. */
#ifndef PASSES_TUNE_PARTS_H
#define PASSES_TUNE_PARTS_H

#include "passes/cluster/weight_units.h"
#include "src/train/net.h"

/* Weights of a layer; the same in each net made of the model. */
typedef struct TunePart {
	int layer, tensor;
	WeightUnits units; /* as they are in the model, -0 being 0 */
} TunePart;

typedef struct TuneParts {
	int n;
	TunePart *
		parts; /* in order of execution, each tensor once, of the first layer that reads it */
} TuneParts;

/*
 * Find the float32 weights of the layers chosen; chosen has an entry an operator of graph 0, NULL
 * is all. Biases are none. Memory is in the arena. Fails, naming model and tensor, where a weight
 * is not finite.
 */
bool tune_parts(const Model *model, const bool *chosen, Arena *arena, TuneParts *parts,
	Error *err);

/* The parameter that such a tensor is; NULL where it is none. */
Param *tune_param(Net *net, int tensor);

#endif
