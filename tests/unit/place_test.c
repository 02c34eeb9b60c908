/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/place_case.h"

#include <criterion/criterion.h>

static Block block(int64_t bytes, int first, int last)
{
	return (Block){.bytes = bytes, .first = first, .last = last};
}

/* The arena is of so many bytes, and known to be the smallest. */
static void expect_best(Case *net, int64_t bytes)
{
	Placement placement = place(net, 4);
	cr_expect_eq(placement.bytes, bytes, "%d", (int)placement.bytes);
	cr_expect_eq(placement.bound_bytes, bytes, "%d", (int)placement.bound_bytes);
}

/* Layers one behind the other, each block read by the next step alone. */
static Case chain(int n, const int64_t *bytes)
{
	Case net = {.n = n};
	for (int i = 0; i < n; i++)
		net.blocks[i] = block(bytes[i], i, i + 1);
	return net;
}

Test(place, a_chain_takes_its_two_largest_neighbours)
{
	Case net = chain(5, (const int64_t[]){400, 800, 100, 900, 200});
	expect_best(&net, 1200);
	Placement placement = place(&net, 4);
	cr_expect_eq(placement.live_bytes, 1200);
}

Test(place, a_residual_takes_what_waits_beside_the_rest)
{
	Case net = {{block(100, 0, 3), block(200, 1, 2), block(300, 2, 3), block(100, 3, 4),
					block(500, 4, 5)},
		.n = 5};
	expect_best(&net, 600);
}

Test(place, a_diamond_takes_both_branches)
{
	Case net = {{block(100, 0, 2), block(60, 1, 3), block(80, 2, 3), block(40, 3, 4)},
		.n = 4};
	expect_best(&net, 240);
}

Test(place, finds_what_no_order_of_lowest_places_does)
{
	/* The two that wait must lie at opposite ends for the large ones to fit beside them. */
	Case net = {{block(16, 0, 2), block(24, 1, 1), block(16, 2, 5), block(24, 3, 3)},
		.n = 4};
	expect_best(&net, 40);
	Case larger = {{block(24, 3, 3), block(16, 1, 2), block(16, 1, 4), block(8, 4, 6),
					   block(24, 5, 5), block(8, 5, 6), block(4, 1, 1), block(16, 4, 4)},
		.n = 8};
	expect_best(&larger, 40);
}

Test(place, leads_of_0_let_a_chain_run_in_one_place)
{
	Case net = chain(4, (const int64_t[]){100, 100, 80, 100});
	for (int i = 1; i < net.n; i++)
		add_lead(&net, i, i - 1, 0);
	expect_best(&net, 100);
	cr_expect_eq(place(&net, 4).live_bytes, 200);
}

/* Three in a row, each 16 below the one before; the bound of a step alone is 116. */
Test(place, leads_add_up_along_a_chain)
{
	Case net = chain(4, (const int64_t[]){100, 100, 100, 100});
	for (int i = 1; i < net.n; i++)
		add_lead(&net, i, i - 1, 16);
	expect_best(&net, 148);
}

Test(place, a_chain_of_leads_starts_afresh_where_that_takes_less)
{
	Case net = chain(7, (const int64_t[]){100, 100, 100, 12, 100, 100, 100});
	for (int i = 1; i < net.n; i++)
		add_lead(&net, i, i - 1, 16);
	expect_best(&net, 132);
}

Test(place, an_operand_that_dies_may_be_overwritten)
{
	Case net = {{block(100, 0, 2), block(100, 1, 2), block(100, 2, 3)}, .n = 3};
	add_lead(&net, 2, 0, 0);
	add_lead(&net, 2, 1, 0);
	expect_best(&net, 200);
}

Test(place, one_that_lives_on_may_not)
{
	Case net = {{block(100, 0, 2), block(100, 1, 2)}, .n = 2};
	add_lead(&net, 1, 0, 0);
	expect_best(&net, 200);
	Case early = {{block(100, 0, 1), block(100, 0, 2)}, .n = 2};
	add_lead(&early, 1, 0, 0);
	expect_best(&early, 200);
}

