/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_lookup.h"

enum { AT_WIDTH = 5, AT_STRIDE = 6, WIDTH_MASK = 7 };

static void start(Unpack *unpack)
{
	(void)unpack;
}

static void bytes_of_table(UnpackBits *bits, uint32_t width, const uint8_t *table,
	uint8_t *out, int32_t n)
{
	for (const uint8_t *end = out + n; out < end;)
		*out++ = table[unpack_bits_take(bits, width)];
}

static void values_of_table(UnpackBits *bits, uint32_t width, const uint8_t *table,
	uint8_t *out, int32_t n, int32_t value_bytes)
{
	for (; n > 0; n--, out += value_bytes) {
		int32_t index = (int32_t)unpack_bits_take(bits, width);
		unpack_copy(out, table + index * value_bytes, value_bytes);
	}
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	const PackedTensor *tensor = unpack->tensor;
	const uint8_t *tables = tensor->ancillary + UNPACK_HEADER_BYTES;
	const uint32_t width = tensor->ancillary[AT_WIDTH] & WIDTH_MASK;
	const int32_t value_bytes = tensor->value_bytes;
	const int32_t stride = tensor->ancillary[AT_STRIDE] * value_bytes;
	UnpackBits bits = unpack->bits;
	uint8_t *to = (uint8_t *)out;

	while (n > 0) {
		int32_t count = unpack_of_channel(unpack, n);
		const uint8_t *table = tables + unpack->channel * stride;
		if (value_bytes == 1)
			bytes_of_table(&bits, width, table, to, count);
		else
			values_of_table(&bits, width, table, to, count, value_bytes);
		to += count * value_bytes;
		n -= count;
	}
	unpack->bits = bits;
}

const UnpackKind unpack_lookup = {start, next};
