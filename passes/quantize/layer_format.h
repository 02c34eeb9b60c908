/* SPDX-License-Identifier: Apache-2.0 */
/* How each layer of a quantised model computes, and what stands between those that differ. */
#ifndef PASSES_QUANTIZE_LAYER_FORMAT_H
#define PASSES_QUANTIZE_LAYER_FORMAT_H

#include "passes/quantize/calibrate.h"

typedef enum LayerFormat {
	LAYER_INT8,    /* int8 activations, int8 weights */
	LAYER_INT4,    /* int8 activations, int4 weights */
	LAYER_INT16,   /* int16 activations, int8 weights */
	LAYER_FLOAT32, /* as it was */
	N_LAYER_FORMATS
} LayerFormat;

/* "int8", "int4", "int16", "float32". */
const char *layer_format_name(LayerFormat format);

/* The type of a layer's activations: TYPE_INT8, TYPE_INT16 or TYPE_FLOAT32. */
DataType activation_type(LayerFormat format);

/* Whether the operator computes: those that only move values have no accuracy to lose. */
bool computes(const Op *op);

/* Whether the operator is float32 whatever the format: TFLM's int8 DIV stops at a divisor of
 * 0, and at quotients that its shifts do not reach, as 0 by anything large. */
bool stays_float(const Op *op);

/*
 * Give each operator that only moves values the format of what computes them or, where these
 * are the model's input, of what reads them, so that they are not converted on the way.
 * formats has an entry for each operator.
 */
void carry_formats(const Graph *graph, LayerFormat *formats);

/* The formats of the layers that stand at the model's first input and at its first output. */
LayerFormat format_at_input(const Graph *graph, const LayerFormat *formats);
LayerFormat format_at_output(const Graph *graph, const LayerFormat *formats);

/*
 * A float32 graph on its way: the type each tensor is to have, and its range. Arrays have
 * room for what is still inserted.
 */
typedef struct Typed {
	Model *model;
	Graph *graph;
	LayerFormat *formats; /* one an operator; a conversion's is LAYER_INT8 */
	DataType *types; /* one a tensor: TYPE_FLOAT32, INT8, INT16; UINT8 at the borders */
	Range *ranges;   /* one a tensor */
	Range *extremes; /* likewise; what int16, which has steps to spare, takes */
} Typed;

/*
 * Give each computed tensor, and each constant operand that is no weight, the type of its
 * layer, and insert QUANTIZE and DEQUANTIZE operators wherever a value passes from one type
 * to another, one for all of its readers of one type: between layers, and at the model's
 * inputs and outputs, which get input_type and output_type.
 *
 * formats has an entry for each operator of the graph as it is; ranges and extremes, one for
 * each tensor. The arrays of typed are in the arena.
 */
void assign_types(Model *model, Graph *graph, const LayerFormat *formats,
	const Range *ranges, const Range *extremes, DataType input_type, DataType output_type,
	Arena *arena, Typed *typed);

#endif
