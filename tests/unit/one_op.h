/* SPDX-License-Identifier: Apache-2.0 */
/* Models of one operator that are to be refused. */
#ifndef TESTS_UNIT_ONE_OP_H
#define TESTS_UNIT_ONE_OP_H

#include "tests/unit/build.h"

/* A model with just an input, tensor 0, of scale 1. */
Model *op_model(DataType type, int rank, const int *dims);
Model *real_op_model(int rank, const int *dims);

/* An operator at the end, on the tensors listed, and its output of the input's type. */
Op *add_op(Model *model, const char *name, int n_inputs, const int *inputs, int rank,
	const int *dims);

/* The model is sound, but cannot be run, in these words; it is freed. */
void expect_op_refused(Model *model, const char *message);

#endif
