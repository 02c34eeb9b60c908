/* SPDX-License-Identifier: Apache-2.0 */
/* Layers with weights, of every type: CONV_2D, FULLY_CONNECTED (a convolution of single
 * pixels), DEPTHWISE_CONV_2D and TRANSPOSE_CONV. */
#ifndef OPS_WEIGHTED_LAYER_H
#define OPS_WEIGHTED_LAYER_H

#include "src/ops/operands.h"

typedef enum LayerKind { KIND_CONV, KIND_DEPTHWISE, KIND_TRANSPOSE } LayerKind;

typedef struct WeightedLayer {
	Window window; /* of one sample */
	LayerKind kind;
	int groups;       /* of KIND_CONV */
	int channel_axis; /* of the weights */
	Activation activation;
	bool has_float_product; /* see ScaleProduct; with a single weight scale */
	DataType bias_type;     /* as in ConvAttrs */
} WeightedLayer;

/*
 * Finish a layer: read weights, bias and scales, pick the host's fastest variant of the
 * kernel for its type, or the portable kernel, and pack the weights.
 */
bool weighted_layer_prepare(Layer *layer, const WeightedLayer *what, Arena *arena,
	Error *err);

#endif
