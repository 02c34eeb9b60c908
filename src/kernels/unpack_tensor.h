/* SPDX-License-Identifier: Apache-2.0 */
/* A whole packed tensor at once. */
#ifndef KERNELS_UNPACK_TENSOR_H
#define KERNELS_UNPACK_TENSOR_H

#include "src/kernels/unpack.h"

/* All n values to out, aligned as they ask. state is what unpack_start() wants, or NULL. */
void unpack_tensor(const PackedTensor *tensor, void *out, void *state);

#endif
