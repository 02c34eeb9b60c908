/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/placement.h"

#include <criterion/criterion.h>

#include "tests/unit/random_s8.h"

enum { MOST = 60 };

static PlannedBuffer buffer(uint64_t bytes, int first, int last)
{
	return (PlannedBuffer){.bytes = bytes, .first = first, .last = last};
}

static void expect_apart(const PlannedBuffer *buffers, int n, uint64_t end, uint32_t seed)
{
	for (int i = 0; i < n; i++) {
		const PlannedBuffer *a = &buffers[i];
		cr_assert(a->offset + a->bytes <= end, "seed %u: block %d", seed, i);
		for (int k = 0; k < i; k++) {
			const PlannedBuffer *b = &buffers[k];
			bool together = a->first <= b->last && b->first <= a->last;
			bool overlap =
				a->offset < b->offset + b->bytes && b->offset < a->offset + a->bytes;
			cr_assert_not(together && overlap, "seed %u: buffers %d and %d", seed, k, i);
		}
	}
}

/* No less than is in use at the busiest step. */
static uint64_t least_bytes(const PlannedBuffer *buffers, int n)
{
	uint64_t most = 0;
	for (int step = 0; step < 40; step++) {
		uint64_t bytes = 0;
		for (int i = 0; i < n; i++)
			bytes += buffers[i].first <= step && buffers[i].last >= step
				? buffers[i].bytes
				: 0;
		most = bytes > most ? bytes : most;
	}
	return most;
}

Test(placement, keeps_apart_what_lives_together)
{
	for (uint32_t seed = 0; seed < 500; seed++) {
		PlannedBuffer buffers[MOST];
		uint32_t state = seed;
		uint64_t end = 0;
		int n = random_between(&state, 0, MOST);
		for (int i = 0; i < n; i++) {
			int32_t first = random_between(&state, 0, 30);
			uint64_t bytes = (uint64_t)random_between(&state, 0, 50) * 16;
			buffers[i] = buffer(bytes, first, first + random_between(&state, 0, 9));
		}
		uint64_t bytes = plan_buffers(buffers, n);
		for (int i = 0; i < n; i++)
			if (buffers[i].offset + buffers[i].bytes > end)
				end = buffers[i].offset + buffers[i].bytes;
		cr_expect_eq(bytes, end, "seed %u", seed);
		cr_expect_geq(bytes, least_bytes(buffers, n), "seed %u", seed);
		expect_apart(buffers, n, bytes, seed);
	}
}

/* Tensors that nothing touches live before the first step, together. */
Test(placement, makes_room_for_what_nothing_touches)
{
	PlannedBuffer buffers[] = {buffer(16, -1, -1), buffer(32, -1, -1), buffer(64, 0, 9)};
	cr_expect_eq(plan_buffers(buffers, 3), 64);
	cr_expect_eq(buffers[1].offset, 0);
	cr_expect_eq(buffers[0].offset, 32);
}

Test(placement, needs_nothing_for_nothing)
{
	cr_expect_eq(plan_buffers(NULL, 0), 0);
	PlannedBuffer empty = buffer(0, 0, 5);
	cr_expect_eq(plan_buffers(&empty, 1), 0);
	cr_expect_eq(empty.offset, 0);
}

Test(placement, shares_memory_between_lives_that_do_not_meet)
{
	PlannedBuffer buffers[] = {buffer(64, 0, 1), buffer(32, 1, 2), buffer(64, 2, 3),
		buffer(48, 4, 9)};
	cr_expect_eq(plan_buffers(buffers, 4), 96);
	cr_expect_eq(buffers[0].offset, 0);
	cr_expect_eq(buffers[1].offset, 64);
	cr_expect_eq(buffers[2].offset, 0);
	cr_expect_eq(buffers[3].offset, 0);
}

/* As TFLM does: where it takes another order, the arena that is told would be wrong. */
Test(placement, takes_the_largest_first_and_of_equals_the_later)
{
	PlannedBuffer buffers[] = {buffer(16, 0, 9), buffer(32, 0, 9), buffer(32, 0, 9)};
	cr_expect_eq(plan_buffers(buffers, 3), 80);
	cr_expect_eq(buffers[2].offset, 0);
	cr_expect_eq(buffers[1].offset, 32);
	cr_expect_eq(buffers[0].offset, 64);
}

Test(placement, leaves_fixed_buffers_where_they_are)
{
	PlannedBuffer buffers[] = {buffer(32, 0, 9), buffer(16, 0, 9), buffer(16, 0, 9)};
	buffers[1].is_fixed = true;
	buffers[1].offset = 16;
	cr_expect_eq(plan_buffers(buffers, 3), 64);
	cr_expect_eq(buffers[1].offset, 16);
	cr_expect_eq(buffers[0].offset, 32);
	cr_expect_eq(buffers[2].offset, 0);
}
