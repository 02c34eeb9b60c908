/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_s8_packed.h"

#include <string.h>

/* n channels from c on, of each tap. */
static void unpack_channels(Unpack *unpack, int32_t taps, int32_t out_c, int32_t c,
	int32_t n, int8_t *unpacked)
{
	int8_t *row = unpacked + taps * n;

	if (n == out_c) {
		unpack_next(unpack, unpacked, taps * n);
		return;
	}
	for (int32_t tap = 0; tap < taps; tap++) {
		unpack_next(unpack, row, out_c);
		memcpy(unpacked + tap * n, row + c, (size_t)n);
	}
}

void depthwise_s8_packed(const DepthwiseS8 *conv, const PackedTensor *weight,
	int32_t tile, const int8_t *in, const int32_t *bias, int8_t *out, int8_t *unpacked,
	void *state, void *scratch)
{
	const int32_t out_c = conv->window.out_c, taps = weight->n / out_c;
	DepthwiseS8 part = *conv;
	Unpack unpack;

	for (int32_t c = 0; c < out_c; c += tile) {
		part.window.out_c = out_c - c < tile ? out_c - c : tile;
		part.first_c = conv->first_c + c / conv->repeat;
		part.quant.multiplier = conv->quant.multiplier + c;
		part.quant.shift = conv->quant.shift + c;
		unpack_start(&unpack, weight, state);
		unpack_channels(&unpack, taps, out_c, c, part.window.out_c, unpacked);
		depthwise_s8(&part, in, unpacked, bias + c, out + c, scratch);
	}
}
