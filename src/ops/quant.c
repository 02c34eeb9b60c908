/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/quant.h"

#include <math.h>

bool scale_usable(float scale)
{
	return scale > 0 && isfinite(scale);
}

int32_t quant_lowest(Quant q)
{
	return q.is_s16 ? INT16_MIN : INT8_MIN;
}

int32_t quant_highest(Quant q)
{
	return q.is_s16 ? INT16_MAX : INT8_MAX;
}

bool quant_usable(Quant q)
{
	bool fits =
		q.is_s16 ? q.zero == 0 : q.zero >= quant_lowest(q) && q.zero <= quant_highest(q);

	return scale_usable(q.scale) && fits;
}

bool rescale_from_real(double real, Rescale *scale)
{
	const int64_t one = INT64_C(1) << 31;

	if (!(real >= 0) || !isfinite(real))
		return false;
	int shift;
	int64_t multiplier = llround(frexp(real, &shift) * (double)one);
	if (multiplier == one) {
		multiplier /= 2;
		shift++;
	}
	if (shift > 31)
		return false;
	if (shift < -31)
		multiplier = shift = 0;
	*scale = (Rescale){(int32_t)multiplier, shift};
	return true;
}

bool rescale_from_scales(float in, float out, Rescale *scale)
{
	return scale_usable(in) && scale_usable(out) &&
		rescale_from_real((double)in / (double)out, scale);
}
