/* SPDX-License-Identifier: Apache-2.0 */
/* Where a place of a resized axis lies on the axis it was made from. */
#ifndef FORMATS_ONNX_RESIZE_H
#define FORMATS_ONNX_RESIZE_H

#include "src/base/error.h"
#include "src/graph/attrs.h"

typedef struct ResizeAxis {
	int in, out;
	double scale;
	const char *transformation; /* ONNX's coordinate_transformation_mode */
	const char *rounding;       /* and its nearest_mode */
} ResizeAxis;

/* Fails for a mode that is not known. */
bool resize_check(const ResizeAxis *axis, Error *err);

/* ONNX's place of the input for place x of the output, not yet rounded nor kept in bounds. */
double resize_place(const ResizeAxis *axis, int x);

/* The same, rounded, in bounds. */
int resize_pixel(const ResizeAxis *axis, int x);

/* Attributes with which TFLite's RESIZE_NEAREST_NEIGHBOR, or RESIZE_BILINEAR, takes the same
 * places on all axes; false where there are none. */
bool resize_matches(const ResizeAxis *axes, int n_axes, bool linear, ResizeAttrs *attrs);

#endif
