/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples changed at random, so that a net sees each in many ways. What happens to a sample
 * depends on the seed, the epoch and the sample's number alone.
 */
#ifndef TRAIN_AUGMENT_H
#define TRAIN_AUGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/base/types.h"

/* In the order in which they are done. Zeros: nothing. */
typedef struct Augment {
	bool flip;    /* left to right, every second image */
	int shift;    /* images: up to so many pixels each way; edges are repeated */
	int cutout;   /* images: a square of so many pixels a side, its centre anywhere in the
	               * image, gets the mean of its channel */
	double noise; /* standard deviation of what is added to each value */
	double mixup; /* x = share * x + (1 - share) * another x, targets alike; the share is
	               * Beta(mixup, mixup), of which the larger part is taken */
} Augment;

/* What an image is: [h, w, c]. */
typedef struct ImageShape {
	int h, w, c;
} ImageShape;

/* A name for the randomness of one sample in one epoch. */
typedef struct AugmentKey {
	uint64_t seed;
	int64_t epoch, sample;
} AugmentKey;

bool augment_is_none(const Augment *how);

/* Whether it can be done to such rows; `image` of zeros: no images. */
bool augment_check(const Augment *how, ImageShape image, Error *err);

/*
 * Change a row of n values in place by all but mixup. image: of zeros where there is none.
 * scratch: n values.
 */
void augment_row(const Augment *how, const AugmentKey *key, ImageShape image, size_t n,
	float *row, float *scratch);

/* With what a sample is mixed: the number `other`, 0 to n_samples - 1, and its own share, 0.5 to
 * 1. */
typedef struct Mix {
	int64_t other;
	float share;
} Mix;
Mix augment_mix(const Augment *how, const AugmentKey *key, int64_t n_samples);

#endif
