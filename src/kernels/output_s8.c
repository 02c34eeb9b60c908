/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/output_s8.h"

#include "src/kernels/machine.h"

int32_t outputs_are_quick(const LayerQuant *quant, int32_t n)
{
#if !defined(KERNELS_HELIUM)
	for (int32_t c = 0; c < n; c++)
		if (!is_quick(quant->shift[c]))
			return 0;
#endif
	(void)quant;
	(void)n;
	return 1;
}

int8_t any_output(OutputS8 output, int32_t sum)
{
	return to_s8(rescale(sum, output.multiplier, output.shift), output.zero, INT8_MIN,
		INT8_MAX);
}
