/* SPDX-License-Identifier: Apache-2.0 */
/* Which layers of two models stand for each other, and what is different about them. */
#ifndef PASSES_COMPARE_MATCH_H
#define PASSES_COMPARE_MATCH_H

#include "passes/compare/align.h"
#include "passes/compare/constants.h"

/* Changes, to be added up. Of each two tensors one change is told: the first in this order. */
typedef enum Change {
	CHANGED_ATTRIBUTES = 1 << 0,   /* strides, activation ... */
	CHANGED_WIRING = 1 << 1,       /* reads what others compute, or more, or fewer */
	CHANGED_SHAPES = 1 << 2,       /* of what is computed, or of constants */
	CHANGED_TYPES = 1 << 3,        /* float32 to int8: quantisation with it */
	CHANGED_QUANTIZATION = 1 << 4, /* of what is computed: scale, zero point */
	CHANGED_CONSTANTS =
		1 << 5, /* their values, or what those stand for; one has no bias */
	N_CHANGES = 6
} Change;

/* "attributes", "operands" ... for one change. */
const char *change_name(Change change);

typedef struct Matching {
	LayerMatch *layers; /* in order of execution, of both models */
	int n_layers;
	unsigned ends; /* changes of the graphs' own inputs and outputs */

	/* Of each tensor the one it is made from: what a QUANTIZE or DEQUANTIZE gives that only
	 * one of the models has stands for what it is given. Others are their own. */
	int *reference_root, *other_root;
} Matching;

/*
 * Match the operators of two graphs of models that were verified, as align_layers does, and
 * find what is different about them; the result is in the arena. What is not known of an
 * operator (attributes of OP_OTHER) counts as the same. Fails where align_layers does.
 */
bool match_layers(const Graph *reference, const Graph *other, Arena *arena,
	Matching *result, Error *err);

/* Whether both models have the layer. */
bool is_matched(const LayerMatch *layer);

/* Whether nothing is different: both graphs compute the same. */
bool is_same(const Matching *matching);

/* Whether the same operators are there, with the same attributes, operands and shapes:
 * constants, types and quantisation may differ, and so may QUANTIZE and DEQUANTIZE. */
bool is_same_structure(const Graph *reference, const Graph *other,
	const Matching *matching);

/* The constants that two matched layers have as input k: false where that is not a constant
 * in both. */
bool matched_constants(const Graph *reference, const Graph *other,
	const Matching *matching, const LayerMatch *layer, int k, Constant pair[2]);

#endif
