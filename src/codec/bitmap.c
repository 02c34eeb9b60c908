/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/bitmap.h"

#include "src/codec/bits.h"

/* Whether a type and its zero points are such that TFLM takes a bitmap of them. */
static bool is_taken(const PackShape *shape, Error *err)
{
	if (pack_value_bytes(shape->type) == 0)
		return failed(err, "bitmap: TFLM has none of %s", type_name(shape->type));
	if (shape->type == TYPE_INT8 || !shape->zero_points)
		return true;
	for (int c = 0; c < shape->channels; c++) {
		if (shape->zero_points[c])
			return failed(err, "bitmap: the zero point of %s must be 0, not %lld",
				type_name(shape->type), (long long)shape->zero_points[c]);
	}
	return true;
}

/* What stands for a value that is left out; only int8 has others than 0. */
static uint64_t fill_of(const PackShape *shape, size_t i)
{
	return shape->zero_points ? (uint8_t)shape->zero_points[pack_channel(shape, i)] : 0;
}

static bool is_kept(const uint8_t *mask, size_t i)
{
	return mask[i / 8] >> (7 - i % 8) & 1;
}

static size_t count_kept(const uint8_t *mask, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		kept += is_kept(mask, i);
	return kept;
}

bool bitmap_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	Error unused = {0};
	size_t value_bytes = pack_value_bytes(shape->type), n = shape->n;
	if (n == 0 || !is_taken(shape, &unused))
		return false;
	size_t mask_bytes = (n + 7) / 8;
	uint8_t *mask = arena_alloc(arena, mask_bytes);
	for (size_t i = 0; i < n; i++) {
		if (pack_value(values, i, value_bytes) != fill_of(shape, i))
			mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}

	size_t kept_bytes = count_kept(mask, n) * value_bytes;
	uint8_t *ancillary = pack_ancillary(PACK_BITMAP, kept_bytes, arena);
	uint8_t *next = ancillary + PACK_HEADER_BYTES;
	for (size_t i = 0; i < n; i++) {
		if (is_kept(mask, i)) {
			memcpy(next, (const uint8_t *)values + i * value_bytes, value_bytes);
			next += value_bytes;
		}
	}
	packed->encoded = (Bytes){mask, mask_bytes};
	packed->ancillary = (Bytes){ancillary, PACK_HEADER_BYTES + kept_bytes};
	return true;
}

bool bitmap_decode(const PackShape *shape, const Packed *packed, void *values, Error *err)
{
	size_t value_bytes = pack_value_bytes(shape->type), n = shape->n;
	if (!is_taken(shape, err))
		return false;
	Bytes mask = packed->encoded;
	if (n / 8 + (n % 8 != 0) > mask.n)
		return failed(err, "bitmap of %zu bytes for %zu values", mask.n, n);
	size_t kept = count_kept(mask.data, n);
	size_t there = (packed->ancillary.n - PACK_HEADER_BYTES) / value_bytes;
	if (kept > there)
		return failed(err, "bitmap: %zu of %zu values are there", there, kept);

	const uint8_t *next = packed->ancillary.data + PACK_HEADER_BYTES;
	uint8_t *out = values;
	for (size_t i = 0; i < n; i++, out += value_bytes) {
		uint64_t fill = fill_of(shape, i);
		bool from_list = is_kept(mask.data, i);
		memcpy(out, from_list ? (const void *)next : &fill, value_bytes);
		next += from_list ? value_bytes : 0;
	}
	return true;
}
