/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse_wide.h"

#include <string.h>

/* The low bytes of a value; what is above is its sign. */
static void put_numbered(uint8_t *out, int32_t value_bytes, uint32_t number)
{
	const uint32_t value = unpack_sparse_numbered(number);
	const uint8_t sign = (uint8_t)(value >> 24);

	for (int32_t i = 0; i < value_bytes; i++) {
		out[i] = sign;
		if (i < 4)
			out[i] = (uint8_t)(value >> (8 * i));
	}
}

/* n bytes, the highest of them first, to the upper or the lower end of a value; below them there
 * are zeros, above there is the sign. */
static void put_bytes(uint8_t *out, int32_t value_bytes, UnpackBits *bits, int32_t n,
	bool is_upper)
{
	const int32_t first = is_upper ? value_bytes - n : 0;
	uint8_t sign = 0;

	for (int32_t i = 0; i < first; i++)
		out[i] = 0;
	for (int32_t i = first + n - 1; i >= first; i--) {
		out[i] = (uint8_t)unpack_bits_read(bits, 8);
		if (i == first + n - 1)
			sign = out[i] & 0x80 ? 0xff : 0;
	}
	for (int32_t i = first + n; i < value_bytes; i++)
		out[i] = sign;
}

static void put_value(const Unpack *unpack, uint8_t *out, uint32_t number)
{
	const SparseStream *stream = sparse_stream(unpack);
	const int32_t value_bytes = unpack->tensor->value_bytes;

	if (stream->value_form == SPARSE_NUMBERED) {
		put_numbered(out, value_bytes, number);
	} else {
		UnpackBits listed = unpack_sparse_listed(unpack, number);
		put_bytes(out, value_bytes, &listed, stream->listed_bytes,
			unpack->tensor->is_float);
	}
}

/* n values of one block. */
static void next_run(Unpack *unpack, uint8_t *out, int32_t n)
{
	const int32_t value_bytes = unpack->tensor->value_bytes;
	SparseStream *stream = sparse_stream(unpack);
	UnpackBits *bits = &unpack->bits;
	int32_t i = stream->zeros;

	memset(out, 0, (size_t)n * (size_t)value_bytes);
	while (i < n) {
		uint8_t *to = out + i * value_bytes;
		uint32_t word = 0;
		if (stream->has_value && stream->value_form == SPARSE_VERBATIM) {
			put_bytes(to, value_bytes, bits, value_bytes, false);
			i++;
		} else if (stream->has_value || stream->is_joint) {
			word = sparse_look_up_value(stream, bits);
			word = sparse_whole_word(&stream->values, bits, word);
			unpack_bits_skip(bits, word & WORD_LENGTH);
			if (!(word & WORD_IS_SPECIAL)) {
				put_value(unpack, to, word >> WORD_MEANING);
				i++;
			}
		}
		if (!stream->is_joint)
			i += sparse_next_run(stream, bits, &stream->has_value);
		else if (word & WORD_IS_SPECIAL)
			i += sparse_special_zeros(word, bits);
	}
	stream->zeros = i - n;
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	uint8_t *to = (uint8_t *)out;

	while (n > 0) {
		const int32_t count = unpack_sparse_of_block(unpack, n);
		next_run(unpack, to, count);
		to += count * unpack->tensor->value_bytes;
		n -= count;
	}
}

const UnpackKind unpack_sparse_wide = {unpack_sparse_start, next};
