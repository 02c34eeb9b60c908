/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse_stream.h"

enum { FORM_BITS = 2, BYTES_BITS = 3, SHIFT_BITS = 4, COUNT_BITS = 4 };

/* Bits that the numbers 0 to most take. */
static uint32_t bits_of(uint32_t most)
{
	uint32_t bits = 0;
	while (most >> bits)
		bits++;
	return bits;
}

/* How many words there are of each length, and the special ones' ranks. */
static void read_code(SparseCode *code, UnpackBits *bits)
{
	uint32_t left = 1, n = 0;

	for (uint32_t length = 0; length <= SPARSE_LONGEST; length++) {
		uint32_t count = left;
		if (length < SPARSE_LONGEST && left)
			count = unpack_bits_read(bits, bits_of(left));
		code->of_length[length] = (uint16_t)count;
		n += count;
		left = (left - count) * 2;
	}
	code->n = (uint16_t)n;
	code->n_specials = (uint16_t)unpack_bits_read(bits, COUNT_BITS);
	for (uint32_t i = 0; i < code->n_specials; i++)
		code->special_rank[i] = (uint16_t)unpack_bits_read(bits, bits_of(n - 1));
}

/* The word of a rank, but for its length. */
static uint32_t word_of_rank(const SparseCode *code, uint32_t rank)
{
	uint32_t number = rank;

	for (uint32_t i = 0; i < code->n_specials; i++) {
		if (code->special_rank[i] == rank)
			return i << WORD_MEANING | WORD_IS_SPECIAL;
		if (code->special_rank[i] < rank)
			number--;
	}
	return number << WORD_MEANING | WORD_IS_NUMBER;
}

/* The first rank from one on that is special, or how many ranks there are. */
static uint32_t next_special(const SparseCode *code, uint32_t rank)
{
	uint32_t nearest = code->n;

	for (uint32_t i = 0; i < code->n_specials; i++)
		if (code->special_rank[i] >= rank && code->special_rank[i] < nearest)
			nearest = code->special_rank[i];
	return nearest;
}

/* Words that are equally long or longer follow each other, and so do the bits they begin with. */
static void tabulate(const Unpack *unpack, SparseCode *code, uint16_t *table,
	uint32_t short_bits, bool has_bytes)
{
	uint32_t rank = 0, number = 0, at = 0;
	uint32_t special = next_special(code, 0);

	for (uint32_t length = 0; length <= short_bits; length++) {
		for (uint32_t i = 0; i < code->of_length[length]; i++) {
			uint32_t end = at + (1u << (short_bits - length));
			uint32_t word = number << WORD_MEANING | WORD_IS_NUMBER;
			if (rank == special) {
				word = word_of_rank(code, rank);
				special = next_special(code, rank + 1);
			} else if (has_bytes) {
				word = unpack_sparse_byte(unpack, number++) << WORD_MEANING;
			} else {
				number++;
			}
			rank++;
			while (at < end)
				table[at++] = (uint16_t)(word | length);
		}
	}
	code->short_bits = (uint16_t)short_bits;
	code->long_rank = (uint16_t)rank;
	code->long_first = (uint16_t)(at * 2);
	while (at < 1u << short_bits)
		table[at++] = WORD_IS_LONG;
}

uint32_t unpack_sparse_long_word(const SparseCode *code, uint32_t window)
{
	uint32_t first = code->long_first, rank = code->long_rank;
	uint32_t length = code->short_bits + 1u;

	for (;; length++) {
		const uint32_t nth = (window >> (32 - length)) - first;
		const uint32_t count = code->of_length[length];
		if (nth < count || length == SPARSE_LONGEST)
			return word_of_rank(code, rank + nth) | length;
		rank += count;
		first = (first + count) * 2;
	}
}

uint32_t unpack_sparse_numbered(uint32_t number)
{
	const uint32_t half = (number >> 1) + 1;
	return number & 1 ? 0 - half : half;
}

UnpackBits unpack_sparse_listed(const Unpack *unpack, uint32_t number)
{
	const PackedTensor *tensor = unpack->tensor;
	const SparseStream *stream = sparse_stream(unpack);
	return unpack_bits_at(tensor->encoded, tensor->encoded_bytes,
		stream->list_bit + (int32_t)number * 8 * stream->listed_bytes);
}

