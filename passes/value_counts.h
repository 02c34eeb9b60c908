/* SPDX-License-Identifier: Apache-2.0 */
/* How a tensor's stored values are distributed: what there is to gain by coding them. */
#ifndef PASSES_VALUE_COUNTS_H
#define PASSES_VALUE_COUNTS_H

#include "src/graph/model.h"

typedef struct ValueCounts {
	int64_t n;           /* values stored */
	int64_t n_zeros;     /* stand for 0: equal to the zero point, if there is one */
	int64_t n_unique;    /* different ones */
	double entropy_bits; /* of order 0: what an ideal coder spends on each */
} ValueCounts;

/* Memory to count in, kept from one constant to the next; zeroed at first. Whoever has it
 * gives it back with arena_finish. */
typedef struct CountRoom {
	Arena arena;
	uint32_t *keys, *sorted;
	size_t capacity; /* values that there is room for, in both */
} CountRoom;

/*
 * Count a constant of a model that was verified. Values are told apart as they are stored,
 * floating-point ones by their bits (so -0 differs from 0, but both are zeros). Of a tensor
 * in sparse encoding only what is stored counts. False, with n alone in counts, where values
 * have more than 32 bits or no fixed size (then n is 0). Takes time proportional to n, and 8
 * bytes a value.
 */
bool count_values(const Tensor *constant, CountRoom *room, ValueCounts *counts);

#endif
