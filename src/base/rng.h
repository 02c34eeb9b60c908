/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers that are the same on every machine. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

/* A generator is a value: copies go on alike. */
typedef struct Rng {
	uint64_t state;
} Rng;

Rng rng_new(uint64_t seed);

/* A generator for each thing that is numbered twice over, as the samples of each epoch, all with
 * a start of their own. */
Rng rng_stream(uint64_t seed, uint64_t a, uint64_t b);

/* 64 random bits: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", 2014), of period 2^64. */
uint64_t rng_next(Rng *rng);

/* Uniform in [0, 1), a multiple of 2^-24, so that a float holds it. */
float rng_float(Rng *rng);

/* Of mean 0 and standard deviation 1: Marsaglia's polar method. */
double rng_normal(Rng *rng);

/* Uniform in 0 to n - 1, each exactly as likely as another; n is above 0. */
uint64_t rng_below(Rng *rng, uint64_t n);

#endif
