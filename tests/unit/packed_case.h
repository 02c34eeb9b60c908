/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of packed values share: writing bytes down, and looking at them. */
#ifndef TESTS_UNIT_PACKED_CASE_H
#define TESTS_UNIT_PACKED_CASE_H

#include <criterion/criterion.h>
#include <string.h>

#include "src/base/rng.h"
#include "src/codec/packed.h"

#define BYTES(...) \
	((Bytes){(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})})

/* A shape of one channel, or of several along the first or the last axis. */
static inline PackShape pack_shape(DataType type, size_t n, int channels, bool is_last)
{
	return (PackShape){.type = type,
		.n = n,
		.channels = channels,
		.is_last = is_last,
		.row = n / (size_t)channels};
}

static inline void expect_bytes(Bytes is, Bytes should_be, const char *what)
{
	cr_assert_eq(is.n, should_be.n, "%s: %zu bytes, not %zu", what, is.n, should_be.n);
	for (size_t i = 0; i < is.n; i++)
		cr_expect_eq(is.data[i], should_be.data[i], "%s, byte %zu: %02x, not %02x", what,
			i, is.data[i], should_be.data[i]);
}

typedef bool PackEncode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);
typedef bool PackDecode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

/* What is packed comes back as it was; returns what it was packed to. */
static inline Packed expect_round(PackEncode *encode, PackDecode *decode,
	const PackShape *shape, const void *values, Arena *arena)
{
	Error err = {0};
	Packed packed;
	cr_assert(encode(shape, values, arena, &packed), "%zu of %s", shape->n,
		type_name(shape->type));
	size_t n_bytes = shape->n * pack_value_bytes(shape->type);
	uint8_t *again = arena_alloc(arena, n_bytes + 1);
	again[n_bytes] = 99;
	cr_assert(decode(shape, &packed, again, &err), "%zu of %s: %s", shape->n,
		type_name(shape->type), err.text);
	cr_assert(memcmp(again, values, n_bytes) == 0, "%zu of %s", shape->n,
		type_name(shape->type));
	cr_expect_eq(again[n_bytes], 99);
	return packed;
}

/* That it is refused, and what is said of it. */
static inline void expect_refused(PackDecode *decode, const PackShape *shape,
	Bytes encoded, Bytes ancillary, const char *why)
{
	Error err = {0};
	uint8_t values[1024];
	Packed packed = {encoded, ancillary};
	cr_expect_not(decode(shape, &packed, values, &err), "not refused: %s", why);
	cr_expect_str_eq(err.text, why);
}

/* n values, each one of n_values that are as random as their bits allow; a share of zeros. */
static inline void *random_values(DataType type, size_t n, unsigned n_values, float zeros,
	Rng *rng, Arena *arena)
{
	size_t value_bytes = pack_value_bytes(type);
	uint64_t *kinds = arena_array(arena, n_values, sizeof *kinds);
	for (unsigned i = 0; i < n_values; i++)
		kinds[i] = type == TYPE_BOOL ? rng_below(rng, 2) : rng_next(rng);
	uint8_t *values = arena_alloc(arena, n * value_bytes);
	for (size_t i = 0; i < n; i++) {
		if (rng_float(rng) >= zeros)
			memcpy(values + i * value_bytes, &kinds[rng_below(rng, n_values)],
				value_bytes);
	}
	return values;
}

#endif
