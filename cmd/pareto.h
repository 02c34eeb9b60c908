/* SPDX-License-Identifier: Apache-2.0 */
/* A set of models by their bytes and how good they are, and the best among them. */
#ifndef CMD_PARETO_H
#define CMD_PARETO_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/error.h"

typedef struct ParetoPoint {
	const char *name; /* fit to be shown */
	uint64_t bytes;
	double score; /* a share, 0 to 1; more is better */
	bool
		on_front; /* none has at most as many bytes and a better score, or fewer and as good a one */
} ParetoPoint;

typedef struct Pareto {
	Arena *arena; /* for all of it */
	ParetoPoint *list;
	int n;
	size_t capacity;
} Pareto;

enum { MOST_POINTS = 4096 };

/* Add a model; fails where there are MOST_POINTS already. */
bool pareto_add(Pareto *pareto, const char *name, uint64_t bytes, double score,
	Error *err);

/*
 * Add those of a text file of separated values: a line each, its name, bytes, and score, as a share
 * (0.912) or a percentage (91.2%). A first line without numbers is a header. "-" is standard
 * input. Fails, naming file and line, for anything else.
 */
bool pareto_read(Pareto *pareto, const char *path, Error *err);

/* Sort by bytes, of equals the better first, and find the front. Of points that are the same, the first is
 * on it. */
void pareto_sort(Pareto *pareto);

#endif
