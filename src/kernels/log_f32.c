/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/log_f32.h"

#include <float.h>
#include <stdint.h>

/* x = fraction * 2^exponent with a fraction in [1, 2), for x above 0 that is normal. */
static double split(double x, int32_t *exponent)
{
	uint64_t bits = 0;
	unsigned char *to = (unsigned char *)&bits;
	const unsigned char *from = (const unsigned char *)&x;
	double fraction = 0;
	for (unsigned i = 0; i < sizeof x; i++)
		to[i] = from[i];
	*exponent = (int32_t)(bits >> 52) - 1023;
	bits = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1023 << 52;
	from = (const unsigned char *)&bits;
	to = (unsigned char *)&fraction;
	for (unsigned i = 0; i < sizeof x; i++)
		to[i] = from[i];
	return fraction;
}

/* ln x = 2 artanh s for s = (x - 1) / (x + 1), whose size is below 0.172 here; s^21 / 21 is
 * left out. */
static double log_core(double x)
{
	static const double ln_2 = 0.693147180559945309417;
	int32_t exponent;
	double fraction = split(x, &exponent);
	if (fraction > 1.41421356237) {
		fraction /= 2;
		exponent++;
	}
	double s = (fraction - 1) / (fraction + 1), square = s * s, sum = 0;
	for (int32_t i = 19; i >= 1; i -= 2)
		sum = sum * square + 1.0 / i;
	return exponent * ln_2 + 2 * s * sum;
}

float log_f32(float x)
{
	static const float largest = FLT_MAX;
	if (x != x)
		return x;
	if (x == 0)
		return -(largest * largest);
	if (x < 0)
		return largest * largest - largest * largest;
	if (x > largest)
		return x;
	return (float)log_core((double)x);
}
