/* SPDX-License-Identifier: Apache-2.0 */
/* Which axes MEAN, SUM and REDUCE_MAX reduce. */
#ifndef OPS_REDUCE_H
#define OPS_REDUCE_H

#include "src/kernels/reduction.h"
#include "src/ops/op.h"

/* Those that input 1, a constant, names. */
bool reduction_of(const Graph *graph, const Op *op, Reduction *reduction, Error *err);

#endif
