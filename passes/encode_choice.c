/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode_choice.h"

#include <math.h>
#include <string.h>

#include "src/codec/bitmap.h"
#include "src/codec/lookup.h"
#include "src/codec/sparse.h"

/*
 * What a file takes for a packed tensor beside its bytes, as whit writes it: the entry of the
 * encoded tensor and the operator; the entry and the buffer of the ancillary one. They are
 * here to choose by; what counts in the end is the file.
 */
enum { ENCODED_OVERHEAD = 72, ANCILLARY_OVERHEAD = 60 };

enum { MOST_SHARING = 512 }; /* units that are looked at in pairs */

/* --- One tensor --- */

static bool pack(const Unit *unit, PackKind kind, Arena *arena, Packed *packed)
{
	const PackShape *shape = unit_shape(unit, kind);
	const void *values = unit->buffer->data;
	switch (kind) {
	case PACK_LOOKUP:
		return lookup_encode(shape, values, arena, packed);
	case PACK_BITMAP:
		return bitmap_encode(shape, values, arena, packed);
	case PACK_SPARSE:
		return sparse_encode(shape, values, arena, packed);
	case PACK_HUFFMAN:
		break;
	}
	HuffmanCode *code = huffman_code(&unit->counts, arena);
	if (!code)
		return false;
	packed->ancillary = code->ancillary;
	packed->encoded = huffman_encode(code, values, shape->n, arena);
	return true;
}

static size_t packed_bytes(const Packed *packed)
{
	return packed->encoded.n + packed->ancillary.n + ENCODED_OVERHEAD +
		ANCILLARY_OVERHEAD;
}

/* The best of the kinds that take it, whether or not that is worth it; its bytes. */
static size_t pack_alone(Unit *unit, Arena *arena)
{
	size_t best = SIZE_MAX;
	for (int i = 0; i < N_KINDS; i++) {
		Packed packed;
		if (!(unit->kinds & 1u << i) || !pack(unit, pack_kinds[i], arena, &packed) ||
			packed_bytes(&packed) >= best)
			continue;
		best = packed_bytes(&packed);
		unit->kind = pack_kinds[i];
		unit->packed = packed;
	}
	return best;
}

/* --- Codes that tensors share --- */

typedef struct Pool {
	uint64_t counts[256]; /* of all its units */
	size_t bytes;         /* that they take as they are */
	int n_units;
	bool is_joined; /* to another */
} Pool;

typedef struct Sharing {
	Unit **units;      /* those of int8 values that Huffman takes */
	Pool *pools;       /* one a unit at first */
	int *pool_of;      /* of each unit */
	bool *is_tried;    /* [n, n] pairs that do not pay */
	double *estimates; /* [n, n] bytes saved, as estimated */
	int n;
	Arena *arena;
} Sharing;

/* Bytes of Huffman streams and one table for them, roughly. */
static double estimated_bytes(const uint64_t *a, const uint64_t *b, int n_units)
{
	double total = 0, bits = 0;
	int n_symbols = 0;
	for (int i = 0; i < 256; i++)
		total += (double)(a[i] + b[i]);
	for (int i = 0; i < 256; i++) {
		double count = (double)(a[i] + b[i]);
		if (count > 0)
			bits += count * log2(total / count);
		n_symbols += count > 0;
	}
	return bits / 8 + 2.2 * n_symbols + PACK_HEADER_BYTES + ANCILLARY_OVERHEAD +
		n_units * (ENCODED_OVERHEAD + 4.0);
}

static void estimate_with(Sharing *sharing, int a)
{
	const Pool *pools = sharing->pools;
	for (int b = 0; b < sharing->n; b++) {
		if (b == a || pools[b].is_joined)
			continue;
		int low = a < b ? a : b, high = a < b ? b : a;
		sharing->estimates[low * sharing->n + high] =
			(double)(pools[a].bytes + pools[b].bytes) -
			estimated_bytes(pools[a].counts, pools[b].counts,
				pools[a].n_units + pools[b].n_units);
		sharing->is_tried[low * sharing->n + high] = false;
	}
}

/* The most promising pair not tried; false where none promises anything. */
static bool next_pair(const Sharing *sharing, int *a, int *b)
{
	double best = -PACK_HEADER_BYTES; /* estimates are that good */
	*a = -1;
	for (int i = 0; i < sharing->n; i++) {
		for (int k = i + 1; k < sharing->n; k++) {
			size_t place = (size_t)i * (size_t)sharing->n + (size_t)k;
			if (sharing->pools[i].is_joined || sharing->pools[k].is_joined ||
				sharing->is_tried[place] || sharing->estimates[place] <= best)
				continue;
			best = sharing->estimates[place];
			*a = i;
			*b = k;
		}
	}
	return *a >= 0;
}

static HuffmanCode *code_of(const uint64_t *counts, Arena *arena)
{
	SymbolCounts all = symbol_counts_new(TYPE_INT8, arena);
	memcpy(all.counts, counts, 256 * sizeof *counts);
	return huffman_code(&all, arena);
}

