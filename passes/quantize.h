/* SPDX-License-Identifier: Apache-2.0 */
/* From float32 to full-integer int8, as TFLM runs it. */
#ifndef PASSES_QUANTIZE_H
#define PASSES_QUANTIZE_H

#include "passes/calibrate.h"

typedef struct QuantizeSettings {
	CalibrationSettings calibration;
	DataType input_type,
		output_type; /* int8, uint8 or float32: what the application sees */
} QuantizeSettings;

#define QUANTIZE_DEFAULTS \
	((QuantizeSettings){.calibration = CALIBRATION_DEFAULTS, \
		.input_type = TYPE_INT8, \
		.output_type = TYPE_INT8})

/*
 * Quantise graph 0 in place: weights of convolutions and fully connected layers symmetric
 * with a scale an output channel, activations asymmetric with one scale, biases int32 with
 * the product of the two. Ranges come from running the float model on the samples.
 *
 * Follows TFLite's quantisation specification and what TFLM checks: operators that move
 * or compare values keep their input's quantisation, SOFTMAX, LOGISTIC and TANH have fixed
 * ones, and what is concatenated is brought to one scale. An input or output that is to
 * stay float32 or become uint8 gets a QUANTIZE or DEQUANTIZE operator at the border.
 *
 * Fails where the model is quantised already or has an operator that cannot be run. On
 * failure the model is only fit to free.
 */
bool quantize(Model *model, const Samples *samples, const QuantizeSettings *settings,
	Error *err);

#endif
