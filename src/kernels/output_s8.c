/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/output_s8.h"

void put_any_output(int32_t multiplier, int32_t shift, int32_t zero, int32_t sum,
	int8_t *out)
{
	*out = to_s8(rescale(sum, multiplier, shift), zero, INT8_MIN, INT8_MAX);
}
