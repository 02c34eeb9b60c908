/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of an operator's inputs are its data, its weights and its bias: the one place that
 * knows, as not all operators keep them in that order.
 */
#ifndef GRAPH_ROLES_H
#define GRAPH_ROLES_H

#include "src/graph/model.h"

/* Places among the inputs. */
typedef struct Roles {
	int data;    /* what comes from other layers; of several alike, the first */
	int weights; /* -1 where there are none */
	int bias;    /* beside weights, and may be left out; -1 where there are none */
} Roles;

Roles roles_of(OpType type);

/* Whether the operator has weights, and perhaps a bias. */
bool has_weights(const Op *op);

/* Whether an input holds the weights or the bias: what is no operand of its own. */
bool is_layer_constant(const Op *op, int place);

/* The tensors there; NULL where there is none. */
const Tensor *op_data(const Graph *graph, const Op *op);
const Tensor *op_weights(const Graph *graph, const Op *op);
const Tensor *op_bias(const Graph *graph, const Op *op);

/* Their indices among the tensors of the graph; -1 where there is none. */
int data_index(const Op *op);
int weights_index(const Op *op);
int bias_index(const Op *op);

#endif
