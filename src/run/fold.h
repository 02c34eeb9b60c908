/* SPDX-License-Identifier: Apache-2.0 */
/* What of a graph can be computed before it runs. */
#ifndef RUN_FOLD_H
#define RUN_FOLD_H

#include "src/graph/model.h"

/*
 * The graph with each DEQUANTIZE of a constant done: its output is a constant too, in
 * float32, as layers want their weights. That is how TFLite stores float16 weights. And with
 * each decode operator done (src/graph/decoders.h), whose outputs are packed constants. An
 * output of the graph is left to be computed, and so is what cannot be done.
 *
 * The result is the graph itself where there is nothing to do, or else a copy in the arena
 * that shares with it all but its tensors. Tensors and operators keep their numbers.
 */
const Graph *fold_constants(const Graph *graph, Arena *arena);

/* The same with decode operators alone, and with outputs of the graph too: constants as they are
 * stored. */
const Graph *fold_decoders(const Graph *graph, Arena *arena);

/* Whether an operator of a folded graph has been done. */
bool is_folded(const Graph *graph, const Op *op);

#endif
