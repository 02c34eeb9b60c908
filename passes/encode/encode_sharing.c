/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode_sharing.h"

#include <math.h>
#include <string.h>

/* Units that have one code. */
typedef struct Pool {
	uint64_t counts[256];
	size_t
		bytes; /* of their streams and the table, with overhead; at first see start() */
	int n_units;
	bool is_joined; /* to another: empty */
} Pool;

typedef struct Sharing {
	const Sharer *sharers;
	int n;
	Pool *pools;       /* one a unit at first */
	int *pool_of;      /* of each unit */
	bool *is_tried;    /* [n, n] pairs of pools that do not pay */
	double *estimates; /* [n, n] bytes that a pair saves, roughly */
} Sharing;

HuffmanCode *code_of_counts(const uint64_t counts[256], Arena *arena)
{
	SymbolCounts all = symbol_counts_new(TYPE_INT8, arena);
	memcpy(all.counts, counts, 256 * sizeof *counts);
	return huffman_code(&all, arena);
}

/* --- What pools cost --- */

/* Bytes of two pools with one code, roughly, from the entropy. */
static double estimated_bytes(const Pool *a, const Pool *b)
{
	double total = 0, bits = 0;
	int n_symbols = 0;
	for (int i = 0; i < 256; i++)
		total += (double)(a->counts[i] + b->counts[i]);
	for (int i = 0; i < 256; i++) {
		double count = (double)(a->counts[i] + b->counts[i]);
		if (count > 0)
			bits += count * log2(total / count);
		n_symbols += count > 0;
	}
	return bits / 8 + 2.2 * n_symbols + PACK_HEADER_BYTES + ANCILLARY_OVERHEAD +
		(a->n_units + b->n_units) * (ENCODED_OVERHEAD + 4.0);
}

static void count_unit(Pool *pool, const Unit *unit)
{
	for (int i = 0; i < 256; i++)
		pool->counts[i] += unit->counts.counts[i];
	pool->n_units++;
}

static size_t part_of(const HuffmanCode *code, const Sharer *sharer)
{
	return ENCODED_OVERHEAD + huffman_encoded_bytes(code, &sharer->unit->counts);
}

/* Count the units of pools a and b (which may be one), and their bytes with one code. */
static Pool joint_pool(const Sharing *sharing, int a, int b)
{
	Pool joint = {0};
	Arena scratch = {0};
	for (int i = 0; i < sharing->n; i++)
		if (sharing->pool_of[i] == a || sharing->pool_of[i] == b)
			count_unit(&joint, sharing->sharers[i].unit);
	const HuffmanCode *code = code_of_counts(joint.counts, &scratch);
	joint.bytes = code ? code->ancillary.n + ANCILLARY_OVERHEAD : SIZE_MAX / 4;
	for (int i = 0; code && i < sharing->n; i++)
		if (sharing->pool_of[i] == a || sharing->pool_of[i] == b)
			joint.bytes += part_of(code, &sharing->sharers[i]);
	arena_finish(&scratch);
	return joint;
}

/* --- Growing --- */

static size_t place_of(const Sharing *sharing, int a, int b)
{
	int low = a < b ? a : b, high = a < b ? b : a;
	return (size_t)low * (size_t)sharing->n + (size_t)high;
}

static void estimate_with(Sharing *sharing, int a)
{
	const Pool *pools = sharing->pools;
	for (int b = 0; b < sharing->n; b++) {
		if (b == a || pools[b].is_joined)
			continue;
		sharing->estimates[place_of(sharing, a, b)] =
			(double)(pools[a].bytes + pools[b].bytes) -
			estimated_bytes(&pools[a], &pools[b]);
		sharing->is_tried[place_of(sharing, a, b)] = false;
	}
}

