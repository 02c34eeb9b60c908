/* SPDX-License-Identifier: Apache-2.0 */
/* Which axes of a tensor are reduced to one value. */
#ifndef KERNELS_REDUCTION_H
#define KERNELS_REDUCTION_H

#include <stddef.h>
#include <stdint.h>

enum { REDUCTION_RANK = 6 };

/* A dense tensor's axes, outermost first; every dim is at least 1. */
typedef struct Reduction {
	int32_t rank; /* 0 .. REDUCTION_RANK */
	int32_t dims[REDUCTION_RANK];
	uint8_t reduced[REDUCTION_RANK]; /* 1: this axis goes */
} Reduction;

/* The number of values that make one output, and the number of outputs. */
ptrdiff_t reduction_count(const Reduction *shape);
ptrdiff_t reduction_outputs(const Reduction *shape);

/*
 * Where the first value of output i lies in the input (reduced 0), or how far from there
 * the i-th value of every output lies (reduced 1).
 */
ptrdiff_t reduction_offset(const Reduction *shape, int reduced, ptrdiff_t i);

/* The innermost axes that go, taken together: `n` values that lie `stride` apart. */
typedef struct ReductionRun {
	ptrdiff_t n, stride;
} ReductionRun;

ReductionRun reduction_run(const Reduction *shape);

#endif
