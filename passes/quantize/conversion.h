/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that bring values from one type, or scale, to another. */
#ifndef PASSES_QUANTIZE_CONVERSION_H
#define PASSES_QUANTIZE_CONVERSION_H

#include "src/graph/model.h"

/* Append a computed tensor like another but for its name, which gets "_" and an ending. */
int add_computed_like(Model *model, Graph *graph, int tensor, const char *ending);

/* Insert an OP_QUANTIZE or OP_DEQUANTIZE as operator place. */
void insert_conversion(Model *model, Graph *graph, int place, OpType type, int in,
	int out);

/* Let the writer work out the versions of operators anew: new types may need others. */
void forget_versions(Model *model);

#endif
