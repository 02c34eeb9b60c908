/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_bits.h"

uint32_t unpack_bits_read(UnpackBits *bits, uint32_t n)
{
	return unpack_bits_take(bits, n);
}

UnpackBits unpack_bits_at(const uint8_t *bytes, int32_t n_bytes, int32_t bit)
{
	UnpackBits from;

	from.next = bytes + (bit >> 3);
	from.left = n_bytes - (bit >> 3);
	from.n = 0;
	from.window = 0;
	unpack_bits_take(&from, (uint32_t)(bit & 7));
	return from;
}
