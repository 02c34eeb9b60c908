/* SPDX-License-Identifier: Apache-2.0 */
/* What the variants of gemm share. */
#ifndef TRAIN_GEMM_VARIANTS_H
#define TRAIN_GEMM_VARIANTS_H

#include <stdbool.h>

#include "src/train/gemm.h"

#if defined(__x86_64__) && !defined(TRAIN_IN_DOUBLE)
#define GEMM_X86
extern const GemmVariant gemm_avx512, gemm_avx2;
#endif

/* So many x stay in the first cache beside a panel of y in the second. */
enum { GEMM_DEPTH = 1024 };

/* Some rows and columns of a product, for p from first on. */
typedef struct GemmTile {
	const Gemm *product;
	int row, column, columns; /* of a panel */
	int first, depth;
} GemmTile;

/* Rows of the next tile of at most `most`, such that all have about as many. */
static inline int gemm_tile_rows(int left, int most)
{
	int tiles = (left + most - 1) / most;
	return (left + tiles - 1) / tiles;
}

/* Go through a product: work takes `rows` from tile->row on. */
static inline __attribute__((always_inline)) void gemm_tiles(const Gemm *product,
	int most_rows, int most_columns, void (*work)(const GemmTile *tile, int rows))
{
	GemmTile tile = {.product = product};
	for (; tile.first < product->depth; tile.first += tile.depth) {
		tile.depth = gemm_tile_rows(product->depth - tile.first, GEMM_DEPTH);
		for (tile.column = 0; tile.column < product->columns;
			 tile.column += tile.columns) {
			int left = product->columns - tile.column;
			tile.columns = left < most_columns ? left : most_columns;
			for (tile.row = 0; tile.row < product->rows;) {
				int rows = gemm_tile_rows(product->rows - tile.row, most_rows);
				work(&tile, rows);
				tile.row += rows;
			}
		}
	}
}

/* y(first, column). */
static inline const Real *gemm_tile_y(const GemmTile *tile)
{
	const Gemm *g = tile->product;
	return g->y + tile->column / GEMM_PANEL * g->y_panel + tile->first * g->y_step +
		tile->column % GEMM_PANEL;
}

static inline bool gemm_is_last(const GemmTile *tile)
{
	return tile->first + tile->depth == tile->product->depth;
}

#endif
