/* SPDX-License-Identifier: Apache-2.0 */
/* What each layer costs in accuracy at each width, and a choice made by it. */
#ifndef PASSES_QUANTIZE_SENSITIVITY_H
#define PASSES_QUANTIZE_SENSITIVITY_H

#include "passes/quantize/quantize.h"

/* A layer of the float model; entries are by LayerFormat. */
typedef struct Sensitivity {
	bool
		is_measured[N_LAYER_FORMATS]; /* false where TFLM has no kernel, and of float32 */
	double noise[N_LAYER_FORMATS];    /* of the outputs, their signal being 1 */
	int64_t n_weights; /* values of its weight tensor; 0 where it has none */
} Sensitivity;

typedef struct SensitivitySettings {
	bool leave_out[N_LAYER_FORMATS]; /* not to be measured */
	bool per_tensor_dense;
	int64_t max_samples; /* measured on; 0: all */
	int n_threads;       /* 0: all cores */
	int batch;
	const Progress *progress; /* may be NULL */
} SensitivitySettings;

#define SENSITIVITY_DEFAULTS \
	((SensitivitySettings){.max_samples = 500, .batch = PLAN_DEFAULTS.batch})

/*
 * Measure each layer that computes: all others stay float32, this one gets a width, and the
 * model's outputs are held against the float model's. real has been prepared for
 * quantisation and calibrated; layers has an entry for each operator of graph 0. The same
 * for any number of threads.
 */
bool measure_sensitivity(const Model *real, const Samples *samples,
	const Calibrated *calibrated, const SensitivitySettings *settings,
	Sensitivity *layers, Error *err);

/*
 * Choose a format for each of n layers so that the noise of all together, taken as the sum of
 * each one's, stays least_snr dB below the signal: int8 to begin with; where that is too
 * noisy, the layers that gain most become int16; where there is room, those that save most
 * bytes for the noise they add become int4. Returns the ratio predicted, in dB.
 */
double choose_formats(const Sensitivity *layers, int n, double least_snr,
	LayerFormat *formats);

#endif
