/* SPDX-License-Identifier: Apache-2.0 */
/* The RAM that a model's own tensors take, whatever runs it. */
#ifndef TARGET_TENSOR_RAM_H
#define TARGET_TENSOR_RAM_H

#include "src/graph/model.h"

/*
 * Bytes of tensors that are alive together. Inputs of the model are from the start to the last
 * operator that reads them, outputs to the end, variables always, others from the operator that
 * computes them to the last that reads them.
 *
 *   least_bytes  between two operators: nothing that runs whole operators, in the model's order,
 *                can do with less
 *   apart_bytes  while an operator runs, if its outputs overlap none of its inputs
 */
typedef struct TensorRam {
	uint64_t least_bytes, apart_bytes;
} TensorRam;

/*
 * Of graph 0 of a model that was verified, without what a runtime adds: alignment, scratch memory,
 * structs. Constants are in flash, those too that operators at hand unpack or dequantise. A
 * dimension that is not known counts as 1, strings as nothing. Fails where all tensors together are
 * larger than any memory (2^50 bytes).
 */
bool tensor_ram(const Model *model, TensorRam *result, Error *err);

#endif
