/* SPDX-License-Identifier: Apache-2.0 */
/* The constants of a model that can be packed, and the ways to: the inside of encode(). */
#ifndef PASSES_ENCODE_ENCODE_UNITS_H
#define PASSES_ENCODE_ENCODE_UNITS_H

#include "passes/encode/encode.h"
#include "src/codec/huffman.h"

enum { N_KINDS = 4 };

/* The kinds in the order of their bits in EncodeSettings.kinds. */
extern const PackKind pack_kinds[N_KINDS];

/* An operator's input. */
typedef struct Use {
	int graph, op, input;
} Use;

/* Tensors with the same bytes, which are packed together or not at all. */
typedef struct Unit {
	const Buffer *buffer;
	int graph, tensor; /* of the first use */
	Use *uses;         /* in order of execution */
	size_t n_uses, use_capacity;
	unsigned kinds;            /* that take all of its tensors */
	PackShape shapes[N_KINDS]; /* for each of them */
	SymbolCounts counts;       /* where Huffman is one of them */

	/* The choice. */
	bool is_packed;
	PackKind kind;
	int group; /* units of a group have one code; -1: it has its own */
	Packed packed;
	int64_t gain;
	EncodeOutcome outcome; /* where it is not packed */
} Unit;

/* All units of a model, in order of execution, in the arena. */
Unit *encode_units(const Model *model, unsigned kinds, Arena *arena, int *n_units);

/* The shape for a kind that takes the unit. */
const PackShape *unit_shape(const Unit *unit, PackKind kind);

/*
 * Whether the axis of a tensor's quantisation means nothing, and is not 0: of one scale, or of
 * one dimension. Converters leave it there; TFLM refuses to unpack a lookup table or a bitmap
 * into such a tensor.
 */
bool has_stray_axis(const Tensor *tensor);

#endif
