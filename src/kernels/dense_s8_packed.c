/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_s8_packed.h"

void dense_s8_packed(const DenseS8 *dense, const PackedTensor *weight, int32_t tile,
	const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked, void *state,
	void *scratch)
{
	DenseS8 part = *dense;
	Unpack unpack;

	unpack_start(&unpack, weight, state);
	for (int32_t c = 0; c < dense->out_n; c += tile) {
		part.out_n = dense->out_n - c < tile ? dense->out_n - c : tile;
		part.quant.multiplier = dense->quant.multiplier + c;
		part.quant.shift = dense->quant.shift + c;
		unpack_next(&unpack, unpacked, part.out_n * part.in_n);
		dense_s8(&part, in, unpacked, bias + c, out + c, scratch);
	}
}
