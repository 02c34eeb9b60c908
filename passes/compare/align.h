/* SPDX-License-Identifier: Apache-2.0 */
/* Which operators of two graphs stand for each other. */
#ifndef PASSES_COMPARE_ALIGN_H
#define PASSES_COMPARE_ALIGN_H

#include "src/graph/model.h"

typedef struct LayerMatch {
	int reference, other; /* operators; -1: in the other graph alone */
	unsigned
		changes; /* see match.h; 0 as align_layers leaves it, and of layers that one model has */
} LayerMatch;

/*
 * Align the operators of two graphs: all of both, in their orders of execution, where two
 * of a kind that stand for each other are one entry. Names mean nothing: it is the common
 * sequence of the greatest worth, where two operators of a kind count twice if their first
 * outputs have the same shape, and once if not; of equals, the earliest.
 *
 * layers has room for the operators of both. Fails where the parts that differ, between what
 * is the same at the start and at the end, have more than MOST_PAIRS pairs of operators.
 */
enum { MOST_PAIRS = 1 << 24 };
bool align_layers(const Graph *reference, const Graph *other, LayerMatch *layers,
	int *n_layers, Error *err);

#endif
