/* SPDX-License-Identifier: Apache-2.0 */
/* What the quantisation specification, and TFLM, demand of a quantised model. */
#ifndef TESTS_UNIT_QUANTIZED_H
#define TESTS_UNIT_QUANTIZED_H

#include "src/graph/model.h"

/*
 * Fails the test where graph 0 breaks a rule: weights symmetric in -127 to 127 or, of int4,
 * -7 to 7, biases int32 (int64 beside int16) with the scale of input times weight, one scale
 * for each activation, the same one on both sides of operators that do not rescale, and the
 * fixed ones of SOFTMAX, LOG_SOFTMAX, LOGISTIC and TANH. Layers left in float32 are passed over.
 */
void expect_quantized(const Model *model, const char *name);

#endif
