/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "tests/unit/place_case.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/shared.h"

enum { FEW = 6 };

/* Steps that each make a block, some of which live on; most may overlap what dies there. */
static Case random_program(uint32_t seed, int n, int longest)
{
	Case net = {.n = n};
	uint32_t state = seed;
	for (int i = 0; i < n; i++) {
		int life = random_between(&state, 0, 2) ? 1 : random_between(&state, 0, longest);
		int64_t bytes = random_between(&state, 0, 20) * random_between(&state, 1, 20);
		bool same = i > 0 && random_between(&state, 0, 2) == 0;
		net.blocks[i] = (Block){.bytes = same ? net.blocks[i - 1].bytes : bytes,
			.first = i,
			.last = i + life};
	}
	for (int out = 0; out < n; out++)
		for (int in = 0; in < out; in++) {
			if (net.blocks[in].last != out || !random_between(&state, 0, 3))
				continue;
			int64_t least = random_between(&state, 0, 1) ? 0 : -50;
			add_lead(&net, out, in,
				random_between(&state, 0, 1)
					? 0
					: random_between(&state, (int)least, (int)net.blocks[out].bytes));
		}
	return net;
}

/* In every way to put one of each pair below the other: as low as that lets them all lie. */
typedef struct Judge {
	int n_pairs;
	int a[FEW * FEW], b[FEW * FEW];
	int64_t a_room[FEW * FEW], b_room[FEW * FEW];
} Judge;

static int64_t rounded(int64_t bytes)
{
	return (bytes + 3) & ~(int64_t)3;
}

static Judge judge_of(const Case *net)
{
	Judge judge = {0};
	for (int out = 0; out < net->n; out++)
		for (int in = 0; in < out; in++) {
			const Block *a = &net->blocks[out], *b = &net->blocks[in];
			if (a->first > b->last || b->first > a->last || !a->bytes || !b->bytes)
				continue;
			int64_t room = rounded(a->bytes);
			for (int i = 0; i < net->n_leads; i++)
				if (net->leads[i].out == out && net->leads[i].in == in &&
					rounded(net->leads[i].bytes) < room)
					room = rounded(net->leads[i].bytes);
			int k = judge.n_pairs++;
			judge.a[k] = out, judge.b[k] = in;
			judge.a_room[k] = room, judge.b_room[k] = rounded(b->bytes);
		}
	return judge;
}

static int64_t end_of(const Case *net, const Judge *judge, int ways, int64_t limit)
{
	int64_t offsets[FEW] = {0}, end = 0;
	for (bool moved = true; moved && end <= limit;) {
		moved = false;
		for (int k = 0; k < judge->n_pairs; k++) {
			bool below = ways >> k & 1;
			int lower = below ? judge->a[k] : judge->b[k];
			int upper = below ? judge->b[k] : judge->a[k];
			int64_t least =
				offsets[lower] + (below ? judge->a_room[k] : judge->b_room[k]);
			moved = moved || least > offsets[upper];
			if (least > offsets[upper])
				offsets[upper] = least;
		}
		for (int i = 0; i < net->n; i++)
			if (offsets[i] + rounded(net->blocks[i].bytes) > end)
				end = offsets[i] + rounded(net->blocks[i].bytes);
	}
	return end;
}

static int64_t least_by_trying_all(const Case *net)
{
	Judge judge = judge_of(net);
	int64_t least = INT64_MAX;
	for (int ways = 0; ways < 1 << judge.n_pairs; ways++) {
		int64_t end = end_of(net, &judge, ways, least);
		if (end < least)
			least = end;
	}
	return least;
}

Test(place_random, finds_the_smallest_arena_for_few_blocks)
{
	for (uint32_t seed = 0; seed < 2000; seed++) {
		Case net = random_program(seed, 1 + (int)(seed % FEW), 4);
		int64_t least = least_by_trying_all(&net);
		Placement placement = place(&net, 4);
		cr_assert_eq(placement.bytes, least, "seed %u: %d, %d tried", seed,
			(int)placement.bytes, (int)least);
		cr_assert_eq(placement.bound_bytes, least, "seed %u", seed);
	}
}

Test(place_random, loses_nothing_in_any_program_and_does_the_same_again)
{
	int n_best = 0, n = 0;
	for (uint32_t seed = 0; seed < 300; seed++) {
		Case net = random_program(seed, 1 + (int)(seed * 7 % MOST_BLOCKS), 12);
		Placement placement = place(&net, 4);
		Case again = net;
		place(&again, 4);
		for (int i = 0; i < net.n; i++)
			cr_assert_eq(net.blocks[i].offset, again.blocks[i].offset);
		n_best += placement.bytes == placement.bound_bytes;
		n++;
	}
	measured("placement: %d of %d random programs of 1 to %d blocks in the smallest "
			 "arena, proven",
		n_best, n, MOST_BLOCKS);
}
