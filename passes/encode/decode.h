/* SPDX-License-Identifier: Apache-2.0 */
/* Packed constants made plain again. */
#ifndef PASSES_ENCODE_DECODE_H
#define PASSES_ENCODE_DECODE_H

#include "src/graph/model.h"

/*
 * Make the outputs of all decode operators (src/graph/decoders.h) constants, and take out what
 * that leaves without use: those operators and their codes, encoded and ancillary tensors and
 * buffers. All else keeps its order, and what metadata say of places in TFLM's arena is made to
 * fit. A model without decode operators stays as it is.
 *
 * It undoes encode(): a constant gets the buffer of its encoded bytes, if nothing else uses that,
 * and so do others that unpack the same to the same; and a tensor that stands behind its encoded
 * one, and is the same as one before it, is that one. So the file comes back byte for byte, but
 * for an axis that encode() set to 0. It takes what other encoders write as well.
 *
 * Fails where a tensor cannot be unpacked, naming it.
 */
bool decode(Model *model, Error *err);

#endif
