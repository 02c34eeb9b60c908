/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode_choice.h"

#include "passes/encode/encode_sharing.h"
#include "src/codec/bitmap.h"
#include "src/codec/lookup.h"
#include "src/codec/sparse.h"

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

/* The ancillary bytes of what is sparse are the same for all tensors: a file has them once. */
static size_t packed_bytes(PackKind kind, const Packed *packed)
{
	size_t stream = packed->encoded.n + ENCODED_OVERHEAD;
	return kind == PACK_SPARSE ? stream
							   : stream + packed->ancillary.n + ANCILLARY_OVERHEAD;
}

/* The best of the kinds that take it, whether or not that is worth it; its bytes. */
static size_t pack_alone(Unit *unit, Arena *arena)
{
	size_t best = SIZE_MAX;
	for (int i = 0; i < N_KINDS; i++) {
		Packed packed;
		if (!(unit->kinds & 1u << i) || !pack(unit, pack_kinds[i], arena, &packed) ||
			packed_bytes(pack_kinds[i], &packed) >= best)
			continue;
		best = packed_bytes(pack_kinds[i], &packed);
		unit->kind = pack_kinds[i];
		unit->packed = packed;
	}
	return best;
}

/* --- All of them --- */

static bool can_share(const Unit *unit)
{
	return (unit->kinds & ENCODE_HUFFMAN) && unit->counts.type == TYPE_INT8;
}

void choose_packing(Unit *units, int n, const EncodeSettings *settings, Arena *arena)
{
	Sharer *sharers = arena_array(arena, (size_t)n, sizeof *sharers);
	int n_sharers = 0;
	for (int i = 0; i < n; i++) {
		Unit *unit = &units[i];
		size_t dense = unit->buffer->n_bytes, packed = pack_alone(unit, arena);
		if (packed == SIZE_MAX)
			continue;
		unit->gain = (int64_t)dense - (int64_t)packed;
		/* Estimates err by less than the overhead, and what is not worth it goes later. */
		unit->is_packed = unit->gain > settings->min_gain - ENCODED_OVERHEAD;
		unit->outcome = KEPT_NO_GAIN;
		if (can_share(unit) && n_sharers < MOST_SHARING)
			sharers[n_sharers++] = (Sharer){unit, packed < dense ? packed : dense};
	}
	share_codes(sharers, n_sharers, arena);
	for (int i = 0; i < n; i++)
		units[i].is_packed = units[i].is_packed || units[i].group >= 0;
	pack_units(units, n, arena);
}

static bool is_packed_in(const Unit *unit, int group)
{
	return unit->is_packed && unit->group == group;
}

void pack_group(Unit *units, int n, int group, Arena *arena)
{
	uint64_t counts[256] = {0};
	if (group < 0)
		return;
	for (int i = 0; i < n; i++)
		for (int k = 0; is_packed_in(&units[i], group) && k < 256; k++)
			counts[k] += units[i].counts.counts[k];
	const HuffmanCode *code = code_of_counts(counts, arena);
	for (int i = 0; code && i < n; i++) {
		Unit *unit = &units[i];
		if (!is_packed_in(unit, group))
			continue;
		unit->packed.ancillary = code->ancillary;
		unit->packed.encoded = huffman_encode(code, unit->buffer->data,
			unit_shape(unit, PACK_HUFFMAN)->n, arena);
	}
}

/* Groups are numbered as units are. */
void pack_units(Unit *units, int n, Arena *arena)
{
	for (int group = 0; group < n; group++)
		pack_group(units, n, group, arena);
}
