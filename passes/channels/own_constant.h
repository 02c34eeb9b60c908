/* SPDX-License-Identifier: Apache-2.0 */
/* A constant that one operator alone reads, to be changed. */
#ifndef PASSES_CHANNELS_OWN_CONSTANT_H
#define PASSES_CHANNELS_OWN_CONSTANT_H

#include "src/graph/model.h"

/* How often each tensor of graph 0 is named: by operators, as the graph's input or output,
 * or by a signature. */
typedef struct TensorUses {
	int *n;
	int n_tensors; /* when they were counted */
} TensorUses;

TensorUses tensor_uses(const Model *model, Arena *arena);

/*
 * The tensor at a place among an operator's inputs, copied first where it is used
 * elsewhere, so that a change of it is the operator's own. Its bytes are still shared: see
 * model_set_constant. Moves the graph's tensors where it copies.
 */
Tensor *own_constant(Model *model, TensorUses *uses, Op *op, int place);

#endif
