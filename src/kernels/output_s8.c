/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/output_s8.h"

int32_t any_output(OutputS8 output, int32_t sum)
{
	return to_s8(rescale(sum, output.multiplier, output.shift), output.zero, INT8_MIN,
		INT8_MAX);
}
