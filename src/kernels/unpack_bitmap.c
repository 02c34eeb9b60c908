/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_bitmap.h"

static void start(Unpack *unpack)
{
	unpack->values += UNPACK_HEADER_BYTES;
}

/* Of n values, what the window has bits for; returns how many. */
static int32_t next_bytes(Unpack *unpack, uint8_t *out, int32_t n, uint8_t zero)
{
	const uint8_t *values = unpack->values;
	uint32_t mask;

	unpack_bits_fill(&unpack->bits);
	mask = unpack->bits.window;
	if (n > UNPACK_MOST_BITS)
		n = UNPACK_MOST_BITS;
	for (const uint8_t *end = out + n; out < end; mask <<= 1)
		*out++ = mask >> 31 ? *values++ : zero;
	unpack_bits_skip(&unpack->bits, (uint32_t)n);
	unpack->values = values;
	return n;
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
		int32_t count = unpack_of_channel(unpack, n);
		const uint8_t zero = (uint8_t)unpack_zero(unpack);
		n -= count;
		while (count > 0) {
			int32_t done = next_bytes(unpack, to, count, zero);
			to += done;
			count -= done;
		}
	}
}

const UnpackKind unpack_bitmap = {start, next};
