/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/rng.h"

#include <math.h>

#include "src/base/natural_log.h"

Rng rng_new(uint64_t seed)
{
	return (Rng){seed};
}

Rng rng_stream(uint64_t seed, uint64_t a, uint64_t b)
{
	Rng rng = rng_new(seed);
	rng.state = rng_next(&rng) + a;
	rng.state = rng_next(&rng) + b;
	return rng_new(rng_next(&rng));
}

uint64_t rng_next(Rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

float rng_float(Rng *rng)
{
	return (float)(rng_next(rng) >> 40) * 0x1p-24f;
}

double rng_normal(Rng *rng)
{
	for (;;) {
		double x = 2 * (double)rng_float(rng) - 1, y = 2 * (double)rng_float(rng) - 1;
		double square = x * x + y * y;
		if (square > 0 && square < 1)
			return x * sqrt(-2 * natural_log(square) / square);
	}
}

uint64_t rng_below(Rng *rng, uint64_t n)
{
	/* 2^64 mod n values are too many to fall evenly on n. */
	uint64_t too_many = (0 - n) % n, x;
	do
		x = rng_next(rng);
	while (x < too_many);
	return x % n;
}
