/* SPDX-License-Identifier: Apache-2.0 */
/* Distances in units in the last place, for the tests of float functions. */
#ifndef TESTS_UNITS_F32_H
#define TESTS_UNITS_F32_H

#include <math.h>

/* How far got is from the true value, in float32 units in the last place at that value. */
static inline double units_off(float got, double truth)
{
	int exponent;
	frexp(truth, &exponent);
	if (exponent < -125) /* subnormal floats are evenly spaced */
		exponent = -125;
	return fabs((double)got - truth) / ldexp(1, exponent - 24);
}

#endif
