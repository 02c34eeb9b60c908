/* SPDX-License-Identifier: Apache-2.0 */
/* How many weights are 0, before something was done to a model and after. */
#ifndef PASSES_PRUNE_SPARSITY_H
#define PASSES_PRUNE_SPARSITY_H

#include "src/graph/model.h"

typedef struct LayerSparsity {
	int64_t n_before, n_after; /* weights; 0 where the layer has none that can be read */
	int channels_before, channels_after; /* filters; 0 of weights alone */
	int64_t zeros_before, zeros_after;
	double energy_before; /* sum of squares of the real numbers they stand for */
	double energy_kept; /* of this, what those had that are not 0 after; -1: not the same
	                         weights are there */
	bool is_shared;     /* after, the weights are those of an earlier layer */
} LayerSparsity;

/*
 * Compare the weights of each layer (see layer_weights.h) of a model with what became of it:
 * with the same layers, which may have fewer weights. Fails, naming the model, where a
 * weight is not finite.
 */
bool measure_sparsity(const Model *before, const Model *after, LayerSparsity *layers,
	Error *err);

/* Of all layers, weights that are shared counted once. */
LayerSparsity sum_sparsity(const LayerSparsity *layers, int n);

#endif
