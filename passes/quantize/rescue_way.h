/* SPDX-License-Identifier: Apache-2.0 */
/* One way to quantise among those that passes/quantize/rescue.h chooses from. */
#ifndef PASSES_QUANTIZE_RESCUE_WAY_H
#define PASSES_QUANTIZE_RESCUE_WAY_H

#include "passes/quantize/rescue.h"

typedef struct Way {
	CalibrationMethod calibration;
	bool equalize;
	int n_pairs; /* of layers that were equalized, once a model is made */
	RefineSettings refine;
} Way;

/* Quantise a copy of a prepared float model in a way, by these samples. */
bool make_way(const Model *real, const Samples *samples, const QuantizeSettings *settings,
	Way *way, Rescued *made, Error *err);

/* What was done, in words. */
void describe_way(const Way *way, char how[RESCUE_TEXT_BYTES]);

#endif
