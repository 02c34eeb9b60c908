/* SPDX-License-Identifier: Apache-2.0 */
/* The largest int8 value over some axes of an array. */
#ifndef KERNELS_REDUCE_MAX_S8_H
#define KERNELS_REDUCE_MAX_S8_H

#include "src/kernels/reduction.h"

/* out, quantised as in is, is dense and must not overlap it. Cannot fail. */
void reduce_max_s8(const Reduction *shape, const int8_t *in, int8_t *out);

#endif
