/* SPDX-License-Identifier: Apache-2.0 */
/* More in the biases of a layer that runs. */
#ifndef PASSES_CHANNELS_ADD_TO_BIAS_H
#define PASSES_CHANNELS_ADD_TO_BIAS_H

#include "passes/channels/own_constant.h"

/* Value i of a bias of float32, int32 or int64, as it is stored. */
double bias_at(const Tensor *bias, size_t i);

/* Whether the sums of a layer beside int16 activations have 32 bits: its bias says so, or
 * where it has none its attributes. */
bool has_narrow_sums(const Graph *graph, const Op *op);

/*
 * Whether numbers of these magnitudes, one an output channel, can be added to an operator's
 * biases without overflow and without another arithmetic: not where TFLM would change from
 * sums of 32 to 64 bits for a new bias. A bias that is there must be a constant of the type
 * that the layer runs with.
 */
bool can_add_to_bias(const Graph *graph, const Op *op, const double *magnitudes);

/*
 * Add to the biases of an operator: whole numbers in the bias's own unit, scale of input
 * times weight, beside int8 or int16 activations, rounded where they are not; real numbers
 * beside float32. Where the operator has no bias, it gets one. Moves the graph's tensors.
 */
void add_to_bias(Model *model, TensorUses *uses, Op *op, const double *sums);

#endif
