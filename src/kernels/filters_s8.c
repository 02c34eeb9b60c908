/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/filters_s8.h"

#include "src/kernels/machine.h"
#include "src/kernels/output_s8.h"

/*
 * Each machine has
 *
 *   Windows      what is summed over
 *   see_windows  makes it of n windows
 *   sum_one      sum + that of a filter over window i
 *   put_most     works out channels of n windows, some at a time; how many that were
 */
#if defined(KERNELS_HELIUM)
#include "src/kernels/filters_s8_mve.h"
#else
#include "src/kernels/filters_s8_fours.h"
#endif

void filters_s8(const FiltersS8 *filters, int32_t n, const int8_t *const *window,
	int8_t *out, ptrdiff_t out_step, void *scratch)
{
	Windows windows = see_windows(window, filters->values, n, scratch);
	int32_t done = put_most(filters, &windows, n, out, out_step);

	for (int32_t i = 0; i < n; i++, out += out_step) {
		const int8_t *weight = filters->weight + (ptrdiff_t)done * filters->values;

		for (int32_t c = done; c < filters->channels; c++, weight += filters->values)
			put_output(output_of(&filters->quant, c),
				sum_one(&windows, i, weight, filters->bias[c]), out + c);
		limit_outputs(filters->quant.act_min, filters->quant.act_max, out,
			filters->channels);
	}
}
