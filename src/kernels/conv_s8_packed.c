/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s8_packed.h"

void conv_s8_packed(const ConvS8 *conv, const PackedTensor *weight, int32_t tile,
	const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked, void *state,
	void *scratch)
{
	const int32_t out_c = conv->window.out_c, filter = weight->n / out_c;
	ConvS8 part = *conv;
	Unpack unpack;

	unpack_start(&unpack, weight, state);
	for (int32_t c = 0; c < out_c; c += tile) {
		part.window.out_c = out_c - c < tile ? out_c - c : tile;
		part.quant.multiplier = conv->quant.multiplier + c;
		part.quant.shift = conv->quant.shift + c;
		unpack_next(&unpack, unpacked, part.window.out_c * filter);
		conv_s8(&part, in, unpacked, bias + c, out + c, scratch);
	}
}
