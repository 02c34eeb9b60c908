/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse.h"

#include <string.h>

#include "src/kernels/unpack_sparse_run.h"

/* n values of one block and one channel. */
static void next_of_channel(Unpack *unpack, int8_t *out, int32_t n)
{
	SparseUse use = {out, unpack_zero(unpack), NULL, 0, 0};

	memset(out, use.zero, (size_t)n);
	sparse_run(unpack, &use, n);
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	int8_t *to = (int8_t *)out;

	while (n > 0) {
		int32_t in_block = unpack_sparse_of_block(unpack, n);
		n -= in_block;
		while (in_block > 0) {
			const int32_t count = unpack_of_channel(unpack, in_block);
			next_of_channel(unpack, to, count);
			to += count;
			in_block -= count;
		}
	}
}

const UnpackKind unpack_sparse = {unpack_sparse_start, next};
