/* SPDX-License-Identifier: Apache-2.0 */
/* Windows of convolutions and pools: where ONNX puts them, and how TFLite says the same. */
#ifndef FORMATS_ONNX_WINDOW_H
#define FORMATS_ONNX_WINDOW_H

#include "formats/onnx/import.h"

/* Along one axis. */
typedef struct OnnxWindow {
	int in, out; /* lengths of input and output */
	int kernel, stride, dilation;
	int before,
		after; /* padding; after may be more than is ever looked at, or, with ceil_mode,
	                    * less */
} OnnxWindow;

/*
 * The windows over height and width that a node asks for, over an image [n, c, h, w] or row
 * [n, c, w], which is an image of height 1. kernel has the lengths where the node need not say
 * them, those of the weights; NULL where it must.
 */
bool node_windows(const Node *node, Shape in, const int *kernel, OnnxWindow windows[2],
	Error *err);

/* What must be added behind the input for the last window. */
int window_after(const OnnxWindow *window);

/* Whether TFLite's SAME puts both windows where they are. */
bool windows_are_same(const OnnxWindow windows[2]);

/* Whether nothing must be added around the input. */
bool windows_are_valid(const OnnxWindow windows[2]);

/* PADV2, or PAD where fill is 0, of a channels-last image, so that VALID windows do. */
int make_window_padding(Import *import, int image, const OnnxWindow windows[2],
	float fill, Error *err);

#endif
