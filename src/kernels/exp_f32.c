/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/exp_f32.h"

#include <float.h>
#include <stdint.h>

/* 2 to the n as an IEEE double, for n from -1022 to 1023. */
static double power_of_two(int32_t n)
{
	uint64_t bits = (uint64_t)(n + 1023) << 52;
	double power;
	const unsigned char *from = (const unsigned char *)&bits;
	unsigned char *to = (unsigned char *)&power;
	for (unsigned i = 0; i < sizeof power; i++)
		to[i] = from[i];
	return power;
}

/* With x = n ln 2 + r and |r| below 0.35, e^x is 2^n e^r, and r^10 / 10! ends the series. */
double exp_core(double x)
{
	static const double ln_2 = 0.693147180559945309417;
	static const double factors[] = {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
		1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1};
	double powers = x / ln_2;
	int32_t n = (int32_t)(powers < 0 ? powers - 0.5 : powers + 0.5);
	double r = x - n * ln_2;

	double sum = 0;
	for (unsigned i = 0; i < sizeof factors / sizeof factors[0]; i++)
		sum = sum * r + factors[i];
	return sum * power_of_two(n);
}

float exp_f32(float x)
{
	static const float largest = FLT_MAX;
	if (x != x)
		return x;
	if (x > 88.72283F) /* e^x is above FLT_MAX */
		return largest * largest;
	if (x < -104.0F) /* below half of the smallest subnormal */
		return 0;
	return (float)exp_core((double)x);
}
