/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/place_case.h"

#include <criterion/criterion.h>

void add_lead(Case *net, int out, int in, int64_t bytes)
{
	net->leads[net->n_leads++] = (Lead){out, in, bytes};
}

static bool may_overlap(const Case *net, int out, int in)
{
	const Block *a = &net->blocks[out], *b = &net->blocks[in];
	bool found = false;
	if (a->first != b->last)
		return false;
	for (int i = 0; i < net->n_leads; i++) {
		const Lead *lead = &net->leads[i];
		if (lead->out != out || lead->in != in)
			continue;
		if (a->offset + lead->bytes > b->offset)
			return false;
		found = true;
	}
	return found;
}

/* Says nothing of how places are found: only whether these are such that nothing is lost. */
static bool is_valid(const Case *net, int alignment, int64_t bytes)
{
	for (int i = 0; i < net->n; i++) {
		const Block *a = &net->blocks[i];
		if (a->offset < 0 || a->offset % alignment || a->offset + a->bytes > bytes)
			return false;
		for (int k = 0; k < i; k++) {
			const Block *b = &net->blocks[k];
			bool together = a->first <= b->last && b->first <= a->last;
			bool apart =
				a->offset + a->bytes <= b->offset || b->offset + b->bytes <= a->offset;
			if (together && !apart && a->bytes && b->bytes && !may_overlap(net, i, k) &&
				!may_overlap(net, k, i))
				return false;
		}
	}
	return true;
}

/* Place them, and check what holds of every placement. */
Placement place(Case *net, int alignment)
{
	Placement placement;
	Error err = {0};
	cr_assert(place_blocks(net->blocks, net->n, net->leads, net->n_leads, alignment,
				  &placement, &err),
		"%s", err.text);
	cr_assert(is_valid(net, alignment, placement.bytes));
	cr_assert_leq(placement.bound_bytes, placement.bytes);
	cr_assert_eq(placement.bytes % alignment, 0);
	return placement;
}
