/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse_form.h"

#include "src/codec/packed.h"

enum { FORM_BITS = 2, BYTES_BITS = 3, BLOCK_BITS = 32, SHIFT_BITS = 4 };

/* The lowest bytes of bits, as many as a value of the type has. */
static uint64_t cut_to(DataType type, uint64_t bits)
{
	unsigned n_bits = 8 * (unsigned)pack_value_bytes(type);
	return n_bits == 64 ? bits : bits & ((UINT64_C(1) << n_bits) - 1);
}

static uint64_t extended(uint64_t bits, unsigned n_bytes)
{
	uint64_t sign = UINT64_C(0x80) << 8 * (n_bytes - 1);
	return (bits ^ sign) - sign;
}

/* What a list's bytes stand for. */
static uint64_t listed_value(DataType type, uint64_t bits, unsigned n_bytes)
{
	if (type == TYPE_FLOAT32)
		return bits << (32 - 8 * n_bytes);
	return cut_to(type, extended(bits, n_bytes));
}

/* The bytes in the list, from what they stand for. */
static uint64_t bits_in_list(DataType type, uint64_t bits, unsigned n_bytes)
{
	uint64_t listed = type == TYPE_FLOAT32 ? bits >> (32 - 8 * n_bytes) : bits;
	return n_bytes == 8 ? listed : listed & ((UINT64_C(1) << 8 * n_bytes) - 1);
}

unsigned sparse_listed_bytes(DataType type, uint64_t bits)
{
	unsigned n = 1, most = (unsigned)pack_value_bytes(type);
	while (n < most && listed_value(type, bits_in_list(type, bits, n), n) != bits)
		n++;
	return n;
}

uint64_t sparse_numbered(DataType type, uint32_t i)
{
	uint64_t half = i / 2 + 1;
	return cut_to(type, i % 2 ? 0 - half : half);
}

uint64_t sparse_number_of(DataType type, uint64_t bits)
{
	uint64_t value = extended(bits, (unsigned)pack_value_bytes(type));
	return value >> 63 ? (0 - value) * 2 - 1 : value * 2 - 2;
}

/* Numbers of up to 64 bits, in halves. */
static void put_long(BitWriter *writer, uint64_t value, unsigned n_bits)
{
	if (n_bits > MAX_WRITTEN_BITS)
		bits_put(writer, (uint32_t)(value >> 32), n_bits - 32);
	bits_put(writer, (uint32_t)value, n_bits > 32 ? 32 : n_bits);
}

static uint64_t get_long(BitReader *reader, unsigned n_bits)
{
	uint64_t value = 0;
	while (n_bits) {
		unsigned n = n_bits > MAX_WRITTEN_BITS ? n_bits - MAX_WRITTEN_BITS : n_bits;
		value = value << n | bits_peek(reader, n);
		bits_skip(reader, n);
		n_bits -= n;
	}
	return value;
}

void sparse_form_write(const SparseForm *form, DataType type, BitWriter *writer)
{
	bits_put(writer, form->is_joint, 1);
	bits_put(writer, form->value_form, FORM_BITS);
	if (form->value_form == VALUES_LISTED)
		bits_put(writer, form->listed_bytes - 1, BYTES_BITS);
	bits_put(writer, form->block != 0, 1);
	if (form->block) {
		bits_put(writer, form->is_wide, 1);
		bits_put(writer, form->block, BLOCK_BITS);
	}
	if (!form->is_joint) {
		bits_put(writer, form->shift, SHIFT_BITS);
		ranked_code_write(&form->runs, writer);
	}
	if (form->value_form != VALUES_VERBATIM)
		ranked_code_write(&form->values, writer);
	uint32_t n_listed = form->values.n - form->values.n_specials;
	for (uint32_t i = 0; form->value_form == VALUES_LISTED && i < n_listed; i++)
		put_long(writer, bits_in_list(type, form->list[i], form->listed_bytes),
			8 * form->listed_bytes);
}

/* The fixed fields, up to the codes. */
static bool read_fields(SparseForm *form, DataType type, BitReader *reader, Error *err)
{
	form->is_joint = get_long(reader, 1);
	unsigned value_form = (unsigned)get_long(reader, FORM_BITS);
	if (value_form > VALUES_VERBATIM ||
		(form->is_joint && value_form == VALUES_VERBATIM) ||
		(type == TYPE_FLOAT32 && value_form == VALUES_NUMBERED))
		return failed(err, "values of form %u, which %s has not", value_form,
			form->is_joint ? "one code for runs and values" : type_name(type));
	form->value_form = (ValueForm)value_form;
	if (form->value_form == VALUES_LISTED) {
		form->listed_bytes = (unsigned)get_long(reader, BYTES_BITS) + 1;
		if (form->listed_bytes > pack_value_bytes(type))
			return failed(err, "listed values of %u bytes, and %s has %zu",
				form->listed_bytes, type_name(type), pack_value_bytes(type));
	}
	if (get_long(reader, 1)) {
		form->is_wide = get_long(reader, 1);
		form->block = (uint32_t)get_long(reader, BLOCK_BITS);
		if (form->block == 0)
			return failed(err, "blocks of 0 values");
	}
	return true;
}

static bool read_codes(SparseForm *form, BitReader *reader, Error *err)
{
	if (!form->is_joint) {
		form->shift = (unsigned)get_long(reader, SHIFT_BITS);
		if (!ranked_code_read(&form->runs, reader, err))
			return failed_in(err, "runs: ");
		if (form->runs.n_specials > 1)
			return failed(err, "runs: code: %u special symbols", form->runs.n_specials);
	}
	if (form->value_form == VALUES_VERBATIM)
		return true;
	if (!ranked_code_read(&form->values, reader, err))
		return failed_in(err, "values: ");
	if (!form->is_joint && form->values.n_specials)
		return failed(err, "values: code: %u special symbols", form->values.n_specials);
	return true;
}

bool sparse_form_read(SparseForm *form, DataType type, BitReader *reader, Arena *arena,
	Error *err)
{
	*form = (SparseForm){0};
	if (!read_fields(form, type, reader, err) || !read_codes(form, reader, err))
		return false;
	if (form->value_form == VALUES_LISTED) {
		form->list = arena_array(arena, form->values.n, sizeof *form->list);
		for (uint32_t i = 0; i < form->values.n - form->values.n_specials; i++) {
			uint64_t bits = get_long(reader, 8 * form->listed_bytes);
			form->list[i] = listed_value(type, bits, form->listed_bytes);
		}
	}
	return bits_were_there(reader) || failed(err, "the form is cut short");
}
