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

/* So deep a panel of y, for as many columns as a tile has, stays in the second cache. */
enum { GEMM_DEPTH = 256, GEMM_COLUMNS = 64 };

/* Some rows and columns of a product, for p from first on. */
typedef struct GemmTile {
	const Gemm *product;
	int row, column, columns; /* whole panels but for the last */
	int first, depth;
	const Real *y; /* y(first, column) */
	ptrdiff_t y_step, y_panel;
} GemmTile;

/* Rows of the next tile of at most `most`, such that all have about as many. */
static inline int gemm_tile_rows(int left, int most)
{
	int tiles = (left + most - 1) / most;
	return (left + tiles - 1) / tiles;
}

static inline bool gemm_is_last(const GemmTile *tile)
{
	return tile->first + tile->depth == tile->product->depth;
}

/* What a tile's sums begin with: element (row, column) of the tile at from + row * step + column;
 * NULL for zeros. */
typedef struct GemmBegin {
	const Real *from;
	ptrdiff_t step;
} GemmBegin;

static inline GemmBegin gemm_begin(const GemmTile *tile)
{
	const Gemm *g = tile->product;
	if (tile->first > 0 || g->start == GEMM_FROM_C)
		return (GemmBegin){g->c + tile->row * g->c_step + tile->column, g->c_step};
	if (g->start == GEMM_FROM_BIAS)
		return (GemmBegin){g->bias + tile->column, 0};
	return (GemmBegin){NULL, 0};
}

/* How a variant goes through a product. */
typedef struct GemmWalk {
	int most_rows;    /* of a tile */
	int most_columns; /* at most GEMM_COLUMNS */
	void (*work)(const GemmTile *tile, int rows);
} GemmWalk;

/*
 * compute_N(tile, rows) of a variant, for N vectors a row: its compute(), inlined for each
 * number of rows up to GEMM_ROWS, so that sums stay in registers.
 */
enum { GEMM_ROWS = 6 };
#define GEMM_COMPUTE(target, vectors) \
	static target void compute_##vectors(const GemmTile *tile, int rows) \
	{ \
		switch (rows) { \
		case 1: \
			compute(tile, 1, vectors); \
			break; \
		case 2: \
			compute(tile, 2, vectors); \
			break; \
		case 3: \
			compute(tile, 3, vectors); \
			break; \
		case 4: \
			compute(tile, 4, vectors); \
			break; \
		case 5: \
			compute(tile, 5, vectors); \
			break; \
		default: \
			compute(tile, GEMM_ROWS, vectors); \
		} \
	}

void gemm_walk(const Gemm *product, const GemmWalk *walk);

#endif
