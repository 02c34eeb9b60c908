/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/lookup.h"

#include "src/codec/bits.h"

enum {
	AT_WIDTH = 5,
	AT_STRIDE = 6,
	WIDTH_MASK = 7,
	MAX_ENTRIES = 128,
	N_SLOTS = 256, /* twice as many, so that one is always free */
};

/* The tables of all channels, one behind the other, and the indices into them. */
typedef struct Tables {
	Arena arena;
	uint64_t *values; /* as pack_value() gives them */
	size_t n_values, capacity;
	size_t *first;    /* [channels + 1] where each channel's table begins in values */
	uint8_t *indices; /* [n] */
	size_t most;      /* values of the fullest table */
} Tables;

/* Where a value of the table that starts at first stands in it; appended where it is new. */
static size_t index_in(Tables *tables, size_t first, uint8_t slots[N_SLOTS],
	uint64_t value)
{
	size_t slot = value * UINT64_C(0x9E3779B97F4A7C15) >> 56;
	for (; slots[slot]; slot = (slot + 1) % N_SLOTS) {
		size_t index = slots[slot] - 1u;
		if (tables->values[first + index] == value)
			return index;
	}
	size_t index = tables->n_values - first;
	if (index == MAX_ENTRIES)
		return index;
	tables->values = arena_grow(&tables->arena, tables->values, tables->n_values,
		&tables->capacity, sizeof *tables->values);
	tables->values[tables->n_values++] = value;
	slots[slot] = (uint8_t)(index + 1);
	return index;
}

/* False where a channel has too many values. */
static bool tables_make(Tables *tables, const PackShape *shape, const void *values)
{
	size_t channels = (size_t)shape->channels, n_each = shape->n / channels;
	size_t value_bytes = pack_value_bytes(shape->type);
	tables->first = arena_array(&tables->arena, channels + 1, sizeof *tables->first);
	tables->indices = arena_alloc(&tables->arena, shape->n);
	for (size_t c = 0; c < channels; c++) {
		uint8_t slots[N_SLOTS] = {0};
		size_t first = tables->n_values;
		size_t i = shape->is_last ? c : c * n_each;
		size_t step = shape->is_last ? channels : 1;
		for (size_t k = 0; k < n_each; k++, i += step) {
			uint64_t value = pack_value(values, i, value_bytes);
			size_t index = index_in(tables, first, slots, value);
			if (index == MAX_ENTRIES)
				return false;
			tables->indices[i] = (uint8_t)index;
		}
		size_t n_found = tables->n_values - first;
		tables->most = n_found > tables->most ? n_found : tables->most;
		tables->first[c + 1] = tables->n_values;
	}
	return true;
}

static unsigned width_of(size_t n_entries)
{
	unsigned width = 1;
	while ((size_t)1 << width < n_entries)
		width++;
	return width;
}

static Bytes write_tables(const Tables *tables, size_t channels, size_t value_bytes,
	uint8_t stride, Arena *arena)
{
	size_t table_bytes = tables->most * value_bytes;
	uint8_t *ancillary = pack_ancillary(PACK_LOOKUP, channels * table_bytes, arena);
	ancillary[AT_WIDTH] = (uint8_t)width_of(tables->most);
	ancillary[AT_STRIDE] = stride;
	for (size_t c = 0; c < channels; c++) {
		uint8_t *out = ancillary + PACK_HEADER_BYTES + c * table_bytes;
		for (size_t i = tables->first[c]; i < tables->first[c + 1]; i++) {
			memcpy(out, &tables->values[i], value_bytes);
			out += value_bytes;
		}
	}
	return (Bytes){ancillary, PACK_HEADER_BYTES + channels * table_bytes};
}

static Bytes write_indices(const Tables *tables, size_t n, Arena *arena)
{
	BitWriter writer = {.arena = arena};
	unsigned width = width_of(tables->most);
	for (size_t i = 0; i < n; i++)
		bits_put(&writer, tables->indices[i], width);
	return bits_end(&writer, 1);
}

bool lookup_encode_as(const PackShape *shape, bool is_shared, const void *values,
	Arena *arena, Packed *packed)
{
	Tables tables = {0};
	PackShape kept = *shape;
	if (is_shared)
		kept.channels = 1;
	size_t value_bytes = pack_value_bytes(shape->type);
	bool ok = value_bytes && shape->n && tables_make(&tables, &kept, values);
	if (ok) {
		size_t stride = kept.channels == shape->channels ? tables.most : 0;
		packed->ancillary = write_tables(&tables, (size_t)kept.channels, value_bytes,
			(uint8_t)stride, arena);
		packed->encoded = write_indices(&tables, shape->n, arena);
	}
	arena_finish(&tables.arena);
	return ok;
}

bool lookup_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	Packed shared;
	bool ok = lookup_encode_as(shape, false, values, arena, packed);
	if (!ok || shape->channels == 1 ||
		!lookup_encode_as(shape, true, values, arena, &shared))
		return ok;
	if (shared.encoded.n + shared.ancillary.n < packed->encoded.n + packed->ancillary.n)
		*packed = shared;
	return true;
}

bool lookup_decode(const PackShape *shape, const Packed *packed, void *values, Error *err)
{
	size_t value_bytes = pack_value_bytes(shape->type), n = shape->n;
	if (value_bytes == 0)
		return failed(err, "lookup table: TFLM has none of %s", type_name(shape->type));
	unsigned width = packed->ancillary.data[AT_WIDTH] & WIDTH_MASK;
	size_t stride = packed->ancillary.data[AT_STRIDE];
	if (width == 0)
		return failed(err, "lookup table: indices of 0 bits");
	if (n / 8 * width + (n % 8 * width + 7) / 8 > packed->encoded.n)
		return failed(err, "lookup table: %zu bytes for %zu indices of %u bits",
			packed->encoded.n, n, width);

	const uint8_t *entries = packed->ancillary.data + PACK_HEADER_BYTES;
	size_t n_entries = (packed->ancillary.n - PACK_HEADER_BYTES) / value_bytes;
	BitReader reader = {.bytes = packed->encoded};
	uint8_t *out = values;
	for (size_t i = 0; i < n; i++, out += value_bytes) {
		uint32_t index = bits_peek(&reader, width);
		bits_skip(&reader, width);
		size_t entry = pack_channel(shape, i) * stride + index;
		if (entry >= n_entries)
			return failed(err, "lookup table: index %u of channel %zu, beyond its values",
				index, pack_channel(shape, i));
		memcpy(out, entries + entry * value_bytes, value_bytes);
	}
	return true;
}
