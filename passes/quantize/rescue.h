/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation with what wins accuracy back. */
#ifndef PASSES_QUANTIZE_RESCUE_H
#define PASSES_QUANTIZE_RESCUE_H

#include "passes/quantize/quantize.h"
#include "passes/quantize/refine.h"
#include "passes/quantize/weight_only.h"

typedef struct RescueSettings {
	bool equalize; /* see passes/quantize/equalize.h */
	RefineSettings refine;
	bool best; /* all of these, and of calibrations, as far as each proves to help */
	double hold_back;    /* with best: the share of the weights, of layers that are to
	                             be int4, that may stay int8 */
	int64_t max_samples; /* on which models are compared for best; 0: all */
	const Progress *progress; /* may be NULL */
} RescueSettings;

#define RESCUE_DEFAULTS \
	((RescueSettings){.refine = REFINE_DEFAULTS, .hold_back = 0.1, .max_samples = 500})

enum { RESCUE_TEXT_BYTES = 160 };

/* What was made; rescued_free gives it back, before the model that it was made of is freed. */
typedef struct Rescued {
	Model *model;
	Model *real; /* the float model that its layers stand for, channels equalised if they
	                were; the outputs are those of the model given */
	char how[RESCUE_TEXT_BYTES]; /* what was done, for people: "mse, biases corrected" */
} Rescued;

void rescued_free(Rescued *rescued);

/*
 * Quantise a copy of a float model that has been prepared (quantize_prepare).
 *
 * With best, it is quantised in several ways, and the one kept whose outputs have the least
 * noise against the float model's: with all refinement after each of three calibrations,
 * then the best of these on equalised weights, then with biases alone corrected. Of 20
 * samples or more every fifth is held out to choose by; the model is then made by all. Among
 * int4 layers those stay int8, up to the share that may be held back, whose weights cost
 * most accuracy each, measured one layer at a time.
 *
 * The same for any number of threads. After a failure nothing is to be freed.
 */
bool quantize_rescued(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *how, Rescued *rescued,
	Error *err);

/*
 * The same for int8 weights beside float32 arithmetic, without data: of what is asked for,
 * equalisation, the search for scales and compensated rounding, as they are without samples.
 */
bool quantize_dynamic_rescued(const Model *real, const DynamicSettings *settings,
	const RescueSettings *how, Rescued *rescued, Error *err);

#endif
