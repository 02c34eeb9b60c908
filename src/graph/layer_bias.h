/* SPDX-License-Identifier: Apache-2.0 */
/* Biases for layers that may have none. */
#ifndef GRAPH_LAYER_BIAS_H
#define GRAPH_LAYER_BIAS_H

#include "src/graph/model.h"

/*
 * The bias tensor of an operator that has weights; where it has none, a new one of n values, named
 * after the weights, on which the operator draws from now on. A new one has neither type nor values
 * yet. Moves the graph's tensors.
 */
Tensor *layer_bias(Model *model, Graph *graph, Op *op, size_t n);

#endif
