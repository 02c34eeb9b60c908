/* SPDX-License-Identifier: Apache-2.0 */
/* How far values are from those they should be. */
#ifndef PASSES_COMPARE_DIFFERENCE_H
#define PASSES_COMPARE_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* What values a are against values b, the reference, both real numbers. Zeroed: of none. */
typedef struct Difference {
	int64_t n;            /* values compared */
	double signal, noise; /* sums of b^2 and of (a - b)^2 */
	double bias;          /* sum of a - b */
	double largest;       /* |a - b| */
	int64_t n_saturated;  /* values b beyond what a can hold, by more than half a step */
	int64_t n_rows;
	int64_t n_same_top; /* rows whose largest value is at the same place in both; of equal
	                       values the first counts */
} Difference;

/* What values can hold: half a step beyond their least and greatest. */
typedef struct Holds {
	double low, high; /* -INFINITY and INFINITY for float32 */
} Holds;

/* Add a row of n values, finite. */
void difference_add_row(Difference *sum, const float *a, const float *b, size_t n,
	Holds holds);

/* Add what others differ by. */
void difference_add(Difference *sum, const Difference *more);

/* Signal to noise in dB where the signal is 1. */
double noise_snr(double noise);

/* Signal to noise in dB, 10 log10(signal / noise): INFINITY where there is no noise,
 * -INFINITY where there is nothing else. */
double difference_snr(const Difference *difference);

#endif
