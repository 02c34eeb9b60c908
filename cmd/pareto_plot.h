/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of `whit plot pareto`. */
#ifndef CMD_PARETO_PLOT_H
#define CMD_PARETO_PLOT_H

#include "cmd/axes.h"
#include "cmd/pareto.h"

/* Models that a list below the picture tells of. */
enum { MOST_LISTED = 60 };

/* A text that has found its place, and where its point is. */
typedef struct PlacedLabel {
	const char *text;
	int point;
	Box box;
	bool is_far; /* a line leads there from the point */
} PlacedLabel;

/*
 * Axes for points that were sorted, at least one; bytes are in the unit, scores in percent where
 * they are an accuracy.
 */
Axes pareto_axes(const Pareto *pareto, Box box, double score_factor, ByteUnit unit);

/*
 * Find places beside their points for the names of the front, so that none overlaps another, a
 * point, the front or the edge. Where not all have room, they are numbers from 1 on instead, as far as those
 * have, and false is returned. labels has room for all points; *n are placed.
 */
bool pareto_labels(const Pareto *pareto, const Point *places, Box box, Arena *arena,
	PlacedLabel *labels, int *n);

/* Draw points that were sorted, at least one. what is the score, as "accuracy", in percent, or
 * "AUC", as it is. */
Canvas pareto_plot(const Pareto *pareto, const char *what, bool in_percent, Arena *arena);

#endif
