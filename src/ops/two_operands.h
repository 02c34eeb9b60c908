/* SPDX-License-Identifier: Apache-2.0 */
/* What operators on two tensors share, whose shapes go together by NumPy's rule. */
#ifndef OPS_TWO_OPERANDS_H
#define OPS_TWO_OPERANDS_H

#include "src/kernels/broadcast.h"
#include "src/ops/operands.h"

/* The shape rule: that of both inputs, repeated along what the other has more of. */
bool broadcast_shape(const Graph *graph, const Op *op, Shape *out, Error *err);

/* Whether both inputs have one type. */
bool same_input_types(const Layer *layer, Error *err);

/* How the kernels walk the inputs of a checked operator. */
Broadcast broadcast_inputs(const Layer *layer);

#endif