uint32_t unpack_sparse_byte(const Unpack *unpack, uint32_t number)
{
	if (sparse_stream(unpack)->value_form == SPARSE_NUMBERED)
		return unpack_sparse_numbered(number) & 0xffu;
	UnpackBits bits = unpack_sparse_listed(unpack, number);
	return unpack_bits_read(&bits, 8);
}

/* Up to the codes. */
static void read_fields(SparseStream *stream, UnpackBits *bits, int32_t n)
{
	stream->is_joint = unpack_bits_read(bits, 1) != 0;
	stream->value_form = (uint8_t)unpack_bits_read(bits, FORM_BITS);
	stream->listed_bytes = 0;
	if (stream->value_form == SPARSE_LISTED)
		stream->listed_bytes = (uint8_t)(unpack_bits_read(bits, BYTES_BITS) + 1);
	stream->block = n;
	stream->place_bytes = 0;
	if (unpack_bits_read(bits, 1)) {
		stream->place_bytes = unpack_bits_read(bits, 1) ? 4 : 2;
		stream->block = (int32_t)(unpack_bits_read(bits, 16) << 16);
		stream->block |= (int32_t)unpack_bits_read(bits, 16);
	}
	stream->shift = 0;
	if (!stream->is_joint)
		stream->shift = (uint8_t)unpack_bits_read(bits, SHIFT_BITS);
}

/* Bytes that stand verbatim are words of 8 bits. */
static void tabulate_bytes(uint16_t *table)
{
	for (uint32_t byte = 0; byte < 1u << SPARSE_SHORT_VALUE; byte++)
		table[byte] = (uint16_t)(byte << WORD_MEANING | SPARSE_SHORT_VALUE);
}

/* Codes and the list; the first block begins where the bits stand then. */
static void read_codes(Unpack *unpack, SparseStream *stream)
{
	UnpackBits *bits = &unpack->bits;

	if (!stream->is_joint) {
		SparseCode *runs = &stream->runs;
		read_code(runs, bits);
		tabulate(unpack, runs, stream->run_words, SPARSE_SHORT_RUN, false);
		stream->all_zeros =
			(int32_t)((uint32_t)(runs->n - runs->n_specials) << stream->shift);
	}
	if (stream->value_form == SPARSE_VERBATIM) {
		tabulate_bytes(stream->value_words);
		return;
	}
	read_code(&stream->values, bits);
	stream->list_bit = unpack_bits_passed(bits, unpack->tensor->encoded_bytes);
	tabulate(unpack, &stream->values, stream->value_words, SPARSE_SHORT_VALUE,
		unpack->tensor->value_bytes == 1);
	if (stream->value_form == SPARSE_LISTED)
		*bits = unpack_sparse_listed(unpack,
			(uint32_t)(stream->values.n - stream->values.n_specials));
}

void unpack_sparse_start(Unpack *unpack)
{
	const PackedTensor *tensor = unpack->tensor;
	SparseStream *stream = sparse_stream(unpack);

	read_fields(stream, &unpack->bits, tensor->n);
	read_codes(unpack, stream);
	stream->block_left = stream->block;
	stream->zeros = 0;
	stream->has_value = false;
	stream->place = tensor->encoded_bytes;
	for (int32_t left = tensor->n; left > stream->block; left -= stream->block)
		stream->place -= stream->place_bytes;
}

static void next_block(Unpack *unpack, SparseStream *stream)
{
	const PackedTensor *tensor = unpack->tensor;
	const uint8_t *place = tensor->encoded + stream->place;
	uint32_t at = place[0] | (uint32_t)place[1] << 8;

	if (stream->place_bytes == 4)
		at |= (uint32_t)place[2] << 16 | (uint32_t)place[3] << 24;
	stream->place += stream->place_bytes;
	unpack->bits =
		unpack_bits_at(tensor->encoded, tensor->encoded_bytes, (int32_t)at * 8);
	stream->block_left = stream->block;
	stream->zeros = 0;
	stream->has_value = false;
}

int32_t unpack_sparse_of_block(Unpack *unpack, int32_t n)
{
	SparseStream *stream = sparse_stream(unpack);

	if (stream->block_left == 0)
		next_block(unpack, stream);
	if (n > stream->block_left)
		n = stream->block_left;
	stream->block_left -= n;
	return n;
}
