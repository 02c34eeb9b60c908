/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers put in order. */
#ifndef BASE_SORT_KEYS_H
#define BASE_SORT_KEYS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sort n keys, at least 1, of which no bit above the n_bits lowest is set; room holds as many.
 * Returns them in rising order: in either of the two arrays, both of which are written to. Takes
 * time proportional to n (a radix sort).
 */
const uint32_t *sort_keys(uint32_t *keys, uint32_t *room, size_t n, int n_bits);

#endif
