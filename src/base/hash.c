/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/hash.h"

#include <string.h>

/* FNV-1a's step with a word for the byte, and its upper half brought down. */
void hash_add_number(Hash *hash, uint64_t number)
{
	uint64_t mixed = (hash->value ^ number) * 0x100000001b3u;
	hash->value = mixed ^ (mixed >> 32);
}

void hash_add_real(Hash *hash, double number)
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof bits);
	hash_add_number(hash, bits);
}

void hash_add(Hash *hash, const void *data, size_t n_bytes)
{
	const uint8_t *bytes = data;
	hash_add_number(hash, n_bytes);
	for (size_t i = 0; i < n_bytes; i += sizeof(uint64_t)) {
		uint64_t word = 0;
		size_t left = n_bytes - i;
		memcpy(&word, bytes + i, left < sizeof word ? left : sizeof word);
		hash_add_number(hash, word);
	}
}