/* The most promising pair not tried; false where none promises anything. */
static bool next_pair(const Sharing *sharing, int *a, int *b)
{
	double best = -PACK_HEADER_BYTES; /* estimates are that good */
	*a = -1;
	for (int i = 0; i < sharing->n; i++) {
		for (int k = i + 1; k < sharing->n; k++) {
			size_t place = place_of(sharing, i, k);
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

/* Each unit in a pool of its own, that takes what the unit does alone or with its own code. */
static void start(Sharing *sharing, bool as_alone)
{
	for (int i = 0; i < sharing->n; i++)
		sharing->pool_of[i] = i;
	for (int i = 0; i < sharing->n; i++) {
		sharing->pools[i] = joint_pool(sharing, i, i);
		if (as_alone)
			sharing->pools[i].bytes = sharing->sharers[i].alone;
	}
}

static void grow(Sharing *sharing)
{
	int a, b;
	for (int i = 0; i < sharing->n; i++)
		estimate_with(sharing, i);
	while (next_pair(sharing, &a, &b)) {
		Pool joint = joint_pool(sharing, a, b);
		if (joint.bytes >= sharing->pools[a].bytes + sharing->pools[b].bytes) {
			sharing->is_tried[place_of(sharing, a, b)] = true;
			continue;
		}
		sharing->pools[a] = joint;
		sharing->pools[b].is_joined = true;
		for (int i = 0; i < sharing->n; i++)
			if (sharing->pool_of[i] == b)
				sharing->pool_of[i] = a;
		estimate_with(sharing, a);
	}
}

/* --- Settling --- */

/* Let a unit go that its pool's code makes larger than it is alone. Returns whether one went. */
static bool let_one_go(Sharing *sharing, int pool)
{
	Arena scratch = {0};
	const HuffmanCode *code = code_of_counts(sharing->pools[pool].counts, &scratch);
	int worst = -1;
	size_t most = 0;
	for (int i = 0; i < sharing->n; i++) {
		size_t alone = sharing->sharers[i].alone;
		if (sharing->pool_of[i] != pool)
			continue;
		size_t part = part_of(code, &sharing->sharers[i]);
		if (part > alone && part - alone > most) {
			most = part - alone;
			worst = i;
		}
	}
	arena_finish(&scratch);
	if (worst >= 0)
		sharing->pool_of[worst] = -1;
	return worst >= 0;
}

static size_t alone_bytes(const Sharing *sharing, int pool)
{
	size_t bytes = 0;
	for (int i = 0; i < sharing->n; i++)
		if (sharing->pool_of[i] == pool)
			bytes += sharing->sharers[i].alone;
	return bytes;
}

/* Leave those pools that are better than their units alone; all others' units get pool -1.
 * Returns the bytes of all. */
static size_t settle(Sharing *sharing)
{
	size_t total = 0;
	for (int p = 0; p < sharing->n; p++) {
		if (sharing->pools[p].is_joined)
			continue;
		while (sharing->pools[p].n_units > 1 && let_one_go(sharing, p))
			sharing->pools[p] = joint_pool(sharing, p, p);
		size_t alone = alone_bytes(sharing, p);
		if (sharing->pools[p].n_units > 1 && sharing->pools[p].bytes < alone) {
			total += sharing->pools[p].bytes;
			continue;
		}
		for (int i = 0; i < sharing->n; i++)
			if (sharing->pool_of[i] == p)
				sharing->pool_of[i] = -1;
	}
	return total + alone_bytes(sharing, -1);
}

void share_codes(const Sharer *sharers, int n, Arena *arena)
{
	size_t count = (size_t)n, bytes[2];
	int *pool_of[2];
	for (int way = 0; way < 2; way++) {
		Arena scratch = {0};
		Sharing sharing = {.sharers = sharers, .n = n};
		sharing.pools = arena_array(&scratch, count, sizeof *sharing.pools);
		sharing.is_tried = arena_array(&scratch, count * count, sizeof(bool));
		sharing.estimates = arena_array(&scratch, count * count, sizeof(double));
		sharing.pool_of = pool_of[way] = arena_array(arena, count, sizeof(int));
		start(&sharing, way == 0);
		grow(&sharing);
		bytes[way] = settle(&sharing);
		arena_finish(&scratch);
	}
	const int *best = pool_of[bytes[1] < bytes[0]];
	for (int i = 0; i < n; i++) {
		if (best[i] < 0)
			continue;
		sharers[i].unit->kind = PACK_HUFFMAN;
		sharers[i].unit->group = best[i];
	}
}
