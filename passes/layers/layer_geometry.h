/* SPDX-License-Identifier: Apache-2.0 */
/* Layers with weights, all kinds of them alike. */
#ifndef PASSES_LAYERS_LAYER_GEOMETRY_H
#define PASSES_LAYERS_LAYER_GEOMETRY_H

#include "src/graph/model.h"
#include "src/kernels/window.h"

/*
 * A layer with weights as windows over its input: FULLY_CONNECTED has one tap. Output
 * channels fall into groups that read the same inputs: groups of a CONV_2D, or each input
 * channel of a DEPTHWISE_CONV_2D. Value tap * width + c of a filter of group g multiplies
 * channel g * width + c of the input under that tap. Under a tap of a TRANSPOSE_CONV lies the
 * pixel, if any, that reaches the output with it.
 */
typedef struct LayerGeometry {
	Window window;
	bool is_transposed;   /* a TRANSPOSE_CONV's */
	int taps, width;      /* of a filter: width channels under each tap */
	int groups, channels; /* channels: output channels of a group */
} LayerGeometry;

/* Of an operator that has weights, of a model that a plan has been made of. */
LayerGeometry layer_geometry(const Graph *graph, const Op *op);

#endif
