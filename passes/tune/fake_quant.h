/* SPDX-License-Identifier: Apache-2.0 */
/* Values rounded to those that integers stand for, while gradients pass as if they were not. */
#ifndef PASSES_TUNE_FAKE_QUANT_H
#define PASSES_TUNE_FAKE_QUANT_H

#include "src/train/real.h"

#include <stddef.h>

/* The integers low to high, each of which stands for (q - zero) * scale. */
typedef struct FakeQuant {
	float scale;
	float zero, low, high;
	/* The gradient passes for values strictly between: those that no activation has cut off and
	 * that do not saturate. */
	float above, below;
} FakeQuant;

/* above and below are by the integers, and by the bounds of the activation that made the values;
 * -INFINITY and INFINITY where it has none. */
FakeQuant fake_quant(float scale, int zero, int low, int high, float least, float most);

/*
 * Round n values in place. Whether the gradient passes is kept in the last bit of each: 1 where it
 * does. Such a value is never 0, but 2^-30 of the scale where it would be, as an activation takes
 * what is 0 for cut off.
 */
void fake_quantize(const FakeQuant *how, Real *values, size_t n);

/* Make the gradient 0 where it does not pass. */
void fake_quantize_back(const Real *values, Real *gradient, size_t n);

/* Round n weights, step apart, to whole multiples of a scale within +-limit, the very ones that
 * quantize_weights() (passes/quantize/quant_weights.h) stores. */
void fake_quantize_weights(float scale, int limit, Real *values, size_t n, size_t step);

#endif
