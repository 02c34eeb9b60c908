/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models that store small weights and compute in float32: for LiteRT on larger machines. TFLM
 * runs neither form. No data are needed.
 */
#ifndef PASSES_QUANTIZE_WEIGHT_ONLY_H
#define PASSES_QUANTIZE_WEIGHT_ONLY_H

#include "src/graph/model.h"

/* Weights of fewer values than this stay float32, as TFLite's converter leaves them. */
enum { LEAST_DYNAMIC_WEIGHTS = 1024 };

typedef struct DynamicSettings {
	bool per_tensor_dense; /* one scale for the weights of a fully connected layer */
} DynamicSettings;

/*
 * Dynamic range: int8 weights, symmetric with a scale an output channel, beside float32
 * activations, which LiteRT quantises as they come; biases stay float32. In place, in
 * graph 0. Fails where there are no float32 weights to quantise, some are not finite, or
 * their layer could not be run.
 */
bool quantize_dynamic(Model *model, const DynamicSettings *settings, Error *err);

/*
 * float16: each float32 constant is stored in 16 bits and brought back by a DEQUANTIZE
 * operator in front of its first reader; an output of the graph stays as it is. In place, in
 * graph 0. Fails for a value that is not finite or too large for 16 bits (65520 or more),
 * naming it.
 */
bool quantize_float16(Model *model, Error *err);

#endif
