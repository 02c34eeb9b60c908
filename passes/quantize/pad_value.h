/* SPDX-License-Identifier: Apache-2.0 */
/* What PADV2 puts around its data. */
#ifndef PASSES_QUANTIZE_PAD_VALUE_H
#define PASSES_QUANTIZE_PAD_VALUE_H

#include "passes/quantize/histogram.h"
#include "src/graph/model.h"

enum { PAD_VALUE = 2 }; /* its place among the inputs */

/*
 * Whether the value stands for minus (or plus) infinity, which no scale need hold: one at the
 * end of what a float holds, or below all data where nothing but MAX_POOL_2D reads the result.
 */
bool pads_with_nothing(const Graph *graph, const Op *op, Range value, Range data);

#endif
