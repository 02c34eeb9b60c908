/* SPDX-License-Identifier: Apache-2.0 */
/* Operators and constants, as builder.c makes layers of them. */
#ifndef PASSES_INIT_BUILDER_PARTS_H
#define PASSES_INIT_BUILDER_PARTS_H

#include "passes/init/builder.h"

/* An operator with room for so many inputs, none yet. */
Op builder_op(Builder *builder, OpType type, int most_inputs);

/* Append it with its output, and an activation behind it where it can have none in itself.
 * declared is the shape of the output where the operator leaves that open. */
bool builder_add(Builder *builder, Op *op, WeightInit init, const LayerEnd *end,
	Shape declared, int *out, Error *err);

/* What is fused of an activation: ACTIVATION_NONE where it is to be an operator of its own. */
Activation builder_fused(OpType activation);

/* Constants called NAME/PART. */
int builder_zeros(Builder *builder, const char *name, const char *part, Shape shape);
int builder_ints(Builder *builder, const char *name, const char *part, Shape shape,
	const int32_t *values);

#endif
