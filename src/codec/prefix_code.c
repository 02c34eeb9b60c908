/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/prefix_code.h"

#include <assert.h>

#include "src/codec/code_lengths.h"

void prefix_code(const uint8_t *lengths, size_t n, uint32_t *words)
{
	uint64_t n_of_length[MAX_CODE_BITS + 1] = {0};
	for (size_t i = 0; i < n; i++) {
		assert(lengths[i] <= MAX_CODE_BITS);
		n_of_length[lengths[i]]++;
	}

	uint64_t next[MAX_CODE_BITS + 1] = {0};
	uint64_t word = 0;
	for (int length = 1; length <= MAX_CODE_BITS; length++) {
		next[length] = word;
		word += n_of_length[length];
		assert(word <= UINT64_C(1) << length);
		word <<= 1;
	}
	for (size_t i = 0; i < n; i++)
		words[i] = lengths[i] ? (uint32_t)next[lengths[i]]++ : 0;
}
