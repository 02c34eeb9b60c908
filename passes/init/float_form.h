/* SPDX-License-Identifier: Apache-2.0 */
/* A model as it may have been before it was quantised, but for its weights. */
#ifndef PASSES_INIT_FLOAT_FORM_H
#define PASSES_INIT_FLOAT_FORM_H

#include "src/graph/model.h"

/*
 * Make graph 0 one of float32: activations, and constants with scales or of float16, as the
 * real numbers that they stand for; weights and biases of layers are 0. QUANTIZE and DEQUANTIZE
 * go, and so do scales, ranges, and metadata, which were the old weights'. Float models stay
 * as they are but for the same.
 *
 * Fails, naming the tensor, where a constant's real numbers are not known.
 */
bool float_form(Model *model, Error *err);

#endif
