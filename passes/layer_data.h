/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into a layer of a quantised model, and what its float original makes of it. */
#ifndef PASSES_LAYER_DATA_H
#define PASSES_LAYER_DATA_H

#include "passes/samples.h"
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

/*
 * Patches: an output position of a sample, drawn evenly from the data.
 *
 * Inputs are in real numbers what the quantised model has under each tap, zeros outside the
 * image. Targets are the float model's sums there, bias included, before any activation.
 */
typedef struct LayerData {
	LayerGeometry geometry;
	size_t n;                /* patches */
	size_t n_inputs;         /* taps * channels of the input */
	size_t n_targets;        /* output channels */
	float *inputs, *targets; /* [n, n_inputs], [n, n_targets] */
} LayerData;

/* A model and the samples that were opened for it. */
typedef struct Fed {
	const Model *model;
	const Samples *samples;
} Fed;

typedef struct LayerDataSettings {
	int64_t max_samples; /* to draw them from */
	int64_t max_patches; /* fewer where they would hold over max_values numbers */
	int64_t max_values;
	int n_threads; /* 0: all cores */
	int batch;
} LayerDataSettings;

/*
 * Run both models as far as a layer, operator real_op of one and small_op of the other, over
 * as many samples as there may be, and no more than patches, evenly chosen. The same for any number of threads;
 * in the arena. Fails as plan_new and feed_rows do, and where a value is not finite.
 */
bool layer_data(Fed real, int real_op, Fed small, int small_op,
	const LayerDataSettings *settings, Arena *arena, LayerData *data, Error *err);

#endif
