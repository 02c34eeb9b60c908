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
#define NO_DIMS 0, NULL

/* A model of n empty graphs. */
Model *graphs_new(int n);

/* Tensors in graph 0, unless it says otherwise; their indices. */
int add_computed(Model *model, DataType type, int rank, const int *dims);
int add_computed_in(Model *model, int graph, DataType type, int rank, const int *dims);
int add_constant(Model *model, DataType type, int rank, const int *dims);
int add_bytes(Model *model, const void *bytes, size_t n_bytes);

/* Give a tensor n scales of 1 and zero points of 0. */
void set_scales(Model *model, int tensor, int n, int axis);

/* An operator at the end of graph 0, by its name; inputs, then outputs. */
Op *add_op(Model *model, const char *name, int n_inputs, const int *inputs, int n_outputs,
	const int *outputs);
Op *add_custom_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs);

void set_inputs(Model *model, int n, const int *inputs);
void set_outputs(Model *model, int n, const int *outputs);

/* hello_world_int8: three fully connected layers, 1 to 16 to 16 to 1. */
Model *hello_world(void);

#endif
