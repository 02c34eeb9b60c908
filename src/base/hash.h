/* SPDX-License-Identifier: Apache-2.0 */
/* A number for bytes, to tell by that they are others. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Start from HASH_START; what is added one after another makes one hash. It depends on how the
 * bytes were portioned. No protection against bytes made to collide. */
typedef struct Hash {
	uint64_t value;
} Hash;

#define HASH_START ((Hash){0xcbf29ce484222325u})

void hash_add(Hash *hash, const void *data, size_t n_bytes);
void hash_add_number(Hash *hash, uint64_t number);
void hash_add_real(Hash *hash, double number);

#endif
