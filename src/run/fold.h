/* SPDX-License-Identifier: Apache-2.0 */
/* What of a graph can be computed before it runs. */
#ifndef RUN_FOLD_H
#define RUN_FOLD_H

#include "src/graph/model.h"

/*
 * The graph with each DEQUANTIZE of a constant done: its output is a constant too, in
 * float32, as layers want their weights. That is how TFLite stores float16 weights. An output
 * of the graph is left to be computed.
 *
 * The result is the graph itself where there is nothing to do, or else a copy in the arena
 * that shares with it all but its tensors. Tensors and operators keep their numbers.
 */
const Graph *fold_constants(const Graph *graph, Arena *arena);

/* Whether an operator of a folded graph has been done. */
static inline bool is_folded(const Graph *graph, const Op *op)
{
	const Tensor *out = op_output(graph, op, 0);
	return op->code->type == OP_DEQUANTIZE && out && tensor_is_constant(out);
}

#endif
