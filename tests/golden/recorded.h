/* SPDX-License-Identifier: Apache-2.0 */
/* Models, what TFLM computed with them, and what whit does. */
#ifndef TESTS_GOLDEN_RECORDED_H
#define TESTS_GOLDEN_RECORDED_H

#include "passes/infer.h"
#include "tests/unit/shared.h"

/* Outputs of a model for all rows of data, in the arena; fails the test where it cannot. */
Array outputs_of(const Model *model, const Array *data, const InferSettings *settings,
	Arena *arena);

/* The same in float32. */
Array real_outputs_of(const Model *model, const Array *data, Arena *arena);

/* The share of rows on which a model's answer is the label. */
double accuracy_of(const Model *model, const Array *data, const Array *labels);

/* Row i of an array, and the length of its rows. */
const void *row_of(const Array *array, int64_t i);
int64_t row_count(const Array *array);

/* 10 log10(sum b^2 / sum (a - b)^2) of float32 arrays; b is the reference. INFINITY where
 * they are equal. */
double signal_to_noise(const Array *a, const Array *b);

#endif
