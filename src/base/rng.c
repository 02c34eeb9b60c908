/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/rng.h"

Rng rng_new(uint64_t seed)
{
	return (Rng){seed};
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

uint64_t rng_below(Rng *rng, uint64_t n)
{
	/* 2^64 mod n values are too many to fall evenly on n. */
	uint64_t too_many = (0 - n) % n, x;
	do
		x = rng_next(rng);
	while (x < too_many);
	return x % n;
}
