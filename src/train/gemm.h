/* SPDX-License-Identifier: Apache-2.0 */
/* Products of matrices, as layers need them: one routine on one thread for all of them. */
#ifndef TRAIN_GEMM_H
#define TRAIN_GEMM_H

#include <stddef.h>
#include <stdint.h>

#include "src/train/real.h"

enum { GEMM_PANEL = 16 };

typedef enum GemmStart {
	GEMM_FROM_ZERO,
	GEMM_FROM_BIAS, /* bias[j] */
	GEMM_FROM_C,    /* what c holds */
} GemmStart;

/*
 * c[i][j] = start + sum over p of x(i, p) * y(p, j), then low where below it and high where
 * above; for `rows` i, `columns` j and `depth` p, each at least 1.
 *
 *   x(i, p)  x[x_row[i] + x_depth[p]]: tables, so that the windows of an image are a matrix as
 *            they lie, and a transposed one is the same with the tables exchanged
 *   y(p, j)  y[j / GEMM_PANEL * y_panel + p * y_step + j % GEMM_PANEL]: a plain matrix of rows
 *            y_step apart with y_panel = GEMM_PANEL, or what gemm_pack made
 *   c(i, j)  c[i * c_step + j]; must not overlap the others
 *
 * Sums go from the first p to the last, products unrounded where the CPU has fused
 * multiply-add, so the result is the same for AVX2 and AVX-512, and differs in the last places
 * where there is neither. NaN stays NaN. Nothing beyond the matrices is read or written.
 */
typedef struct Gemm {
	int rows, columns, depth;
	const Real *x;
	const int32_t *x_row, *x_depth;
	const Real *y;
	ptrdiff_t y_step, y_panel;
	Real *c;
	ptrdiff_t c_step;
	GemmStart start;
	const Real *bias;
	Real low, high; /* -INFINITY and INFINITY for no clamp */
} Gemm;

void gemm(const Gemm *product);

/* The same in plain C, for machines without AVX2, for double, and to test against. */
void gemm_portable(const Gemm *product);

/* The variants for this CPU, best first, then NULL; none for double. */
typedef struct GemmVariant {
	const char *name; /* "avx512", "avx2" */
	void (*run)(const Gemm *product);
} GemmVariant;
const GemmVariant *const *gemm_variants(void);

/*
 * A matrix [n][depth], transposed to be y: panels of GEMM_PANEL columns, one behind the other,
 * in gemm_packed_count() elements. y_step is gemm_packed_step(n), y_panel GEMM_PANEL * depth.
 * gemm_pack puts panel `panel` in its place; the rows of the matrix are row_step apart.
 */
int gemm_panels(int n);
int gemm_packed_step(int n);
size_t gemm_packed_count(int n, int depth);
void gemm_pack(const Real *rows, ptrdiff_t row_step, int n, int depth, int panel,
	Real *packed);

#endif
