/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans.h"

#include <math.h>

#include "passes/cluster/kmeans_path.h"

/* A path that some penalty is known to make; that of a bound is not known. */
typedef struct Probe {
	Path path;
	double penalty;
	bool is_known;
} Probe;

/* The search for a path of k cells: what has been found on either side of it. */
typedef struct Search {
	const Cells *cells;
	uint32_t k;
	PathRoom room;
	Probe fewer, more; /* at first the one cell of all values, and a cell for each */
	Probe now;
} Search;

static Search search_new(const Cells *cells, uint32_t k, Arena *arena)
{
	Search search = {.cells = cells, .k = k, .room = path_room(cells->n, arena)};
	search.fewer.path = path_new(cells->n, arena);
	search.more.path = path_new(cells->n, arena);
	search.now.path = path_new(cells->n, arena);
	Path *one = &search.fewer.path, *all = &search.more.path;
	one->n = 1;
	one->ends[0] = cells->n;
	one->cost = cell_cost_precise(cells, 0, cells->n);
	all->n = cells->n;
	for (uint32_t i = 0; i < cells->n; i++) {
		all->ends[i] = i + 1;
		all->cost += cells->is_whole ? cell_cost_precise(cells, i, i + 1) : 0;
	}
	return search;
}

static void probe(Search *search, double penalty)
{
	search->now.penalty = penalty;
	search->now.is_known = true;
	cheapest_path(search->cells, penalty, &search->room, &search->now.path);
}

/* Take what was just found for the nearest on its side; false where there already is one as
 * near, of which then only the penalty may be nearer. */
static bool narrow(Search *search)
{
	uint32_t n = search->now.path.n;
	Probe *side = n < search->k ? &search->fewer : &search->more;
	bool is_nearer = n < search->k ? n > search->fewer.path.n : n < search->more.path.n;
	if (!is_nearer && n != side->path.n)
		return false;
	Probe was = *side;
	*side = search->now;
	search->now = was;
	return is_nearer;
}

/* At this penalty the paths on both sides cost the same, and one between them, if any is
 * cheaper, is found. */
static double even_penalty(const Search *search)
{
	const Path *fewer = &search->fewer.path, *more = &search->more.path;
	return (fewer->cost - more->cost) / (double)(more->n - fewer->n);
}

/* Of many values the least cost falls with the square of k, and the penalty with the cube. */
static double cube(double k)
{
	return k * k * k;
}

static double scaled_penalty(const Probe *from, double k)
{
	return from->penalty * (cube(from->path.n) / cube(k));
}

static double guess_penalty(const Search *search)
{
	const Probe *fewer = &search->fewer, *more = &search->more;
	double k = search->k, beyond = 0.5;
	if (fewer->is_known && more->is_known) {
		double least = cube(fewer->path.n), most = cube(more->path.n);
		double share = (cube(k) - least) / (most - least);
		return 1 / ((1 - share) / fewer->penalty + share / more->penalty);
	}
	if (fewer->is_known)
		return scaled_penalty(fewer, k + beyond);
	if (more->is_known)
		return scaled_penalty(more, k - beyond);
	/* Panter and Dite's cost of many cells, of normal values: 2.7 times the variance / k^2 */
	return 5.4 * fewer->path.cost / cube(k);
}

/*
 * Find the path of k cells, 1 < k < n; left in now. Guesses close in on it, and between them
 * even penalties, which end the search, make sure of progress.
 */
static void find_path(Search *search, double penalty)
{
	enum { OPEN_ROUNDS = 8 };
	for (int round = 0;; round++) {
		bool is_closed = search->fewer.is_known && search->more.is_known;
		bool is_even = round % 3 == 2 && (is_closed || round > OPEN_ROUNDS);
		if (is_even)
			penalty = even_penalty(search);
		else if (round > 0)
			penalty = guess_penalty(search);
		probe(search, penalty);
		if (search->now.path.n == search->k)
			return;
		if (!narrow(search) && is_even)
			break;
	}
	splice_paths(search->cells, &search->fewer.path, &search->more.path, search->k,
		&search->now.path);
}

/* Where to begin: at what makes k cells of some of the places, found in the same way from fewer
 * still. */
static double first_penalty(const Search *search)
{
	enum { FEW = 2048, PLACES_PER_CELL = 16, STEP = 8 };
	const Cells *cells = search->cells;
	uint32_t k = search->k;
	if (cells->n / STEP < FEW || cells->n / STEP / PLACES_PER_CELL < k)
		return guess_penalty(search);
	Arena arena = {0};
	Cells thinned = cells_thinned(cells, STEP, &arena);
	Search among = search_new(&thinned, k, &arena);
	find_path(&among, first_penalty(&among));
	arena_finish(&arena);
	return among.now.penalty;
}

Clusters kmeans(const WeightedValues *input, CentreRule rule, size_t k, Arena *arena)
{
	Arena scratch = {0};
	Cells cells = cells_new(input, rule, &scratch);
	if (k > cells.n)
		k = cells.n;
	Search search = search_new(&cells, (uint32_t)k, &scratch);
	Path *path = &search.now.path;
	if (k == 1)
		path = &search.fewer.path;
	else if (k == cells.n)
		path = &search.more.path;
	else
		find_path(&search, first_penalty(&search));
	Clusters clusters = clusters_at(input, &cells, path->n, path->ends, arena);
	arena_finish(&scratch);
	return clusters;
}
