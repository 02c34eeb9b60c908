/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_s8.h"

#include "src/kernels/dot_s8.h"
#include "src/kernels/fixed_point.h"

#include <stddef.h>

void dense_s8(const DenseS8 *dense, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out)
{
	for (int32_t row = 0; row < dense->rows; row++, in += dense->in_n) {
		for (int32_t i = 0; i < dense->out_n; i++) {
			int32_t sum = dot_s8(bias ? bias[i] : 0, in, dense->quant.in_zero,
				weight + (ptrdiff_t)i * dense->in_n, dense->in_n);

			*out++ =
				to_s8(rescale(sum, dense->quant.multiplier[i], dense->quant.shift[i]),
					dense->quant.out_zero, dense->quant.act_min, dense->quant.act_max);
		}
	}
}
