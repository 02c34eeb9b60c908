/* SPDX-License-Identifier: Apache-2.0 */
/* One layer pruned by what goes into it; see passes/prune/prune_data.h for how. */
#ifndef PASSES_PRUNE_PRUNE_LAYER_H
#define PASSES_PRUNE_PRUNE_LAYER_H

#include "passes/channels/own_constant.h"
#include "passes/layers/layer_data.h"
#include "passes/layers/layer_sums.h"
#include "passes/layers/moments.h"
#include "passes/layers/quadratic.h"
#include "passes/prune/prune.h"

/* What is known of the inputs of a group of filters, and what a row's error is from it. */
typedef struct GroupForm {
	Moments moments;
	Quadratic quadratic; /* the inputs' second moments, with the ridge */
	double *inverse;
	bool *is_constant; /* the inputs that never change */
} GroupForm;

/* A layer on its way; arrays have an entry a weight, in the tensor's order. */
typedef struct PrunedLayer {
	const PruneSettings *settings;
	const Model *model;
	int index;     /* of its operator */
	size_t n;      /* weights */
	size_t n_zero; /* that are 0 already */
	LayerSums now; /* geometry, weights and biases as they are */
	float
		*scores; /* the growth of the sums' mean square error without each; 0 of zeros */
	bool *goes;  /* which to remove: none at first, those by a pattern after scoring */
	GroupForm *forms; /* one a group; NULL where weights do not make up for each other */
	double *targets;  /* [filters, inputs rounded up]; see filter_target */
	bool has_free_bias; /* which takes mean errors off */
} PrunedLayer;

/* A layer whose weights layer_weights() gives, in the arena. Fails where one is not finite. */
bool pruned_layer_new(const Model *model, int index, const PruneSettings *settings,
	Arena *arena, PrunedLayer *layer, Error *err);

/* The place among the weights of value k of a filter. */
static inline size_t weight_place(const PrunedLayer *layer, int filter, int k)
{
	const WeightView *view = &layer->now.view;
	return (size_t)filter * view->channel_step + (size_t)k * view->step;
}

/* Where a filter's error is least; of a layer with forms. */
static inline double *filter_target(const PrunedLayer *layer, int filter)
{
	return layer->targets + (size_t)filter * (size_t)layer->forms[0].quadratic.step;
}

/* A cost as the score of a weight: that of zeros is below all others. */
float weight_score(const PrunedLayer *layer, size_t place, double cost);

/* Score its weights; data need not be kept, the arena must. With a pattern, choose by it. */
void score_layer(PrunedLayer *layer, const LayerData *data, Arena *arena);

/* Remove from a model with this layer the weights that go, change the others to make up for
 * them, and the biases to take the mean error off. */
void store_pruned(const PrunedLayer *layer, Model *model, TensorUses *uses);

#endif
