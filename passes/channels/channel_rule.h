/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator does with the channels of its operands. */
#ifndef PASSES_CHANNELS_CHANNEL_RULE_H
#define PASSES_CHANNELS_CHANNEL_RULE_H

#include "src/graph/model.h"

/* A unit is an index of a computed tensor's last dimension. */
typedef enum ChannelRule {
	CHANNELS_FIXED,        /* may need each as it is */
	CHANNELS_MIXED,        /* makes new ones of all of them, by weights */
	CHANNELS_DEPTHWISE,    /* unit c becomes units c * multiplier .. */
	CHANNELS_UNITWISE,     /* unit to unit, for each operand */
	CHANNELS_CONCATENATED, /* the operands' units behind each other */
	CHANNELS_REPEATED,     /* a RESHAPE: value i stays value i */
} ChannelRule;

/*
 * The rule of an operator of a model that was verified. n_units is of each tensor, 0 for
 * constants and tensors without. With any rule but CHANNELS_FIXED the operator is in order
 * as far as op_check tells, its weights and biases are constants (float32, int8 or int4
 * weights), and units can be taken from its constants:
 *
 *   MIXED          one operand with units; one unit a filter comes out
 *   DEPTHWISE      the same, of more than one channel
 *   UNITWISE       operands have the output's units or one that is repeated, and constants
 *                  that as their last dimension, or none at all
 *   CONCATENATED   all operands have units
 *   REPEATED       one operand, with a multiple of the output's units or the other way round;
 *                  a shape that is given is a constant, of the output's dimensions or -1
 */
ChannelRule channel_rule(const Graph *graph, const Op *op, const int *n_units);

/* How many of its inputs, from the first on, are operands, if it is UNITWISE or CONCATENATED. */
int n_operands(const Op *op);

/* The last dimension; 0 of a scalar. */
int last_dim(const Tensor *tensor);

#endif
