/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/output_s8.h"

/* Small factors are those of channels that are as good as dead, of which there can be many. */
void put_any_output(int32_t multiplier, int32_t shift, int32_t zero, int32_t sum,
	int8_t *out)
{
	Rescale scale = {multiplier, shift};
	int32_t scaled = shift < 0 ? quick_rescale(quick_rescale_of(scale), sum)
							   : rescale(sum, multiplier, shift);

	*out = (int8_t)saturate_s8(add_wrap(scaled, zero));
}
