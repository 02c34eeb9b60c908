/* SPDX-License-Identifier: Apache-2.0 */
/* What a cell of values costs, in constant time. */
#ifndef PASSES_CLUSTER_KMEANS_CELLS_H
#define PASSES_CLUSTER_KMEANS_CELLS_H

#include "passes/cluster/kmeans.h"

/* Sums over the values before a place, of (value - origin)^0, ^1 and ^2 times the weight; each
 * of the last two is a double and what that leaves over. */
typedef struct CellSum {
	double weight;
	double first, first_rest;
	double second, second_rest;
} CellSum;

#define NO_PLACE UINT32_MAX /* behind all others */

typedef struct Cells {
	uint32_t n;    /* places are 0 to n; a cell is from one to a later one */
	CellSum *sums; /* [n + 1] */
	double origin; /* what values are counted from, so that their squares stay small */
	/* A cell that holds both of these places, or the one, has its centre at 0; NO_PLACE. */
	uint32_t zero_first, zero_last;
	bool is_whole; /* centres are whole numbers; then the origin is one */
} Cells;

/* In the arena. */
Cells cells_new(const WeightedValues *input, CentreRule rule, Arena *arena);

/* The same cells with only every step-th place, as an approximation: about n / step of them. */
Cells cells_thinned(const Cells *cells, uint32_t step, Arena *arena);

/* What cells become that end at n of the places, in the arena. */
Clusters clusters_at(const WeightedValues *input, const Cells *cells, size_t n,
	const uint32_t *ends, Arena *arena);

/* Where the centre of a cell is, counted from the origin: sum and weight are the cell's. */
static inline double cell_middle(const Cells *cells, uint32_t from, uint32_t to,
	double sum, double weight)
{
	if (cells->zero_first >= from && cells->zero_last < to)
		return -cells->origin;
	double mean = sum / weight;
	if (!cells->is_whole)
		return mean;
	return (double)(int64_t)(mean < 0 ? mean - 0.5 : mean + 0.5);
}

/* Sum of weight * (value - centre)^2 over a cell, from < to. */
double cell_cost_precise(const Cells *cells, uint32_t from, uint32_t to);

/* The same to about 1e-10, in a third of the time: double will do, but for cells that are too
 * narrow beside their distance from the origin. */
static inline double cell_cost(const Cells *cells, uint32_t from, uint32_t to)
{
	const double least_share = 1e-5;
	const CellSum *a = &cells->sums[from], *b = &cells->sums[to];
	double weight = b->weight - a->weight;
	double first = (b->first - a->first) + (b->first_rest - a->first_rest);
	double second = (b->second - a->second) + (b->second_rest - a->second_rest);
	double middle = cell_middle(cells, from, to, first, weight);
	double cost = second - middle * (2 * first - middle * weight);
	return cost > least_share * second ? cost : cell_cost_precise(cells, from, to);
}

#endif
