/* SPDX-License-Identifier: Apache-2.0 */
/* LAMP scores of weights. */
#ifndef PASSES_LAMP_H
#define PASSES_LAMP_H

#include <stddef.h>

/*
 * scores[i] = w[i]^2 / sum of w[k]^2 over all k with |w[k]| >= |w[i]|, of n finite weights, below
 * 2^32: above 0 and at most 1, and 0 for a weight of 0.
 */
void lamp_scores(const float *weights, size_t n, float *scores);

#endif
