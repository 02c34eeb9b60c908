/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gradients held against differences, in double: src/train/ is compiled a second time for these
 * tests. A net begins with dense layers that make each value an operator reads from the graph's
 * input by weights of its own; so the gradients of those weights show what the operator gives
 * back, value by value.
 */
#ifndef TESTS_GRADIENT_CHECK_H
#define TESTS_GRADIENT_CHECK_H

#include "tests/unit/build.h"

/* A model with nothing but its input. */
Model *gradient_model(void);

/* A computed tensor of this shape, made as told above. */
int source(Model *model, int rank, const int *dims);

/* A constant float32 of random values: weights, or an operand. */
int weights(Model *model, int rank, const int *dims);

/* An operator at the end, whose output has the shape its rule gives; returns that. attrs may be
 * NULL. */
int add_layer(Model *model, const char *name, const OpAttrs *attrs, int n_inputs,
	const int *inputs);

/* The same with an output of this shape: RESHAPE. */
int add_shaped(Model *model, const char *name, const OpAttrs *attrs, int n_inputs,
	const int *inputs, int rank, const int *dims);

/*
 * Make a tensor the output, and check every parameter's gradient over a batch of three samples in
 * slices of two, of a weighted sum of the output; then free the model. Parameters get new random
 * values, from the seed: to move off a kink, take another.
 */
void check_gradients(Model *model, int output, unsigned seed);

/* The same with batch normalisation behind convolutions, of which there must be n. */
void check_normalised(Model *model, int output, unsigned seed, int n);

#endif
