/* SPDX-License-Identifier: Apache-2.0 */
/* One number for how far a quantised model's outputs are from those of its float model. */
#ifndef PASSES_QUANTIZE_OUTPUT_NOISE_H
#define PASSES_QUANTIZE_OUTPUT_NOISE_H

#include "passes/compare/compare.h"

/*
 * The noise of all outputs together, their signal being 1 (where there is no signal, the
 * noise itself). samples are opened for the float model. Fails as compare_runs does.
 */
bool output_noise(const Model *real, const Samples *samples, const Model *small,
	const CompareSettings *settings, double *noise, Error *err);

#endif
