/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "passes/quantize/histogram_search.h"
#include "src/base/arena.h"
#include "src/base/natural_log.h"

/* The used bins whose middles are within the levels, and what lies beyond them. */
typedef struct Window {
	int first, last;
	int64_t below, above, within;
} Window;

static double middle_of(const UsedBin *bin)
{
	return (bin->low + bin->high) / 2;
}

static Window find_window(const UsedBins *used, const Levels *levels)
{
	Window window = {.last = used->n - 1};
	double low = levels->first * levels->step, high = levels->last * levels->step;
	while (window.first < used->n && middle_of(&used->bins[window.first]) < low)
		window.below += used->bins[window.first++].count;
	while (window.last >= window.first && middle_of(&used->bins[window.last]) > high)
		window.above += used->bins[window.last--].count;
	for (int i = window.first; i <= window.last; i++)
		window.within += used->bins[i].count;
	return window;
}

/* Bins that round to one level. */
typedef struct Cell {
	int level, n_bins;
	double own, with_cut; /* what the bins have, without and with what was cut off */
} Cell;

static double cell_term(const Cell *cell)
{
	return cell->n_bins ? cell->with_cut * natural_log(cell->own / cell->n_bins) : 0;
}

/* What rounding may leave where nothing is lost. */
#define ROUNDING 1e-12

/* KL(P || Q), see the header, with P = p / n of all n values and Q = (own / n_bins) / within
 * for each bin of a cell: sum P (log p - log(own / n_bins)) + log(within / n). */
static double divergence(const UsedBins *used, Range range)
{
	Levels levels = levels_of(range);
	if (levels.step < used->width)
		return (double)INFINITY;
	Window window = find_window(used, &levels);
	int64_t cut = window.below + window.above;
	if (cut > window.within / 99)
		return (double)INFINITY;
	Cell cell = {.level = levels.first};
	double sum = 0;
	for (int i = window.first; i <= window.last; i++) {
		double own = (double)used->bins[i].count, p = own;
		p += i == window.first ? (double)window.below : 0;
		p += i == window.last ? (double)window.above : 0;
		int level = nearest_level(&levels, middle_of(&used->bins[i]));
		if (level != cell.level) {
			sum -= cell_term(&cell);
			cell = (Cell){.level = level};
		}
		cell.n_bins++;
		cell.own += own;
		cell.with_cut += p;
		sum += p * natural_log(p);
	}
	sum -= cell_term(&cell);
	double n = (double)(window.within + cut);
	double kl = sum / n + natural_log((double)window.within / n);
	return kl > ROUNDING ? kl : 0;
}

Range entropy_range(const Histogram *histogram)
{
	if (histogram->range.low > histogram->range.high)
		return RANGE_OF_NONE;
	Arena scratch = {0};
	UsedBins *used = arena_alloc(&scratch, sizeof *used);
	find_used_bins(histogram, used);
	Range limits = range_with_zero(histogram->range), best = limits;
	if (used->n > 0)
		best = search_range(used, divergence, limits, limits);
	arena_finish(&scratch);
	return best;
}
