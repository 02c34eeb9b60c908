/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of layers between which channels can be scaled without the model's outputs changing. */
#ifndef PASSES_QUANTIZE_LAYER_PAIRS_H
#define PASSES_QUANTIZE_LAYER_PAIRS_H

#include "src/graph/model.h"

typedef struct LayerPair {
	int producer, consumer; /* operators with weights */
	int tensor; /* the producer's output; its last dimension counts channels */
	int n_channels;
} LayerPair;

/* All pairs of graph 0 of a model that can be run, in order of execution, in the arena; see
 * passes/quantize/equalize.h for which. */
LayerPair *layer_pairs(const Model *model, Arena *arena, int *n_pairs);

/* The filter that value i of a layer's weights belongs to: an output channel. */
int filter_of(const Graph *graph, const Op *op, size_t i);

/* The channel, of n_channels, that it multiplies. */
int channel_read_by(const Graph *graph, const Op *op, int n_channels, size_t i);

#endif
