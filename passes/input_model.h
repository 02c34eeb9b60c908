/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of a layer's inputs without data. */
#ifndef PASSES_INPUT_MODEL_H
#define PASSES_INPUT_MODEL_H

#include "passes/layers/quadratic.h"
#include "src/graph/model.h"

/* Whether a tensor's values cannot be below 0, by the operators that they come from. */
bool never_negative(const Graph *graph, int tensor);

/*
 * The second moments of n inputs, in units of their variance, in the arena: independent, all
 * alike, with a mean of 0, or, where they are positive, that of a normal distribution cut off
 * at 0. So rounding errors of a filter should then cancel out as well as be small (Guo et
 * al., "SQuant", 2022).
 */
Quadratic modelled_inputs(int n, bool positive, Arena *arena);

#endif
