/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse.h"

#include <string.h>

/* The value behind a piece's zeros, which is passed; its low byte. */
static inline uint32_t next_value(const Unpack *unpack, UnpackBits *bits,
	SparsePiece *piece)
{
	const SparseStream *stream = sparse_stream(unpack);
	uint32_t word;

	piece->has_value = false;
	if (stream->value_form == SPARSE_VERBATIM)
		return unpack_bits_take(bits, 8);
	word = sparse_value_word(stream, bits, piece);
	if (word & WORD_IS_NUMBER)
		return unpack_sparse_byte(unpack, word >> WORD_MEANING);
	return word >> WORD_MEANING;
}

/* n values of one block and one channel. */
static void next_run(Unpack *unpack, int8_t *out, int32_t n, int8_t zero)
{
	SparseStream *stream = sparse_stream(unpack);
	SparsePiece piece = stream->piece;
	UnpackBits bits = unpack->bits;

	memset(out, zero, (size_t)n);
	for (const int8_t *end = out + n; out < end;) {
		if (!piece.has_value && piece.zeros == 0)
			sparse_next_piece(stream, &bits, &piece);
		out += sparse_zeros(&piece, (int32_t)(end - out));
		if (out < end && piece.has_value)
			*out++ = (int8_t)(next_value(unpack, &bits, &piece) + (uint8_t)zero);
	}
	stream->piece = piece;
	unpack->bits = bits;
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	int8_t *to = (int8_t *)out;

	while (n > 0) {
		int32_t in_block = unpack_sparse_of_block(unpack, n);
		n -= in_block;
		while (in_block > 0) {
			const int32_t count = unpack_of_channel(unpack, in_block);
			next_run(unpack, to, count, unpack_zero(unpack));
			to += count;
			in_block -= count;
		}
	}
}

static uint32_t dot_run(Unpack *unpack, const int8_t *in, int32_t in_zero, int32_t n,
	uint32_t sum)
{
	SparseStream *stream = sparse_stream(unpack);
	SparsePiece piece = stream->piece;
	UnpackBits bits = unpack->bits;

	for (const int8_t *end = in + n; in < end;) {
		if (!piece.has_value && piece.zeros == 0)
			sparse_next_piece(stream, &bits, &piece);
		in += sparse_zeros(&piece, (int32_t)(end - in));
		if (in < end && piece.has_value) {
			const int8_t value = (int8_t)next_value(unpack, &bits, &piece);
			sum += (uint32_t)(value * (*in++ - in_zero));
		}
	}
	stream->piece = piece;
	unpack->bits = bits;
	return sum;
}

int32_t unpack_sparse_dot(Unpack *unpack, const int8_t *in, int32_t in_zero, int32_t n,
	int32_t sum)
{
	uint32_t total = (uint32_t)sum;

	while (n > 0) {
		const int32_t in_block = unpack_sparse_of_block(unpack, n);
		total = dot_run(unpack, in, in_zero, in_block, total);
		in += in_block;
		n -= in_block;
	}
	return (int32_t)total;
}

const UnpackKind unpack_sparse = {unpack_sparse_start, next};
