/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of float32, which passes store in other types. */
#ifndef PASSES_QUANTIZE_FLOAT_CONSTANTS_H
#define PASSES_QUANTIZE_FLOAT_CONSTANTS_H

#include "src/graph/model.h"

/* NULL is none, and so is what is stored sparse, or only where a variable starts from. */
bool is_float_constant(const Tensor *tensor);

/* Whether all values of such a constant are finite; the error names the first that is not. */
bool check_finite_constant(const Graph *graph, int tensor, Error *err);

/*
 * Give each operator of graph 0 float32 constants of its own: two uses may need two
 * quantisations. The first use keeps the tensor, unless that is an output of the graph; the
 * others get copies behind all tensors, which share its buffer.
 */
void unshare_float_constants(Model *model);

#endif
