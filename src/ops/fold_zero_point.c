/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/fold_zero_point.h"

void fold_zero_point(int32_t in_zero, WeightLayout layout, const int8_t *weight,
	const int32_t *bias, int32_t *folded)
{
	for (int32_t c = 0; c < layout.channels; c++)
		folded[c] = bias ? bias[c] : 0;
	for (int32_t i = 0; i < layout.n; i++) {
		for (int32_t c = 0; c < layout.channels; c++, weight += layout.m) {
			uint32_t sum = 0;
			for (int32_t k = 0; k < layout.m; k++)
				sum += (uint32_t)weight[k];
			folded[c] = (int32_t)((uint32_t)folded[c] - (uint32_t)in_zero * sum);
		}
	}
}