Test(place, a_lead_asks_for_so_much_of_a_start)
{
	Case net = chain(2, (const int64_t[]){100, 60});
	add_lead(&net, 1, 0, 24);
	expect_best(&net, 124);
	cr_expect_geq(net.blocks[0].offset, net.blocks[1].offset + 24);
}

Test(place, a_lead_as_long_as_its_block_keeps_the_two_apart)
{
	for (int64_t bytes = 60; bytes <= INT64_MAX / 4; bytes *= 8) {
		Case net = chain(2, (const int64_t[]){100, 60});
		add_lead(&net, 1, 0, bytes);
		expect_best(&net, 160);
	}
}

Test(place, a_lead_below_0_lets_the_out_begin_behind_the_in)
{
	/* The out must keep clear of what waits below, and so begins 40 behind the in. */
	Case net = {{block(100, 0, 1), block(40, 1, 3), block(60, 1, 2), block(60, 2, 2)},
		.n = 4};
	add_lead(&net, 1, 0, -40);
	add_lead(&net, 2, 0, 0);
	expect_best(&net, 160);
	Case free = chain(2, (const int64_t[]){100, 60});
	add_lead(&free, 1, 0, INT64_MIN);
	expect_best(&free, 100);
}

Test(place, of_two_leads_the_stricter_holds)
{
	Case net = chain(2, (const int64_t[]){100, 100});
	add_lead(&net, 1, 0, 8);
	add_lead(&net, 1, 0, 32);
	add_lead(&net, 1, 0, 0);
	expect_best(&net, 132);
}

Test(place, a_lead_between_steps_that_do_not_meet_or_of_itself_changes_nothing)
{
	Case net = chain(3, (const int64_t[]){100, 100, 100});
	add_lead(&net, 2, 0, 0);
	add_lead(&net, 0, 1, 0);
	add_lead(&net, 1, 1, 0);
	expect_best(&net, 200);
}

Test(place, sizes_and_leads_are_rounded_up_to_the_alignment)
{
	Case net = chain(2, (const int64_t[]){10, 5});
	cr_expect_eq(place(&net, 4).bytes, 20);
	cr_expect_eq(place(&net, 16).bytes, 32);
	cr_expect_eq(place(&net, 1).bytes, 15);
	add_lead(&net, 1, 0, 1);
	cr_expect_eq(place(&net, 4).bytes, 16);
	net.leads[0].bytes = -3;
	cr_expect_eq(place(&net, 4).bytes, 12);
}

Test(place, nothing_takes_nothing)
{
	Case none = {.n = 0};
	expect_best(&none, 0);
	Case empty = {{block(0, 0, 9), block(8, 3, 4), block(0, 4, 4)}, .n = 3};
	add_lead(&empty, 2, 1, 0);
	expect_best(&empty, 8);
	cr_expect_eq(empty.blocks[0].offset, 0);
}

Test(place, refuses_sizes_that_cannot_be_added)
{
	Case net = chain(3, (const int64_t[]){4, INT64_MAX, INT64_MAX});
	Placement placement;
	Error err = {0};
	cr_expect_not(place_blocks(net.blocks, 3, NULL, 0, 4, &placement, &err));
	cr_expect_str_eq(err.text, "the tensors take 2^60 bytes or more");
	net = chain(3, (const int64_t[]){4, (int64_t)1 << 59, ((int64_t)1 << 59) - 64});
	cr_expect_eq(place(&net, 4).bytes, ((int64_t)1 << 60) - 64);
}

Test(place, refuses_more_pairs_than_it_has_room_for)
{
	enum { N = 3000 };
	static Block blocks[N];
	Placement placement;
	Error err = {0};
	for (int i = 0; i < N; i++)
		blocks[i] = block(4, 0, 1);
	cr_expect_not(place_blocks(blocks, N, NULL, 0, 4, &placement, &err));
	cr_expect_str_eq(err.text, "more than 4194304 pairs of tensors are alive together");
}
