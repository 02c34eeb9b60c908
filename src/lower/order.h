/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which order a graph's operators run in the least memory.
 *
 * Which tensors are alive after some operators have run depends on which these are, not on their
 * order: so a dynamic programme over sets of operators, from none to all, finds the order with the
 * lowest peak ("SERENITY", Ahn et al., 2020, does so too). Graphs with few branches have few such
 * sets. Where there are more, only the most promising of each size go on.
 */
#ifndef LOWER_ORDER_H
#define LOWER_ORDER_H

#include "src/graph/model.h"
#include "src/lower/place.h"

/* What counts. All but tensor_bytes may be NULL. */
typedef struct OrderCosts {
	const int64_t
		*tensor_bytes; /* of each tensor; 0 for constants and what takes no memory */
	const int64_t *op_bytes; /* of each operator: what it needs while it runs */
	const int
		*like; /* of each tensor: the one in whose memory it lies; itself for its own */
	const Lead *leads; /* n_leads: what may overlap, by tensors in place of blocks */
	int n_leads;
} OrderCosts;

/* The most bytes alive in any step: inputs from the start, outputs to the end, others from the
 * operator that computes them to the last that reads them; less what leads can save. */
typedef struct OrderPeak {
	int64_t bytes;      /* in the order found */
	int64_t file_bytes; /* in the graph's own; never less */
	bool is_best;       /* no order has a lower peak: none was left out in the search */
} OrderPeak;

/*
 * Write the operators' indices, in the order found, to order[n_ops]: the graph's own order where
 * no other has a lower peak. Graphs with an operator that is not known, with state, or with more
 * than MOST_ORDERED_OPS operators keep their own too.
 *
 * The graph must be one that model_verify passes. Fails where all bytes together are 2^60 or
 * more. The same on every machine; the time is bounded.
 */
enum { MOST_ORDERED_OPS = 1 << 13 };
bool order_ops(const Graph *graph, const OrderCosts *costs, int *order, OrderPeak *peak,
	Error *err);

#endif
