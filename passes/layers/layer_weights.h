/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A model's layers and their weights: what prune and cluster work on.
 *
 * A layer is an operator of graph 0, by its index. Of a file of weights alone, where there are
 * none, it is a tensor.
 */
#ifndef PASSES_LAYERS_LAYER_WEIGHTS_H
#define PASSES_LAYERS_LAYER_WEIGHTS_H

#include "src/graph/model.h"

int layer_count(const Model *model);

/*
 * The tensor of graph 0 that holds a layer's weights: a constant of float32, float16, int4,
 * int8 or int16, integers with scales, not stored sparse; of weights alone, any of floats
 * (bfloat16 and float64, too) and two dimensions or more.
 *
 * -1 where there is none. Then why is empty if the layer has no weights at all, and says, in
 * front of it the tensor's name, what keeps them from being worked on if it has.
 */
int layer_weights(const Model *model, int layer, Error *why);

/* Values of a constant; the model was verified. */
size_t values_count(const Tensor *constant);

/* The real numbers that such weights stand for, in their own order: in the arena, or, of
 * float32, the constant itself. Fails, naming the tensor, where one is not finite. */
bool weights_as_real(const Graph *graph, int weights, Arena *arena, const float **values,
	Error *err);

/* Make the weights that are marked, one mark a value, stand for 0. */
void zero_weights(Model *model, int weights, const bool *marked);

/*
 * Give layers weights of their own where what is done to them is not done to all that share
 * them. how has an entry a layer, below 0 for those that are left alone; layers with equal
 * entries go on sharing, unless somebody else reads the tensor, too. The operators keep their
 * indices, and so do tensors: copies come behind them.
 */
void unshare_weights(Model *model, const double *how);

/*
 * Weights of a filter that multiply inputs next to each other: runs of so many, step apart.
 * Along the input channels; in a DEPTHWISE_CONV_2D, where a filter has one, along its taps, row
 * by row. Of weights alone along the second dimension, which counts input channels in
 * PyTorch's layouts. Each weight is in one run.
 */
typedef struct WeightRuns {
	size_t n, length, step;
} WeightRuns;

WeightRuns weight_runs(const Model *model, int layer, int weights);

/* Where a run starts among the values. */
size_t run_start(const WeightRuns *runs, size_t run);

#endif
