/* SPDX-License-Identifier: Apache-2.0 */
/* The real numbers that a computed tensor's values stand for. */
#ifndef PASSES_REAL_VALUES_H
#define PASSES_REAL_VALUES_H

#include "src/graph/model.h"

typedef struct RealValues {
	DataType type; /* float32, int8, uint8 or int16 */
	float scale;   /* of an integer type: real = scale * (q - zero) */
	int zero;
	int low, high; /* the least and the greatest q; 0 of float32 */
} RealValues;

/* How to read a tensor. Fails, naming it, where it is of another type, or of integers
 * without one scale and one zero point that its type holds. */
bool real_values_of(const Graph *graph, int tensor, RealValues *as, Error *err);

/* n values as float32, which is what DEQUANTIZE gives. */
void real_values(const RealValues *as, const void *values, size_t n, float *out);

#endif
