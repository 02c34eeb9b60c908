/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse.h"

#include "src/codec/sparse_form.h"

/* What a rank stands for. */
typedef struct Meaning {
	uint64_t number; /* of a run; of values the bits, in full */
	int special;     /* -1: it is a number */
} Meaning;

typedef struct Decoder {
	SparseForm form;
	const Meaning *runs, *values; /* by rank */
	size_t value_bytes;
	uint64_t zeros_of_special; /* in the code of runs */
} Decoder;

static Meaning *number_meanings(const RankedCode *code, Arena *arena)
{
	Meaning *meanings = arena_array(arena, code->n, sizeof *meanings);
	uint64_t number = 0;
	for (uint32_t rank = 0; rank < code->n; rank++) {
		meanings[rank].special = ranked_special(code, rank);
		if (meanings[rank].special < 0)
			meanings[rank].number = number++;
	}
	return meanings;
}

static void decoder_prepare(Decoder *decoder, DataType type, Arena *arena)
{
	const SparseForm *form = &decoder->form;
	decoder->value_bytes = pack_value_bytes(type);
	if (!form->is_joint) {
		decoder->runs = number_meanings(&form->runs, arena);
		decoder->zeros_of_special = (uint64_t)(form->runs.n - form->runs.n_specials)
			<< form->shift;
	}
	if (form->value_form == VALUES_VERBATIM)
		return;
	Meaning *values = number_meanings(&form->values, arena);
	for (uint32_t rank = 0; rank < form->values.n; rank++) {
		uint64_t number = values[rank].number;
		if (values[rank].special < 0)
			values[rank].number = form->value_form == VALUES_LISTED
				? form->list[number]
				: sparse_numbered(type, (uint32_t)number);
	}
	decoder->values = values;
}

static uint32_t take(BitReader *reader, unsigned n)
{
	uint32_t bits = bits_peek(reader, n);
	bits_skip(reader, n);
	return bits;
}

static uint64_t take_value(const Decoder *decoder, BitReader *reader)
{
	if (decoder->form.value_form != VALUES_VERBATIM)
		return decoder->values[ranked_code_next(&decoder->form.values, reader)].number;
	uint64_t high =
		decoder->value_bytes == 8 ? (uint64_t)take(reader, MAX_WRITTEN_BITS) << 32 : 0;
	unsigned n_bits = decoder->value_bytes == 8 ? 32 : 8 * (unsigned)decoder->value_bytes;
	return high | take(reader, n_bits);
}

/* The n values of a block, which are zeros so far. */
static void decode_pairs(const Decoder *decoder, BitReader *reader, uint8_t *out,
	size_t n)
{
	const SparseForm *form = &decoder->form;
	for (size_t i = 0; i < n;) {
		const Meaning *run = &decoder->runs[ranked_code_next(&form->runs, reader)];
		uint64_t zeros = decoder->zeros_of_special;
		if (run->special < 0)
			zeros = (run->number << form->shift) + take(reader, form->shift);
		if (zeros >= n - i)
			return;
		i += zeros;
		if (run->special < 0) {
			uint64_t value = take_value(decoder, reader);
			memcpy(out + i++ * decoder->value_bytes, &value, decoder->value_bytes);
		}
	}
}

static void decode_joint(const Decoder *decoder, BitReader *reader, uint8_t *out,
	size_t n)
{
	for (size_t i = 0; i < n;) {
		const Meaning *next =
			&decoder->values[ranked_code_next(&decoder->form.values, reader)];
		if (next->special < 0) {
			memcpy(out + i++ * decoder->value_bytes, &next->number, decoder->value_bytes);
			continue;
		}
		unsigned k = (unsigned)next->special;
		size_t zeros = ((size_t)1 << k) + take(reader, k);
		if (zeros >= n - i)
			return;
		i += zeros;
	}
}

/* Where a block begins, in bits. */
static uint64_t block_start(const Decoder *decoder, Bytes encoded, size_t n_blocks,
	size_t block)
{
	if (decoder->form.is_wide) {
		uint32_t place = 0;
		bytes_u32(encoded, encoded.n - 4 * (n_blocks - block), &place);
		return (uint64_t)place * 8;
	}
	uint16_t place = 0;
	bytes_u16(encoded, encoded.n - 2 * (n_blocks - block), &place);
	return (uint64_t)place * 8;
}

/* The reader stands where the first block begins. */
static bool decode_blocks(const Decoder *decoder, BitReader *reader, size_t n,
	uint8_t *out, Error *err)
{
	const Bytes encoded = reader->bytes;
	size_t block = decoder->form.block ? decoder->form.block : n;
	size_t n_blocks = n / block + (n % block != 0),
		   place_bytes = decoder->form.is_wide ? 4 : 2;
	if (n_blocks - 1 > encoded.n / place_bytes)
		return failed(err, "sparse: %zu bytes, and %zu blocks", encoded.n, n_blocks);
	reader->bytes.n = encoded.n - (n_blocks - 1) * place_bytes;
	for (size_t b = 0; b < n_blocks; b++) {
		if (b)
			reader->at = block_start(decoder, encoded, n_blocks, b);
		size_t first = b * block, count = n - first < block ? n - first : block;
		uint8_t *start = out + first * decoder->value_bytes;
		if (decoder->form.is_joint)
			decode_joint(decoder, reader, start, count);
		else
			decode_pairs(decoder, reader, start, count);
		if (!bits_were_there(reader))
			return failed(err, "sparse: block %zu of %zu is cut short", b + 1, n_blocks);
	}
	return true;
}

static void add_zero_points(const PackShape *shape, uint8_t *out)
{
	if (shape->type != TYPE_INT8 || !shape->zero_points)
		return;
	for (size_t i = 0; i < shape->n; i++)
		out[i] = (uint8_t)(out[i] + shape->zero_points[pack_channel(shape, i)]);
}

bool sparse_decode(const PackShape *shape, const Packed *packed, void *values, Error *err)
{
	size_t value_bytes = pack_value_bytes(shape->type);
	if (value_bytes == 0)
		return failed(err, "sparse: there is no such form of %s", type_name(shape->type));
	if (shape->n == 0)
		return true;
	Arena scratch = {0};
	Decoder decoder = {0};
	BitReader reader = {.bytes = packed->encoded};
	bool ok = sparse_form_read(&decoder.form, shape->type, &reader, &scratch, err) ||
		failed_in(err, "sparse: ");
	if (ok) {
		memset(values, 0, shape->n * value_bytes);
		decoder_prepare(&decoder, shape->type, &scratch);
		ok = decode_blocks(&decoder, &reader, shape->n, values, err);
	}
	if (ok)
		add_zero_points(shape, values);
	arena_finish(&scratch);
	return ok;
}
