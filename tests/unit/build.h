/* SPDX-License-Identifier: Apache-2.0 */
/* Models put together by hand, a call a tensor and a call an operator. */
#ifndef TESTS_UNIT_BUILD_H
#define TESTS_UNIT_BUILD_H

#include "src/graph/model.h"

/* A list and its length, as two arguments: DIMS(1, 49, 10, 1). */
#define LIST(...) \
	(int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), (const int[]) \
	{ \
		__VA_ARGS__ \
	}
#define DIMS LIST

/* A model of n empty graphs. */
Model *test_model_new(int n);

/* Tensors in graph 0, unless it says otherwise; their indices. A constant is of zeros, or of
 * the values given. */
int test_computed(Model *model, DataType type, int rank, const int *dims);
int test_computed_in(Model *model, int graph, DataType type, int rank, const int *dims);
int test_constant(Model *model, DataType type, int rank, const int *dims);
int test_values(Model *model, DataType type, int rank, const int *dims,
	const void *values);
int test_ints(Model *model, int n, const int *values); /* int32 [n]: axes, paddings */
int test_bytes(Model *model, const void *bytes, size_t n_bytes);

/* Give a tensor n scales of 1 and zero points of 0. */
void test_scales(Model *model, int tensor, int n, int axis);

/* Give it one of each. */
void test_quantized(Model *model, int tensor, float scale, int zero_point);

/* An operator at the end of graph 0, by its name; inputs, then outputs. */
Op *test_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs);
Op *test_custom_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs);

void test_inputs(Model *model, int n, const int *inputs);
void test_outputs(Model *model, int n, const int *outputs);

#endif
