/* SPDX-License-Identifier: Apache-2.0 */
/* Take some of the indices of a tensor's dimensions, and leave the others out. */
#ifndef PASSES_CHANNELS_SLICE_TENSOR_H
#define PASSES_CHANNELS_SLICE_TENSOR_H

#include "src/graph/model.h"

/* Whether an index of each axis stays, dims[axis] of them; NULL: all do. */
typedef struct Slicing {
	const bool *keep[MAX_RANK];
} Slicing;

/*
 * Make a tensor that much smaller: its dimensions, its values where it is a constant, its
 * scales and zero points where they go along an axis. At most MAX_RANK dimensions, all
 * known; constants are of a type of whole bytes or of int4, not sparse. What it shared with
 * other tensors (values, lists, quantisation) is left to them.
 */
void slice_tensor(Model *model, Tensor *tensor, const Slicing *slicing);

#endif
