/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loops of float32 depthwise convolution on x86-64, a file for each width. */
#ifndef KERNELS_X86_DEPTHWISE_F32_TILE_H
#define KERNELS_X86_DEPTHWISE_F32_TILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * All channels of some output positions side by side, which take in the same n_rows by
 * n_columns taps. Sizes and steps are in floats; out is written densely.
 */
typedef struct DepthwiseTile {
	int32_t channels; /* at least a vector */
	int32_t n_rows, n_columns;
	const float *x;                                 /* the first position's first tap */
	ptrdiff_t row_step, column_step, position_step; /* in x */
	const float *weight;                            /* of the first tap */
	ptrdiff_t weight_row_step;                      /* within a row: channels */
	const float *bias;
	float act_min, act_max;
	float *out;
} DepthwiseTile;

enum { DEPTHWISE_ROWS = 4 };

/* Vectors of lanes channels: for one position, and for DEPTHWISE_ROWS. */
typedef struct DepthwiseWidth {
	int32_t lanes;
	void (*compute_one)(const DepthwiseTile *tile);
	void (*compute_rows)(const DepthwiseTile *tile);
} DepthwiseWidth;

extern const DepthwiseWidth depthwise_f32_avx512;
extern const DepthwiseWidth depthwise_f32_avx2;
extern const DepthwiseWidth depthwise_f32_sse2;

#endif
