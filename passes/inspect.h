/* SPDX-License-Identifier: Apache-2.0 */
/* What a model is made of: operators, constants, and what an inference computes. */
#ifndef PASSES_INSPECT_H
#define PASSES_INSPECT_H

#include "passes/value_counts.h"
#include "src/codec/packed.h"
#include "src/ops/op.h" /* MACS_UNKNOWN */

/* An operator at its place in a graph. */
typedef struct LayerFacts {
	int64_t macs;         /* multiply-accumulates an inference, or MACS_UNKNOWN */
	int64_t n_parameters; /* of the constants it reads */
	size_t
		weight_bytes; /* all constants it reads, shapes and indices too, as they are stored */
	int weights;      /* its largest parameter, as an index of constants; -1: none */
	bool is_decoder; /* unpacks what other layers read: it is told of there */
} LayerFacts;

/* How a constant is packed. */
typedef struct PackedFacts {
	OpType decoder; /* the operator that unpacks it; OP_OTHER: it is not packed */
	PackKind kind;
	size_t encoded_bytes;
	size_t ancillary_bytes; /* 0 where a constant before has the same ones */
} PackedFacts;

/* Constant bytes. Where several tensors have the same, they are told of the first. */
typedef struct ConstantFacts {
	const Tensor *tensor; /* unpacked */
	int graph, index;     /* where the tensor is */
	size_t
		stored_bytes; /* of the file; below those of the tensor's where it is packed well */
	PackedFacts packed;
	bool is_parameter;
	bool is_counted; /* false where of the values only n is known */
	ValueCounts values;
} ConstantFacts;

typedef struct GraphFacts {
	LayerFacts *layers; /* one an operator */
	int n_decoders;     /* of them */
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

	/* Of all constants that are packed. */
	int n_packed;
	size_t dense_bytes, packed_bytes; /* unpacked, and as they are stored */
	bool needs_whit_decode;           /* not all are for stock TFLM */
} Inspection;

/*
 * Look into a model that was verified; the result is in the arena and points into the model.
 *
 * A parameter is a constant of real numbers, of integers below 32 bits, or of any with a
 * scale: what is left are shapes, axes and indices, which are no weights although they are
 * stored in the same way. MACs are unknown of operators that whit does not know, and of
 * those with shapes that are not known before run time. Of a model that is weights only, the
 * constants are its tensors, in their order, empty ones too.
 *
 * Of constants that are packed the unpacked ones are told, and not their encoded and ancillary
 * bytes as such. A decode operator whose bytes are wrong is an operator like others.
 */
void inspect(const Model *model, Arena *arena, Inspection *result);

/* Multiply-accumulates an inference of a graph, of the operators whose MACs are known. */
int64_t known_macs(const Graph *graph);

#endif