/* Bytes of both pools' units with one code. */
static size_t joint_bytes(const Sharing *sharing, int a, int b, Pool *joint)
{
	Arena scratch = {0};
	joint->n_units = sharing->pools[a].n_units + sharing->pools[b].n_units;
	for (int i = 0; i < 256; i++)
		joint->counts[i] = sharing->pools[a].counts[i] + sharing->pools[b].counts[i];
	const HuffmanCode *code = code_of(joint->counts, &scratch);
	joint->bytes = code ? code->ancillary.n + ANCILLARY_OVERHEAD : SIZE_MAX / 2;
	for (int i = 0; code && i < sharing->n; i++)
		if (sharing->pool_of[i] == a || sharing->pool_of[i] == b)
			joint->bytes += ENCODED_OVERHEAD +
				huffman_encoded_bytes(code, &sharing->units[i]->counts);
	arena_finish(&scratch);
	return joint->bytes;
}

static void join(Sharing *sharing, int a, int b, const Pool *joint)
{
	sharing->pools[a] = *joint;
	sharing->pools[b].is_joined = true;
	for (int i = 0; i < sharing->n; i++)
		if (sharing->pool_of[i] == b)
			sharing->pool_of[i] = a;
	estimate_with(sharing, a);
}

static void share_codes(Sharing *sharing)
{
	size_t n = (size_t)sharing->n;
	int a, b;
	Pool joint = {0};
	sharing->estimates = arena_array(sharing->arena, n * n, sizeof *sharing->estimates);
	sharing->is_tried = arena_array(sharing->arena, n * n, sizeof *sharing->is_tried);
	for (int i = 0; i < sharing->n; i++)
		estimate_with(sharing, i);
	while (next_pair(sharing, &a, &b)) {
		if (joint_bytes(sharing, a, b, &joint) <
			sharing->pools[a].bytes + sharing->pools[b].bytes)
			join(sharing, a, b, &joint);
		else
			sharing->is_tried[(size_t)a * n + (size_t)b] = true;
	}
	for (int i = 0; i < sharing->n; i++) {
		if (sharing->pools[sharing->pool_of[i]].n_units == 1)
			continue;
		sharing->units[i]->kind = PACK_HUFFMAN;
		sharing->units[i]->group = sharing->pool_of[i];
	}
}

/* --- All of them --- */

static bool can_share(const Unit *unit)
{
	return (unit->kinds & ENCODE_HUFFMAN) && unit->counts.type == TYPE_INT8;
}

static void add_to_sharing(Sharing *sharing, Unit *unit, size_t alone)
{
	size_t dense = unit->buffer->n_bytes;
	Pool *pool = &sharing->pools[sharing->n];
	memcpy(pool->counts, unit->counts.counts, sizeof pool->counts);
	pool->bytes = alone < dense ? alone : dense;
	pool->n_units = 1;
	sharing->pool_of[sharing->n] = sharing->n;
	sharing->units[sharing->n++] = unit;
}

void choose_packing(Unit *units, int n, const EncodeSettings *settings, Arena *arena)
{
	Sharing sharing = {.arena = arena};
	sharing.units = arena_array(arena, (size_t)n, sizeof(Unit *));
	sharing.pools = arena_array(arena, (size_t)n, sizeof *sharing.pools);
	sharing.pool_of = arena_array(arena, (size_t)n, sizeof *sharing.pool_of);
	for (int i = 0; i < n; i++) {
		Unit *unit = &units[i];
		size_t alone = pack_alone(unit, arena);
		if (alone == SIZE_MAX)
			continue;
		unit->gain = (int64_t)unit->buffer->n_bytes - (int64_t)alone;
		/* Estimates err by less than the overhead, and what is not worth it goes later. */
		unit->is_packed = unit->gain > settings->min_gain - ENCODED_OVERHEAD;
		unit->outcome = KEPT_NO_GAIN;
		if (can_share(unit) && sharing.n < MOST_SHARING)
			add_to_sharing(&sharing, unit, alone);
	}
	share_codes(&sharing);
	for (int i = 0; i < n; i++)
		units[i].is_packed = units[i].is_packed || units[i].group >= 0;
	pack_units(units, n, arena);
}

static void pack_group(Unit *units, int n, int first, Arena *arena)
{
	uint64_t counts[256] = {0};
	int group = units[first].group;
	for (int i = first; i < n; i++)
		for (int k = 0; units[i].is_packed && units[i].group == group && k < 256; k++)
			counts[k] += units[i].counts.counts[k];
	const HuffmanCode *code = code_of(counts, arena);
	for (int i = first; i < n; i++) {
		Unit *unit = &units[i];
		if (!unit->is_packed || unit->group != group)
			continue;
		unit->packed.ancillary = code->ancillary;
		unit->packed.encoded = huffman_encode(code, unit->buffer->data,
			unit_shape(unit, PACK_HUFFMAN)->n, arena);
	}
}

void pack_units(Unit *units, int n, Arena *arena)
{
	for (int i = 0; i < n; i++) {
		bool is_first = units[i].is_packed && units[i].group >= 0;
		for (int k = 0; k < i && is_first; k++)
			is_first = !units[k].is_packed || units[k].group != units[i].group;
		if (is_first)
			pack_group(units, n, i, arena);
	}
}
