/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest way to cut a line into cells. */
#ifndef PASSES_CLUSTER_KMEANS_PATH_H
#define PASSES_CLUSTER_KMEANS_PATH_H

#include "passes/cluster/kmeans_cells.h"

typedef struct Path {
	uint32_t n; /* cells */
	uint32_t
		*ends; /* [n] the place that each ends at; room for as many as there are places */
	double cost; /* sum of the cells' own, without penalties */
} Path;

/* Memory to search in. */
typedef struct PathRoom {
	double *best;         /* [n + 1] what the cells up to a place cost at least */
	uint32_t *before;     /* [n + 1] where the last of them begins */
	uint32_t *candidates; /* [n + 1] places ... */
	uint32_t *firsts; /* [n + 1] ... and the first that a cell from there is best for */
} PathRoom;

/* For n places, in the arena. */
PathRoom path_room(uint32_t n, Arena *arena);
Path path_new(uint32_t n, Arena *arena);

/* The path whose cells cost least, with a penalty, at least 0, added for each. */
void cheapest_path(const Cells *cells, double penalty, const PathRoom *room, Path *path);

/*
 * Of two paths that are cheapest at one penalty, one of fewer and one of more than k cells, make
 * one of k, which is cheapest there too: as far as some cell of fewer that holds one
 * of more, it goes along more, and from there along fewer.
 */
void splice_paths(const Cells *cells, const Path *fewer, const Path *more, uint32_t k,
	Path *path);

#endif
