/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two models give the same results. */
#ifndef PASSES_COMPARE_SAME_OUTPUTS_H
#define PASSES_COMPARE_SAME_OUTPUTS_H

#include "passes/infer.h"

/*
 * Run two models, with inputs and outputs of the same types and shapes, on the same samples,
 * opened for each, and compare all outputs byte for byte. The first difference, with output
 * and sample, goes to *difference, which stays empty where there is none. False where one
 * of the models cannot be run. Of the settings, output and dequantize are not used.
 */
bool same_outputs(const Model *a, const Samples *for_a, const Model *b,
	const Samples *for_b, const InferSettings *settings, Error *difference, Error *err);

#endif
