/* SPDX-License-Identifier: Apache-2.0 */
/* Models put together by hand, a call a tensor and a call an operator. */
#ifndef TESTS_UNIT_TARGET_MODELS_H
#define TESTS_UNIT_TARGET_MODELS_H

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

/* Tensors in graph 0, unless it says otherwise; their indices. */
int test_computed(Model *model, DataType type, int rank, const int *dims);
int test_computed_in(Model *model, int graph, DataType type, int rank, const int *dims);
int test_constant(Model *model, DataType type, int rank, const int *dims);
int test_bytes(Model *model, const void *bytes, size_t n_bytes);

/* Give a tensor n scales of 1 and zero points of 0. */
void test_scales(Model *model, int tensor, int n, int axis);

/* An operator at the end of graph 0, by its name; inputs, then outputs. */
Op *test_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs);
Op *test_custom_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs);

void test_inputs(Model *model, int n, const int *inputs);
void test_outputs(Model *model, int n, const int *outputs);

/* hello_world_int8: three fully connected layers, 1 to 16 to 16 to 1. */
Model *test_hello_world(void);

#endif
