/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/placement.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/arena.h"

/* Fixed ones first, in the order given; then the largest, of equals the later one. They lie
 * in one array, so that the greater pointer is the later buffer. */
static int compare_order(const void *a, const void *b)
{
	const PlannedBuffer *x = *(PlannedBuffer *const *)a, *y = *(PlannedBuffer *const *)b;
	if (x->is_fixed != y->is_fixed)
		return x->is_fixed ? -1 : 1;
	if (!x->is_fixed && x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	int earlier = (x > y) - (x < y);
	return x->is_fixed ? earlier : -earlier;
}

static bool alive_together(const PlannedBuffer *a, const PlannedBuffer *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/* The lowest gap that is wide enough among those placed, which are in order of offset. */
static uint64_t lowest_gap(PlannedBuffer *const *placed, int n,
	const PlannedBuffer *wanted)
{
	uint64_t offset = 0;
	for (int i = 0; i < n; i++) {
		const PlannedBuffer *other = placed[i];
		if (!alive_together(wanted, other))
			continue;
		if (other->offset >= offset && other->offset - offset >= wanted->bytes)
			break;
		if (other->offset + other->bytes > offset)
			offset = other->offset + other->bytes;
	}
	return offset;
}

/* Behind all those at the same offset or before it. */
static void insert(PlannedBuffer **placed, int n, PlannedBuffer *buffer)
{
	int low = 0, high = n;
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (placed[middle]->offset <= buffer->offset)
			low = middle + 1;
		else
			high = middle;
	}
	memmove(&placed[low + 1], &placed[low], (size_t)(n - low) * sizeof(PlannedBuffer *));
	placed[low] = buffer;
}

uint64_t plan_buffers(PlannedBuffer *buffers, int n)
{
	Arena scratch = {0};
	PlannedBuffer **order = arena_array(&scratch, (size_t)n, sizeof(PlannedBuffer *));
	PlannedBuffer **placed = arena_array(&scratch, (size_t)n, sizeof(PlannedBuffer *));
	for (int i = 0; i < n; i++)
		order[i] = &buffers[i];
	qsort(order, (size_t)n, sizeof(PlannedBuffer *), compare_order);

	uint64_t end = 0;
	for (int i = 0; i < n; i++) {
		PlannedBuffer *buffer = order[i];
		if (!buffer->is_fixed)
			buffer->offset = lowest_gap(placed, i, buffer);
		insert(placed, i, buffer);
		if (buffer->offset + buffer->bytes > end)
			end = buffer->offset + buffer->bytes;
	}
	arena_finish(&scratch);
	return end;
}
