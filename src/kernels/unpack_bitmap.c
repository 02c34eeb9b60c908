/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_bitmap.h"

static void start(Unpack *unpack)
{
	unpack->values += UNPACK_HEADER_BYTES;
}

/* n values of one channel. */
static void next_bytes(Unpack *unpack, uint8_t *out, int32_t n, uint8_t zero)
{
	const uint8_t *values = unpack->values;
	UnpackBits bits = unpack->bits;

	while (n > 0) {
		const int32_t count = n < UNPACK_MOST_BITS ? n : (int32_t)UNPACK_MOST_BITS;
		uint32_t mask;
		unpack_bits_fill(&bits);
		mask = bits.window;
		for (const uint8_t *end = out + count; out < end; mask <<= 1)
			*out++ = mask >> 31 ? *values++ : zero;
		unpack_bits_skip(&bits, (uint32_t)count);
		n -= count;
	}
	unpack->values = values;
	unpack->bits = bits;
}

static void next_values(Unpack *unpack, uint8_t *out, int32_t n, int32_t value_bytes)
{
	for (; n > 0; n--, out += value_bytes) {
		if (unpack_bits_take(&unpack->bits, 1)) {
			unpack->values = unpack_copy(out, unpack->values, value_bytes);
			continue;
		}
		for (int32_t i = 0; i < value_bytes; i++)
			out[i] = 0;
	}
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	const int32_t value_bytes = unpack->tensor->value_bytes;
	uint8_t *to = (uint8_t *)out;

	if (value_bytes > 1) {
		next_values(unpack, to, n, value_bytes);
		return;
	}
	while (n > 0) {
		const int32_t count = unpack_of_channel(unpack, n);
		next_bytes(unpack, to, count, (uint8_t)unpack_zero(unpack));
		to += count;
		n -= count;
	}
}

const UnpackKind unpack_bitmap = {start, next};
