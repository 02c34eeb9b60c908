/* SPDX-License-Identifier: Apache-2.0 */
/* A function of one int8 value as a table of its results. */
#ifndef KERNELS_TABLE_S8_H
#define KERNELS_TABLE_S8_H

#include <stddef.h>
#include <stdint.h>

/* n values; table has 256 of them, by the byte that holds the value: those of 0 to 127, then
 * those of -128 to -1. out may be in. */
void table_s8(const int8_t *table, const int8_t *in, size_t n, int8_t *out);

#endif
