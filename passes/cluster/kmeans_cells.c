/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans_cells.h"

#include <math.h>

/* --- Numbers of twice the precision: a double, and what it leaves over --- */

typedef struct Twofold {
	double high, low;
} Twofold;

/* a + b, exactly (Knuth). */
static Twofold sum_of(double a, double b)
{
	double high = a + b, part = high - a;
	return (Twofold){high, (a - (high - part)) + (b - part)};
}

/* The upper half of a double's digits. */
static double upper_half(double a)
{
	double c = 134217729 * a; /* 2^27 + 1 */
	return c - (c - a);
}

/* a * b, exactly (Dekker). */
static Twofold product_of(double a, double b)
{
	double high = a * b;
	double a1 = upper_half(a), b1 = upper_half(b), a2 = a - a1, b2 = b - b1;
	return (Twofold){high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

static Twofold plus(Twofold a, Twofold b)
{
	Twofold sum = sum_of(a.high, b.high);
	return sum_of(sum.high, sum.low + (a.low + b.low));
}

static Twofold times(Twofold a, double b)
{
	Twofold product = product_of(a.high, b);
	return sum_of(product.high, product.low + a.low * b);
}

/* --- Cells --- */

/* value is counted from the origin. Squares of float32 and of integers do not overflow. */
static void add_value(const CellSum *before, Twofold value, double weight, CellSum *after)
{
	Twofold first = times(value, weight);
	Twofold second = plus(times(first, value.high), times(first, value.low));
	first = plus((Twofold){before->first, before->first_rest}, first);
	second = plus((Twofold){before->second, before->second_rest}, second);
	*after = (CellSum){
		.weight = before->weight + weight,
		.first = first.high,
		.first_rest = first.low,
		.second = second.high,
		.second_rest = second.low,
	};
}

static double mean_of(const WeightedValues *input)
{
	double sum = 0, weight = 0;
	for (size_t i = 0; i < input->n; i++) {
		sum += input->values[i] * input->weights[i];
		weight += input->weights[i];
	}
	return sum / weight;
}

/* The place of 0 among the values; without one, by some rules, those on either side of it. */
static void find_zero(const WeightedValues *input, CentreRule rule, Cells *cells)
{
	size_t i = 0;
	cells->zero_first = cells->zero_last = NO_PLACE;
	while (i < input->n && input->values[i] < 0)
		i++;
	bool is_there = i < input->n && input->values[i] == 0;
	if (is_there && (rule.zero_stays || rule.signs_meet_at_zero))
		cells->zero_first = cells->zero_last = (uint32_t)i;
	else if (rule.signs_meet_at_zero && i > 0 && i < input->n) {
		cells->zero_first = (uint32_t)i - 1;
		cells->zero_last = (uint32_t)i;
	}
}

Cells cells_new(const WeightedValues *input, CentreRule rule, Arena *arena)
{
	Cells cells = {
		.n = (uint32_t)input->n,
		.sums = arena_array(arena, input->n + 1, sizeof *cells.sums),
		.origin = rule.is_whole ? round(mean_of(input)) : mean_of(input),
		.is_whole = rule.is_whole,
	};
	find_zero(input, rule, &cells);
	for (size_t i = 0; i < input->n; i++)
		add_value(&cells.sums[i], sum_of(input->values[i], -cells.origin),
			input->weights[i], &cells.sums[i + 1]);
	return cells;
}

Cells cells_thinned(const Cells *cells, uint32_t step, Arena *arena)
{
	Cells thinned = *cells;
	thinned.n = (cells->n + step - 1) / step;
	thinned.sums = arena_array(arena, (size_t)thinned.n + 1, sizeof *thinned.sums);
	for (uint32_t i = 0; i < thinned.n; i++)
		thinned.sums[i] = cells->sums[(size_t)i * step];
	thinned.sums[thinned.n] = cells->sums[cells->n];
	if (cells->zero_first != NO_PLACE) {
		thinned.zero_first = cells->zero_first / step;
		thinned.zero_last = cells->zero_last / step;
	}
	return thinned;
}

static Twofold difference(double a, double a_rest, double b, double b_rest)
{
	return plus((Twofold){b, b_rest}, (Twofold){-a, -a_rest});
}

/* How a cell's sums add to its cost: second - middle * (2 first - middle * weight), which holds
 * for any middle, so that it may be rounded. */
double cell_cost_precise(const Cells *cells, uint32_t from, uint32_t to)
{
	const CellSum *a = &cells->sums[from], *b = &cells->sums[to];
	Twofold first = difference(a->first, a->first_rest, b->first, b->first_rest);
	Twofold second = difference(a->second, a->second_rest, b->second, b->second_rest);
	double weight = b->weight - a->weight;
	double middle = cell_middle(cells, from, to, first.high, weight);
	Twofold along = product_of(middle, -weight);
	along = plus(along, (Twofold){2 * first.high, 2 * first.low});
	Twofold cost = plus(second, times(along, -middle));
	return cost.high > 0 ? cost.high : 0;
}

static double centre_of(const WeightedValues *input, const Cells *cells, uint32_t from,
	uint32_t to)
{
	const CellSum *a = &cells->sums[from], *b = &cells->sums[to];
	if (to - from == 1 && !cells->is_whole)
		return input->values[from];
	Twofold first = difference(a->first, a->first_rest, b->first, b->first_rest);
	return cells->origin +
		cell_middle(cells, from, to, first.high, b->weight - a->weight);
}

Clusters clusters_at(const WeightedValues *input, const Cells *cells, size_t n,
	const uint32_t *ends, Arena *arena)
{
	Clusters clusters = {
		.n = n,
		.ends = arena_copy(arena, ends, n * sizeof *ends),
		.centres = arena_array(arena, n, sizeof *clusters.centres),
	};
	for (size_t i = 0; i < n; i++) {
		uint32_t from = i ? ends[i - 1] : 0;
		clusters.centres[i] = centre_of(input, cells, from, ends[i]);
		clusters.cost += cell_cost_precise(cells, from, ends[i]);
	}
	return clusters;
}
