/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_tensor.h"

void unpack_tensor(const PackedTensor *tensor, void *out, void *state)
{
	Unpack unpack;

	unpack_start(&unpack, tensor, state);
	unpack_next(&unpack, out, tensor->n);
}
