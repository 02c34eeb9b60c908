/* SPDX-License-Identifier: Apache-2.0 */
/* What a layer sums up, in real numbers, whatever it computes with. */
#ifndef PASSES_LAYERS_LAYER_SUMS_H
#define PASSES_LAYERS_LAYER_SUMS_H

#include "passes/layers/layer_geometry.h"
#include "passes/quantize/quant_weights.h"

typedef struct LayerSums {
	LayerGeometry geometry;
	WeightView view;
	const float *weights; /* real numbers, in the tensor's order */
	double *bias;         /* [output channels], in real numbers; 0 where there is none */
} LayerSums;

/* Of a layer that a plan has been made of, in the arena. Fails, naming the tensor, where a
 * weight is not finite. */
bool layer_sums_new(const Graph *graph, const Op *op, Arena *arena, LayerSums *sums,
	Error *err);

/* The sums of a patch: what lies under the taps (see LayerData) to one value an output channel. */
void layer_sums(const LayerSums *sums, const float *inputs, float *out);

/* The real number that a bias of 1 stands for in a channel. */
double bias_unit(const Graph *graph, const Op *op, size_t channel);

#endif
