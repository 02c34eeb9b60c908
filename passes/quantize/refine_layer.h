/* SPDX-License-Identifier: Apache-2.0 */
/* The integers, scales and bias of one layer chosen anew; see passes/quantize/refine.h for what by. */
#ifndef PASSES_QUANTIZE_REFINE_LAYER_H
#define PASSES_QUANTIZE_REFINE_LAYER_H

#include "passes/layers/layer_data.h"
#include "passes/quantize/quant_weights.h"
#include "passes/quantize/refine.h"

/* A layer on its way; arrays have an entry a channel, but for weights and q. */
typedef struct Layer {
	const RefineSettings *settings;
	const Graph *real;
	const Op *real_op;
	LayerGeometry geometry;
	WeightView view;
	DataType type; /* of the integers */
	bool one_scale;
	bool chooses_weights; /* and not only biases */
	const float *weights; /* the real ones, seen through view */
	double *bias;         /* the real one; in the end, the one to store */
	double *least_scales;
	const LayerData *data; /* NULL where there is none */
	int8_t *q;             /* as stored */
	float *scales;
} RefinedLayer;

/* Choose q, scales and bias, which come in as they are. The same for any number of threads. */
void refine_layer(RefinedLayer *layer);

#endif
