/* SPDX-License-Identifier: Apache-2.0 */
/* Where a quantised model departs from the float model it was made of. */
#ifndef PASSES_QUANTIZE_QUANT_REPORT_H
#define PASSES_QUANTIZE_QUANT_REPORT_H

#include "passes/compare/compare.h"

/* What a layer computes, or the model's input. */
typedef struct LayerNoise {
	int op;                /* of the float model; -1: an input of the model */
	int tensor;            /* that holds it */
	Difference difference; /* from the float model, with all noise of the layers before */
	double snr;            /* dB; infinite where there is no noise */
	double lost; /* dB that it loses against the worst of its inputs; 0 or more */
} LayerNoise;

typedef struct QuantReport {
	LayerNoise *layers; /* the worst first */
	int n_layers;
	Difference *outputs; /* one for each output of the model */
	int n_outputs;
	int64_t n_samples;
} QuantReport;

/*
 * Run a float model and one quantised of it (tensors having kept their indices) side by side.
 * The report is in the arena; the same for any number of threads. Fails as compare_runs does.
 */
bool quant_report(const Model *real, const Samples *real_samples, const Model *small,
	const Samples *small_samples, const CompareSettings *settings, Arena *arena,
	QuantReport *report, Error *err);

#endif
