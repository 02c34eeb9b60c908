/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/natural_log.h"

#include <math.h>

double natural_log(double x)
{
	const double ln_2 = 0.69314718055994531, sqrt_half = 0.70710678118654752;
	int exponent;
	double part = frexp(x, &exponent);
	if (part < sqrt_half) {
		part *= 2;
		exponent--;
	}
	/* log((1 + z) / (1 - z)) = 2 (z + z^3/3 + z^5/5 + ...), with z below 0.172 */
	double z = (part - 1) / (part + 1), square = z * z, sum = 0;
	for (int k = 21; k >= 1; k -= 2)
		sum = sum * square + 1.0 / k;
	return exponent * ln_2 + 2 * z * sum;
}
