/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/filters_s8.h"

#include "src/kernels/dot_s8.h"
#include "src/kernels/fixed_point.h"

void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *window,
	ptrdiff_t window_step, int8_t *out, ptrdiff_t out_step, void *scratch)
{
	const LayerQuant *quant = &filters->quant;

	(void)scratch;
	for (int32_t i = 0; i < n; i++, window += window_step, out += out_step) {
		for (int32_t c = 0; c < filters->channels; c++) {
			int32_t sum = dot_s8(filters->bias[c], window, 0,
				filters->weight + (ptrdiff_t)c * filters->values, filters->values);

			out[c] = to_s8(rescale(sum, quant->multiplier[c], quant->shift[c]),
				quant->out_zero, quant->act_min, quant->act_max);
		}
	}
}
