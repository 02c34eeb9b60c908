/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_sparse_dot.h"

#include "src/kernels/unpack_sparse_run.h"

int32_t unpack_sparse_dot(Unpack *unpack, const int8_t *in, int32_t in_zero, int32_t n,
	int32_t sum)
{
	SparseUse use = {NULL, 0, in, in_zero, (uint32_t)sum};

	while (n > 0) {
		const int32_t in_block = unpack_sparse_of_block(unpack, n);
		sparse_run(unpack, &use, in_block);
		use.in += in_block;
		n -= in_block;
	}
	return (int32_t)use.sum;
}
