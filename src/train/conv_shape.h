/* SPDX-License-Identifier: Apache-2.0 */
/* Convolutions as products of matrices over the images as they lie. */
#ifndef TRAIN_CONV_SHAPE_H
#define TRAIN_CONV_SHAPE_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/kernels/window.h"
#include "src/train/real.h"

/*
 * A window over images, with tables of where things lie. Where windows reach beyond the image,
 * they go over a copy with zeros around it: [together][rows][columns][in_c].
 *
 * Output pixel m and tap k (kernel row, column, channel of a group) meet at element
 * pixel[m] + tap[k] of the images; the group's channels begin group * group_c elements later.
 */
typedef struct ConvShape {
	Window window; /* of one image */
	int groups, group_c, group_out;
	int n_taps; /* of a filter: kernel_h * kernel_w * group_c */
	bool is_padded;
	bool is_pointwise; /* pixels and taps of an image are its pixels and channels */
	int rows, columns; /* of an image, or its copy */
	size_t image,
		out_image; /* elements of an image, or its copy, and of an output image */
	int n_pixels;  /* of an output image */
	int together;  /* images the tables are made for */
	int32_t *pixel, *tap;
	int32_t *out_row,
		*out_column; /* output pixel m, channel j: out_row[m] + out_column[j] */
} ConvShape;

/* images: the most that come together. Tables are in the arena. Fails where the images of a pass
 * have 2^31 elements or more. */
bool conv_shape_of(const Window *window, int groups, int images, Arena *arena,
	ConvShape *shape, Error *err);

/* Elements of the copies of n images; 0 where none are needed. */
size_t conv_copy_count(const ConvShape *shape, int n);

/* n images with zeros around them: the images themselves where none are needed. */
const Real *conv_padded(const ConvShape *shape, const Real *in, int n, Real *copy);

/* The other way round: n images without what lies around them. */
void conv_cropped(const ConvShape *shape, const Real *copy, int n, Real *in);

/*
 * Add columns [rows][n_taps], a value for each pixel of first to first + rows - 1 and each tap, to
 * the elements of the images where they meet. images points to the group's first channel.
 */
void conv_spread(const ConvShape *shape, const Real *columns, int first, int rows,
	Real *images);

/* A good number of rows for that: they fit in a cache, and gemm's tiles go into it. */
int conv_spread_rows(const ConvShape *shape);

#endif
