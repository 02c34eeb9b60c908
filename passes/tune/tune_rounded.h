/* SPDX-License-Identifier: Apache-2.0 */
/* Weights of a net exchanged for what a quantised file would hold, and put back. */
#ifndef PASSES_TUNE_ROUNDED_H
#define PASSES_TUNE_ROUNDED_H

#include "passes/quantize/quant_scales.h"
#include "passes/quantize/quant_weights.h"
#include "passes/tune/tune_parts.h"

typedef struct RoundedPart {
	int tensor, bias,
		data; /* tensors of graph 0: weights, bias (-1: none), the layer's input */
	WeightFormat format;
	WeightView view;
	float *scales; /* [channels] */
	Real *behind;  /* [weights] what they are, while the net has them rounded */
} RoundedPart;

typedef struct RoundedParts {
	int n;
	RoundedPart *parts;
} RoundedParts;

/*
 * Find the weights of a model that are rounded; prepared is its graph once prepared to be
 * quantised, and formats those of its operators. Weights that layers share are rounded as the first
 * of them asks. Memory is in the arena. Fails as tune_parts() does.
 */
bool rounded_parts(const Model *model, const Graph *prepared, const LayerFormat *formats,
	bool per_tensor_dense, Arena *arena, RoundedParts *rounded, Error *err);

/* Round; scales and types are those of the tensors. */
void round_weights(RoundedParts *rounded, Net *net, const ScaleZero *scales,
	const DataType *types);
void put_weights_back(const RoundedParts *rounded, Net *net);

#endif
