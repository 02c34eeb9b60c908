/* SPDX-License-Identifier: Apache-2.0 */
/* Other real numbers as the weights and biases of a layer, stored as it stores them. */
#ifndef PASSES_CHANNELS_REWEIGH_H
#define PASSES_CHANNELS_REWEIGH_H

#include "passes/channels/channel_weights.h"
#include "passes/channels/own_constant.h"

/* Whether the layer takes any: integers with one scale, or one a filter, and a bias that
 * stays of its type, which is not so of an int32 one beside int16 activations. */
bool can_reweigh(const Graph *graph, const ChannelWeights *layer);

/*
 * Make value k of filter f weights[f * view.length + k], and add more[f] to the biases, all
 * in real numbers. Integers keep their scale where it holds the new ones, and the bias, and
 * get a larger one otherwise. Moves the graph's tensors. op is the layer's operator, by its
 * place in graph 0.
 */
void reweigh(Model *model, TensorUses *uses, int op, const ChannelWeights *layer,
	const double *weights, const double *more);

#endif
