/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/gemm.h"

#include <string.h>

#include "src/train/gemm_variants.h"

/* --- Going through a product --- */

/*
 * Rows of y that lie far apart share few places in a cache; where enough tiles read them, they
 * are copied to lie side by side.
 */
static bool wants_copy(const Gemm *g, int depth, int most_rows)
{
	enum { FAR = 1024 / sizeof(Real), MANY = 64 };
	return g->y_panel == GEMM_PANEL && g->y_step >= FAR && depth >= MANY &&
		g->rows > 3 * most_rows;
}

static void copy_panels(GemmTile *tile, Real *copy)
{
	ptrdiff_t panel = (ptrdiff_t)tile->depth * GEMM_PANEL;
	for (int p = 0; p < tile->depth; p++)
		for (int j = 0; j < tile->columns; j += GEMM_PANEL) {
			int n = tile->columns - j < GEMM_PANEL ? tile->columns - j : GEMM_PANEL;
			memcpy(copy + j / GEMM_PANEL * panel + (ptrdiff_t)p * GEMM_PANEL,
				tile->y + p * tile->y_step + j, (size_t)n * sizeof *copy);
		}
	tile->y = copy;
	tile->y_step = GEMM_PANEL;
	tile->y_panel = panel;
}

void gemm_walk(const Gemm *g, const GemmWalk *walk)
{
	Real copy[GEMM_DEPTH * GEMM_COLUMNS];
	GemmTile tile = {.product = g};
	for (; tile.first < g->depth; tile.first += tile.depth) {
		tile.depth = gemm_tile_rows(g->depth - tile.first, GEMM_DEPTH);
		bool copies = wants_copy(g, tile.depth, walk->most_rows);
		for (tile.column = 0; tile.column < g->columns; tile.column += tile.columns) {
			int left = g->columns - tile.column;
			tile.columns = left < walk->most_columns ? left : walk->most_columns;
			tile.y =
				g->y + tile.column / GEMM_PANEL * g->y_panel + tile.first * g->y_step;
			tile.y_step = g->y_step;
			tile.y_panel = g->y_panel;
			if (copies)
				copy_panels(&tile, copy);
			for (tile.row = 0; tile.row < g->rows;) {
				int rows = gemm_tile_rows(g->rows - tile.row, walk->most_rows);
				walk->work(&tile, rows);
				tile.row += rows;
			}
		}
	}
}

/* --- Plain C --- */

static Real clamp(Real x, Real low, Real high)
{
	Real raised = x < low ? low : x; /* NaN passes */
	return raised > high ? high : raised;
}

/* A row of a panel. Loops over j are over whole panels, for the compiler to vectorise. */
static void portable_row(const GemmTile *tile, int row)
{
	const Gemm *g = tile->product;
	const Real *x = g->x + g->x_row[row], *y = tile->y;
	Real *c = g->c + row * g->c_step + tile->column;
	Real sum[GEMM_PANEL] = {0};
	int n = tile->columns;
	if (tile->first > 0 || g->start == GEMM_FROM_C)
		for (int j = 0; j < n; j++)
			sum[j] = c[j];
	else if (g->start == GEMM_FROM_BIAS)
		for (int j = 0; j < n; j++)
			sum[j] = g->bias[tile->column + j];
	for (int p = 0; p < tile->depth; p++, y += tile->y_step) {
		Real factor = x[g->x_depth[tile->first + p]];
		for (int j = 0; j < n; j++)
			sum[j] += factor * y[j];
	}
	bool is_last = gemm_is_last(tile);
	for (int j = 0; j < n; j++)
		c[j] = is_last ? clamp(sum[j], g->low, g->high) : sum[j];
}

static void portable_tile(const GemmTile *tile, int rows)
{
	for (int i = 0; i < rows; i++)
		portable_row(tile, tile->row + i);
}

void gemm_portable(const Gemm *product)
{
	static const GemmWalk walk = {64, GEMM_PANEL, portable_tile};
	gemm_walk(product, &walk);
}

const GemmVariant *const *gemm_variants(void)
{
	static const GemmVariant *const none[] = {NULL};
#ifdef GEMM_X86
	static const GemmVariant *const all[] = {&gemm_avx512, &gemm_avx2, NULL};
	if (__builtin_cpu_supports("avx512f"))
		return all;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return all + 1;
#endif
	return none;
}

void gemm(const Gemm *product)
{
	const GemmVariant *best = *gemm_variants();
	if (best)
		best->run(product);
	else
		gemm_portable(product);
}

int gemm_panels(int n)
{
	return (n + GEMM_PANEL - 1) / GEMM_PANEL;
}

int gemm_packed_step(int n)
{
	return n < GEMM_PANEL ? n : GEMM_PANEL;
}

size_t gemm_packed_count(int n, int depth)
{
	return (size_t)gemm_panels(n) * (size_t)gemm_packed_step(n) * (size_t)depth;
}

void gemm_pack(const Real *rows, ptrdiff_t row_step, int n, int depth, int panel,
	Real *packed)
{
	enum { BLOCK = 16 }; /* of columns: what is read of a row is whole cache lines */
	int first = panel * GEMM_PANEL;
	int width = n - first < GEMM_PANEL ? n - first : GEMM_PANEL;
	ptrdiff_t step = gemm_packed_step(n);
	rows += first * row_step;
	packed += (ptrdiff_t)first * depth;
	for (int p = 0; p < depth; p += BLOCK) {
		int end = p + BLOCK < depth ? p + BLOCK : depth;
		for (int i = 0; i < width; i++)
			for (int q = p; q < end; q++)
				packed[q * step + i] = rows[i * row_step + q];
	}
}
