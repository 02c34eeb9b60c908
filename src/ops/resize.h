/* SPDX-License-Identifier: Apache-2.0 */
/* Where RESIZE_BILINEAR's pixels lie between those of its input. */
#ifndef OPS_RESIZE_H
#define OPS_RESIZE_H

#include "src/kernels/resize_bilinear.h"
#include "src/ops/op.h"

/*
 * A sample of a float32 operator that op_check has passed, as the kernel takes it; its tables are
 * in the arena. Fails where the attributes contradict each other.
 */
bool resize_bilinear_of(const Graph *graph, const Op *op, Arena *arena, ResizeF32 *resize,
	Error *err);

#endif
