/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of arrays. */
#ifndef TRAIN_ADD_H
#define TRAIN_ADD_H

#include <stdbool.h>
#include <stddef.h>

#include "src/train/real.h"

/* to[i] += from[i] */
void add_to(Real *to, const Real *from, size_t n);

/* sum[j] = or += the sum of rows[i * step + j] over i, for n_rows i, in their order. */
void sum_rows(const Real *rows, size_t step, size_t n_rows, size_t n, bool add,
	Real *sum);

#endif
