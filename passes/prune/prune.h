/* SPDX-License-Identifier: Apache-2.0 */
/* Weights of little importance become 0. */
#ifndef PASSES_PRUNE_PRUNE_H
#define PASSES_PRUNE_PRUNE_H

#include "src/base/progress.h"
#include "src/graph/model.h"

typedef enum PruneMethod {
	PRUNE_MAGNITUDE,    /* the smallest weights go */
	PRUNE_ACTIVATION,   /* the smallest beside the inputs they multiply */
	PRUNE_SECOND_ORDER, /* those that others can make up for, which are changed to do so */
} PruneMethod;

/* Of each group of weights next to each other (see weight_runs) at most `most` stay; group 0
 * is no pattern. Of a rest shorter than a group, too, at most `most` stay. */
typedef struct PrunePattern {
	int most, group;
} PrunePattern;
enum { LONGEST_GROUP = 64 };

typedef struct PruneSettings {
	/* The share of each layer's weights that is 0 in the end, 0 to below 1; those below 0 are
	 * left alone. One a layer, see layer_weights.h; not read where there is a pattern, but
	 * for its sign. */
	const double *of_layer;
	bool
		is_global; /* one threshold for all layers: as many go as by the shares, in sum */
	PrunePattern pattern;

	/* What follows is for prune_with_data (passes/prune/prune_data.h). */
	PruneMethod method;
	int n_threads; /* 0: all cores */
	int batch;
	const Progress *progress; /* may be NULL */
} PruneSettings;

#define PRUNE_DEFAULTS ((PruneSettings){.method = PRUNE_MAGNITUDE, .batch = 8})

/*
 * Prune by magnitude: of the real numbers that weights stand for the smallest become 0 (the
 * zero point), of equal ones the first. Weights that are 0 already count. A layer that has
 * any weight keeps one, whatever the share. Biases stay.
 *
 * Layers without weights, or with such that layer_weights() does not give, are left alone.
 * Weights that layers share are pruned once, and stay shared where all who read them ask for
 * the same; otherwise the layer gets its own.
 *
 * Fails, naming the model, where a weight is not finite. Takes time
 * proportional to the weights, and 5 bytes each, 9 where they are integers.
 */
bool prune(Model *model, const PruneSettings *settings, Error *err);

/* How many of n weights a share is: the nearest, but one stays. */
size_t share_of(double share, size_t n);

#endif
