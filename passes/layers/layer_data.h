/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into a layer of a changed model, and what the original makes of it. */
#ifndef PASSES_LAYERS_LAYER_DATA_H
#define PASSES_LAYERS_LAYER_DATA_H

#include "passes/layers/layer_geometry.h"
#include "passes/samples.h"

/*
 * Patches: an output position of a sample, drawn evenly from the data.
 *
 * Inputs are in real numbers what the changed model has under each tap, zeros outside the
 * image. Targets are the original's sums there, bias included, before any activation: of an
 * original that computes in integers those of the real numbers that its inputs, weights and
 * biases stand for.
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

/* Patches enough for the moments of a layer's inputs: for each input of a filter a few. */
LayerDataSettings enough_patches(const Model *model, int op, int n_threads, int batch);

/*
 * Run both models as far as a layer, operator real_op of one and small_op of the other, over
 * as many samples as there may be, and no more than patches, evenly chosen. The same for any number of threads;
 * in the arena. Fails as plan_new and feed_rows do, and where a value is not finite.
 */
bool layer_data(Fed real, int real_op, Fed small, int small_op,
	const LayerDataSettings *settings, Arena *arena, LayerData *data, Error *err);

#endif
