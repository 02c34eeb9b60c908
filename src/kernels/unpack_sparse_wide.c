/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse_wide.h"

#include <string.h>

/* The low bytes of a value; what is above is its sign. */
static void put_numbered(uint8_t *out, int32_t value_bytes, uint32_t number)
{
	const uint32_t value = unpack_sparse_numbered(number);
	const uint8_t sign = (uint8_t)(value >> 24);

	for (int32_t i = 0; i < value_bytes; i++)
		out[i] = i < 4 ? (uint8_t)(value >> (8 * i)) : sign;
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

static void put_value(const Unpack *unpack, UnpackBits *bits, const SparsePiece *piece,
	uint8_t *out)
{
	const SparseStream *stream = sparse_stream(unpack);
	const int32_t value_bytes = unpack->tensor->value_bytes;
	uint32_t number;

	if (stream->value_form == SPARSE_VERBATIM) {
		put_bytes(out, value_bytes, bits, value_bytes, false);
		return;
	}
	number = sparse_value_word(stream, bits, piece) >> WORD_MEANING;
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
	SparsePiece *piece = &stream->piece;

	memset(out, 0, (size_t)n * (size_t)value_bytes);
	while (n > 0) {
		int32_t zeros;
		if (!piece->has_value && piece->zeros == 0)
			sparse_next_piece(stream, &unpack->bits, piece);
		zeros = sparse_zeros(piece, n);
		out += zeros * value_bytes;
		n -= zeros;
		if (n > 0 && piece->has_value) {
			put_value(unpack, &unpack->bits, piece, out);
			piece->has_value = false;
			out += value_bytes;
			n--;
		}
	}
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
