/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse.h"
#include "src/codec/sparse_choice.h"

/* A block has so many bytes or more, so that its place in the list is below 1 % of it. */
enum { LEAST_BLOCK_BYTES = 512 };

typedef struct Encoder {
	const SparseText *text;
	const SparseChoice *choice;
	RankedWords runs, values;
	BitWriter writer;
} Encoder;

static void put_zeros(Encoder *encoder, uint64_t zeros, bool ends_block)
{
	const SparseForm *form = &encoder->choice->form;
	const RankedWords *runs = &encoder->runs;
	uint64_t n_numbers = form->runs.n - form->runs.n_specials,
			 high = zeros >> form->shift;
	for (; high >= n_numbers; high -= n_numbers)
		bits_put(&encoder->writer, runs->special_words[0], runs->special_lengths[0]);
	/* What reaches beyond the end of the block may take its place. */
	bool is_special = ends_block && form->runs.n_specials &&
		runs->special_lengths[0] < runs->lengths[high] + form->shift;
	if (is_special) {
		bits_put(&encoder->writer, runs->special_words[0], runs->special_lengths[0]);
		return;
	}
	bits_put(&encoder->writer, runs->words[high], runs->lengths[high]);
	bits_put(&encoder->writer, (uint32_t)zeros, form->shift);
}

static void put_zeros_jointly(Encoder *encoder, uint64_t zeros)
{
	const RankedWords *values = &encoder->values;
	while (zeros) {
		unsigned k = sparse_zeros_symbol(zeros, encoder->choice->whole_zeros);
		uint64_t n = sparse_zeros_of(zeros, k);
		bits_put(&encoder->writer, values->special_words[k], values->special_lengths[k]);
		bits_put(&encoder->writer, (uint32_t)n, k);
		zeros -= n;
	}
}

static void put_value(Encoder *encoder, uint32_t value)
{
	BitWriter *writer = &encoder->writer;
	if (encoder->choice->form.value_form != VALUES_VERBATIM) {
		uint32_t number = encoder->choice->number_of[value];
		bits_put(writer, encoder->values.words[number], encoder->values.lengths[number]);
		return;
	}
	uint64_t bits = encoder->text->values[value].bits;
	unsigned n_bits = 8 * (unsigned)pack_value_bytes(encoder->text->type);
	if (n_bits > MAX_WRITTEN_BITS)
		bits_put(writer, (uint32_t)(bits >> 32), n_bits - 32);
	bits_put(writer, (uint32_t)bits, n_bits > 32 ? 32 : n_bits);
}

static void put_block(Encoder *encoder, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const SparsePair *pair = &encoder->text->pairs[i];
		if (encoder->choice->form.is_joint)
			put_zeros_jointly(encoder, pair->zeros);
		else
			put_zeros(encoder, pair->zeros, pair->value == NO_VALUE);
		if (pair->value != NO_VALUE)
			put_value(encoder, pair->value);
	}
}

/* All of it; places has room for one of each block. */
static Bytes write_stream(Encoder *encoder, uint32_t *places)
{
	const SparseForm *form = &encoder->choice->form;
	const SparseText *text = encoder->text;
	sparse_form_write(form, text->type, &encoder->writer);
	for (size_t b = 0; b < text->n_blocks; b++) {
		if (b)
			places[b] = (uint32_t)bits_end(&encoder->writer, 1).n;
		put_block(encoder, b ? text->block_end[b - 1] : 0, text->block_end[b]);
	}
	bits_end(&encoder->writer, 1);
	for (size_t b = 1; b < text->n_blocks; b++) {
		for (int byte = 0; byte < (form->is_wide ? 4 : 2); byte++)
			bits_put(&encoder->writer, places[b] >> 8 * byte, 8);
	}
	return bits_end(&encoder->writer, 1);
}

static Bytes encode_text(const SparseText *text, SparseChoice *choice, Arena *scratch,
	Arena *arena)
{
	uint32_t *places = arena_array(scratch, text->n_blocks, sizeof *places);
	Encoder encoder = {.text = text, .choice = choice, .writer = {.arena = scratch}};
	if (!choice->form.is_joint)
		encoder.runs = ranked_words(&choice->form.runs, scratch);
	if (choice->form.value_form != VALUES_VERBATIM)
		encoder.values = ranked_words(&choice->form.values, scratch);
	Bytes stream = write_stream(&encoder, places);
	if (places[text->n_blocks - 1] > UINT16_MAX) {
		choice->form.is_wide = true;
		encoder.writer = (BitWriter){.arena = scratch};
		stream = write_stream(&encoder, places);
	}
	return (Bytes){arena_copy(arena, stream.data, stream.n), stream.n};
}

/* Values in a block of what takes so many bits in all: whole rows. */
static size_t block_of(const PackShape *shape, uint64_t bits)
{
	size_t row = shape->row ? shape->row : 1, n_rows = shape->n / row;
	uint64_t n_blocks = bits / 8 / LEAST_BLOCK_BYTES;
	if (n_blocks < 2)
		return shape->n;
	return (size_t)((n_rows + n_blocks - 1) / n_blocks) * row;
}

bool sparse_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	size_t value_bytes = pack_value_bytes(shape->type);
	if (value_bytes == 0 || shape->n == 0 || shape->n >= UINT32_MAX)
		return false;
	Arena scratch = {0};
	const SparseText *text = sparse_text(shape, values, shape->n, &scratch);
	SparseChoice choice = sparse_choose(text, &scratch);
	size_t block = block_of(shape, choice.bits);
	if (block < shape->n) {
		text = sparse_text(shape, values, block, &scratch);
		choice = sparse_choose(text, &scratch);
		choice.form.block = (uint32_t)block;
	}
	Bytes encoded = encode_text(text, &choice, &scratch, arena);
	arena_finish(&scratch);
	packed->encoded = encoded;
	packed->ancillary = (Bytes){pack_ancillary(PACK_SPARSE, 0, arena), PACK_HEADER_BYTES};
	return encoded.n + PACK_HEADER_BYTES < shape->n * value_bytes;
}
