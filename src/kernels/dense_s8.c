/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_s8.h"

void dense_s8(const DenseS8 *dense, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch)
{
	FiltersS8 filters = {dense->quant, weight, bias, dense->out_n, dense->in_n};
	const int8_t *windows[WINDOWS_MOST];
	int32_t left = dense->rows;
	int32_t n = windows_together(dense->in_n, dense->rows);

	for (; left > 0; left -= n, out += (ptrdiff_t)n * dense->out_step) {
		n = n < left ? n : left;
		for (int32_t i = 0; i < n; i++, in += dense->in_n)
			windows[i] = in;
		filters_s8(&filters, n, windows, out, dense->out_step, scratch);
	}
}
