/* SPDX-License-Identifier: Apache-2.0 */
/* What a model loses with its decode operators: the inside of decode(). */
#ifndef PASSES_ENCODE_DECODE_DROP_H
#define PASSES_ENCODE_DECODE_DROP_H

#include "src/graph/model.h"

/*
 * Take out the tensors i of graph g with goes[g][i], which nothing names; of the n_old buffers
 * that there were those that held packed bytes and are not used any more; and the operator codes
 * of decoders. Metadata of places in TFLM's arena lose their entries.
 *
 * Where something that the Model does not speak of counts tensors or buffers (TFLM's older
 * compression, details of a quantisation), those before others that stay are emptied instead.
 */
void decode_drop(Model *model, bool *const *goes, const bool *was_packed, int n_old);

#endif
