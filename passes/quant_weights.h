/* SPDX-License-Identifier: Apache-2.0 */
/* Weights to int8 and biases to int32. */
#ifndef PASSES_QUANT_WEIGHTS_H
#define PASSES_QUANT_WEIGHTS_H

#include "src/graph/model.h"

/* Whether the operator has weights (input 1) and perhaps a bias (input 2). */
bool has_weights(const Op *op);

/*
 * Quantise the weights and the bias of such an operator, whose tensors no other uses: int8
 * symmetric in -127 to 127 with a scale an output channel, int32 with the scale of input
 * times weight. in_scale is that of the operator's int8 input.
 *
 * Where a bias is so large beside its channel's weights that int32 could not hold it, the
 * weights' scale grows until it does. Fails where weights are not float32 constants.
 */
bool quantize_weights(Model *model, Graph *graph, const Op *op, float in_scale,
	Error *err);

#endif
