/* SPDX-License-Identifier: Apache-2.0 */
/* What the operators share that move values without computing. */
#ifndef OPS_MOVING_H
#define OPS_MOVING_H

#include "src/kernels/move.h"
#include "src/ops/operands.h"

/* Whether the data and all outputs have one type, of whole bytes. As on the device,
 * bytes are moved as they are: their quantisation is not looked at. */
bool moves_one_type(const Layer *layer, Error *err);

/* Bytes of an element of such a layer. */
size_t element_bytes(const Layer *layer);

#endif
