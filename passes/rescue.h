/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation with what wins accuracy back. */
#ifndef PASSES_RESCUE_H
#define PASSES_RESCUE_H

#include "passes/quantize.h"
#include "passes/refine.h"
#include "passes/weight_only.h"

typedef struct RescueSettings {
	bool equalize; /* see passes/equalize.h */
	RefineSettings refine;
	bool best; /* all of these, and of calibrations, as far as each proves to help */
	int64_t max_samples;      /* on which models are compared for best; 0: all */
	const Progress *progress; /* may be NULL */
} RescueSettings;

#define RESCUE_DEFAULTS ((RescueSettings){.refine = REFINE_DEFAULTS, .max_samples = 500})

/* What was done, for people: "mse, biases corrected". */
enum { RESCUE_TEXT_BYTES = 120 };

/*
 * Quantise a copy of a float model that has been prepared (quantize_prepare). With best, it
 * is quantised in several ways, and the one kept whose outputs on the samples have the least
 * noise against the float model's: with all refinement after each of three calibrations,
 * then the best of these on equalised weights, then with biases alone corrected. The same for
 * any number of threads.
 *
 * The caller frees the result, before the model that it was made of. NULL on failure.
 */
Model *quantize_rescued(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *rescue,
	char how[RESCUE_TEXT_BYTES], Error *err);

/*
 * The same for int8 weights beside float32 arithmetic, without data: of what rescue asks for,
 * equalisation, the search for scales and compensated rounding, as they are without samples.
 */
Model *quantize_dynamic_rescued(const Model *real, const DynamicSettings *settings,
	const RescueSettings *rescue, Error *err);

#endif
