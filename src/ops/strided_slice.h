/* SPDX-License-Identifier: Apache-2.0 */
/* What a STRIDED_SLICE takes. */
#ifndef OPS_STRIDED_SLICE_H
#define OPS_STRIDED_SLICE_H

#include "src/ops/op.h"

/* Along each axis of the input: size elements, step apart, from begin on. */
typedef struct StridedPart {
	int32_t begin[MAX_RANK], step[MAX_RANK], size[MAX_RANK];
	bool shrinks[MAX_RANK]; /* one place, whose dimension goes */
} StridedPart;

/* Fails for what cannot be run. */
bool strided_part(const Graph *graph, const Op *op, StridedPart *part, Error *err);

#endif
