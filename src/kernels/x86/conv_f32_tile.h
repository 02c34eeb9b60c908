/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loops of float32 convolution on x86-64, one file for each vector width. */
#ifndef KERNELS_X86_CONV_F32_TILE_H
#define KERNELS_X86_CONV_F32_TILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Some output positions by some output channels, computed in registers.
 *
 * The taps of a position are n_runs runs of run_taps floats: run i of position r is at
 * x[r] + run[i]. A packed block holds the channels side by side, the bias before the taps:
 * [1 + n_runs * run_taps][width]. Blocks after the first follow block_step floats apart.
 * Position r's channels go to out + r * out_step.
 */
typedef struct ConvTile {
	const float *const *x;
	const ptrdiff_t *run;
	ptrdiff_t n_runs, run_taps;
	const float *block;
	ptrdiff_t block_step;
	float act_min, act_max;
	float *out;
	ptrdiff_t out_step;
} ConvTile;

/* A tile that there is code for: rows positions, and blocks of width channels. */
typedef struct ConvShape {
	int32_t rows, blocks, width;
	void (*compute)(const ConvTile *tile);
} ConvShape;

enum { CONV_MAX_ROWS = 12, CONV_MAX_WIDTH = 16 };

/*
 * What a vector width offers. Widths are lanes or twice that, the wider first; within a
 * width, shapes go from many rows to few, then from many blocks to few, and end with one
 * row of one block. What fits into the lanes of a narrower set is left to that.
 */
typedef struct ConvShapes {
	int32_t lanes;
	const ConvShape *shapes;
	const struct ConvShapes *narrower;
} ConvShapes;

extern const ConvShapes conv_f32_shapes_avx512;
extern const ConvShapes conv_f32_shapes_avx2;
extern const ConvShapes conv_f32_shapes_sse2;

#endif
