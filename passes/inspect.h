/* SPDX-License-Identifier: Apache-2.0 */
/* What a model is made of: operators, constants, and what an inference computes. */
#ifndef PASSES_INSPECT_H
#define PASSES_INSPECT_H

#include "passes/value_counts.h"
#include "src/ops/op.h" /* MACS_UNKNOWN */

/* An operator at its place in a graph. */
typedef struct LayerFacts {
	int64_t macs;         /* multiply-accumulates an inference, or MACS_UNKNOWN */
	int64_t n_parameters; /* of the constants it reads */
	size_t weight_bytes;  /* all constants it reads, shapes and indices too */
	int weights;          /* its largest parameter, as an index of constants; -1: none */
} LayerFacts;

/* Constant bytes. Where several tensors have the same, they are told of the first. */
typedef struct ConstantFacts {
	const Tensor *tensor;
	int graph, index; /* where the tensor is */
	bool is_parameter;
	bool is_counted; /* false where of the values only n is known */
	ValueCounts values;
} ConstantFacts;

typedef struct GraphFacts {
	LayerFacts *layers; /* one an operator */
	int64_t known_macs; /* sum of those known */
	int n_unknown;      /* layers whose MACs are not known */
	int64_t n_parameters;
	size_t weight_bytes;
} GraphFacts;

typedef struct Inspection {
	GraphFacts *graphs; /* one a graph; each counts what it shares with others */
	int *n_uses;        /* one an operator code: layers of that code */
	ConstantFacts *constants;
	int n_constants;

	/* Of all parameters, each once. */
	int64_t n_parameters;
	int64_t n_counted; /* those whose values are, of which the two that follow tell */
	int64_t n_zeros;
	double entropy_bits; /* the mean over them */
} Inspection;

/*
 * Look into a model that was verified; the result is in the arena and points into the model.
 *
 * A parameter is a constant of real numbers, of integers below 32 bits, or of any with a
 * scale: what is left are shapes, axes and indices, which are no weights although they are
 * stored in the same way. MACs are unknown of operators that whit does not know, and of
 * those with shapes that are not known before run time. Of a model that is weights only, the
 * constants are its tensors, in their order, empty ones too.
 */
void inspect(const Model *model, Arena *arena, Inspection *result);

/* Multiply-accumulates an inference of a graph, of the operators whose MACs are known. */
int64_t known_macs(const Graph *graph);

#endif
