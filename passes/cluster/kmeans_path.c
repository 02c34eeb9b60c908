/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans_path.h"

PathRoom path_room(uint32_t n, Arena *arena)
{
	size_t n_places = (size_t)n + 1;
	return (PathRoom){
		.best = arena_array(arena, n_places, sizeof(double)),
		.before = arena_array(arena, n_places, sizeof(uint32_t)),
		.candidates = arena_array(arena, n_places, sizeof(uint32_t)),
		.firsts = arena_array(arena, n_places, sizeof(uint32_t)),
	};
}

Path path_new(uint32_t n, Arena *arena)
{
	return (Path){.ends = arena_array(arena, n, sizeof(uint32_t))};
}

/* Whether a cell that ends at `to` better begins at `later` than at `earlier`. As costs are
 * Monge, from the first place on where that is so it stays so. */
static inline bool is_better(const Cells *cells, const double *best, uint32_t later,
	uint32_t earlier, uint32_t to)
{
	return best[later] + cell_cost(cells, later, to) <
		best[earlier] + cell_cost(cells, earlier, to);
}

/* The first place after `from` up to n where later is better; n + 1 where it never is. Steps
 * double until it is passed: as a rule it is near. */
static uint32_t first_better(const Cells *cells, const double *best, uint32_t later,
	uint32_t earlier, uint32_t from)
{
	uint32_t low = from, high = from, step = 1;
	for (;;) {
		if (high == cells->n)
			return cells->n + 1;
		high = cells->n - high > step ? high + step : cells->n;
		if (is_better(cells, best, later, earlier, high))
			break;
		low = high;
		step *= 2;
	}
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (is_better(cells, best, later, earlier, middle))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* Candidates first .. last - 1 begin the best cell to places from their `firsts` on. */
typedef struct Queue {
	uint32_t first, last;
} Queue;

/* Add the place `at`; those that it is better than wherever they were best are dropped. */
static void add_candidate(const Cells *cells, const PathRoom *room, Queue *queue,
	uint32_t at)
{
	uint32_t from = at;
	while (queue->last > queue->first) {
		uint32_t last = queue->last - 1, earlier = room->candidates[last];
		uint32_t first = room->firsts[last] > at + 1 ? room->firsts[last] : at + 1;
		if (!is_better(cells, room->best, at, earlier, first)) {
			from = first_better(cells, room->best, at, earlier, first);
			break;
		}
		from = first;
		if (first == at + 1) {
			queue->last = queue->first;
			break;
		}
		queue->last--;
	}
	if (queue->last == queue->first)
		from = at + 1;
	if (from > cells->n)
		return;
	room->candidates[queue->last] = at;
	room->firsts[queue->last++] = from;
}

static void trace(const Cells *cells, const PathRoom *room, Path *path)
{
	path->n = 0;
	path->cost = 0;
	for (uint32_t end = cells->n; end > 0; end = room->before[end])
		path->n++;
	uint32_t i = path->n;
	for (uint32_t end = cells->n; end > 0; end = room->before[end]) {
		path->ends[--i] = end;
		path->cost += cell_cost_precise(cells, room->before[end], end);
	}
}

void cheapest_path(const Cells *cells, double penalty, const PathRoom *room, Path *path)
{
	Queue queue = {0};
	room->best[0] = 0;
	add_candidate(cells, room, &queue, 0);
	for (uint32_t to = 1; to <= cells->n; to++) {
		while (queue.last - queue.first > 1 && room->firsts[queue.first + 1] <= to)
			queue.first++;
		uint32_t from = room->candidates[queue.first];
		room->before[to] = from;
		room->best[to] = room->best[from] + cell_cost(cells, from, to) + penalty;
		if (to < cells->n)
			add_candidate(cells, room, &queue, to);
	}
	trace(cells, room, path);
}

void splice_paths(const Cells *cells, const Path *fewer, const Path *more, uint32_t k,
	Path *path)
{
	uint32_t ahead = k - fewer->n, j = 0;
	while (more->ends[j + ahead] > fewer->ends[j])
		j++;
	path->n = 0;
	for (uint32_t i = 0; i < j + ahead; i++)
		path->ends[path->n++] = more->ends[i];
	for (uint32_t i = j; i < fewer->n; i++)
		path->ends[path->n++] = fewer->ends[i];
	path->cost = 0;
	for (uint32_t i = 0; i < k; i++)
		path->cost += cell_cost_precise(cells, i ? path->ends[i - 1] : 0, path->ends[i]);
}
