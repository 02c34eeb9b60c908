/* SPDX-License-Identifier: Apache-2.0 */
/* Weights and biases of a quantised model chosen anew, for what they do to the outputs. */
#ifndef PASSES_QUANTIZE_REFINE_H
#define PASSES_QUANTIZE_REFINE_H

#include "passes/samples.h"
#include "src/base/progress.h"

typedef struct RefineSettings {
	bool compensate;      /* round so that errors make up for each other */
	bool scale_search;    /* choose the weights' scales by the error they lead to */
	bool bias_correction; /* take the mean error of each channel off its bias */
	double ridge;         /* what keeps weights near their own, see refine() */
	int64_t min_patches, max_patches; /* output positions looked at in a layer ... */
	int64_t patches_per_input;        /* ... for each input that a channel has */
	int64_t max_samples;              /* that these are drawn from, evenly chosen */
	int64_t max_values;               /* numbers held of them at once, 4 bytes each */
	int max_inputs; /* of layers with more of them a channel, only biases change */
	int n_threads;  /* 0: all cores */
	int batch;
	const Progress *progress; /* may be NULL */
} RefineSettings;

#define REFINE_DEFAULTS \
	((RefineSettings){.compensate = true, \
		.scale_search = true, \
		.bias_correction = true, \
		.ridge = 0.03, \
		.min_patches = 4096, \
		.max_patches = 32768, \
		.patches_per_input = 64, \
		.max_samples = 1024, \
		.max_values = 1 << 24, \
		.max_inputs = 2048, \
		.batch = PLAN_DEFAULTS.batch})

/*
 * Refine `small`, quantised from `real` by passes/quantize/quantize.h, whose tensors keep their
 * indices: weights of an operator stand for those of the same index. Samples are of the same
 * data, opened for each model.
 *
 * Layer by layer in order of execution, with all before it refined, integers q and a scale s
 * are chosen for each row w of weights that minimise, x being the layer's inputs in the small
 * model and y its sums in the float model,
 *
 *   E |y - s q.x - c|^2 + lambda |s q - w|^2
 *
 * with lambda the ridge times the mean power of an input. The first term also makes up for
 * the errors of the layers before (Li et al., "GPTAQ", 2025). c is the bias that takes the
 * mean error off, or the bias as it was without bias_correction. See compensate.h for how.
 *
 * Without samples (both NULL) there is no bias correction, and the inputs' moments are
 * modelled: independent and alike, with a mean beside their variance where they cannot be
 * negative, as in Guo et al., "SQuant", 2022.
 *
 * Layers that small keeps in float, that real has in integers, and those of a constant input
 * are passed over. The result is the same for any number of threads. On failure small is only
 * fit to free.
 */
bool refine(const Model *real, const Samples *real_samples, Model *small,
	const Samples *small_samples, const RefineSettings *settings, Error *err);

#endif
