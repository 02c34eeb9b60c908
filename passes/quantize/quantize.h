/* SPDX-License-Identifier: Apache-2.0 */
/* From float32 to integers, as TFLM runs them. */
#ifndef PASSES_QUANTIZE_QUANTIZE_H
#define PASSES_QUANTIZE_QUANTIZE_H

#include "passes/quantize/layer_format.h"
#include "passes/quantize/quant_weights.h"

typedef struct QuantizeSettings {
	CalibrationSettings calibration;
	LayerFormat format;        /* of every layer */
	const LayerFormat *layers; /* unless this has one for each operator */
	bool per_tensor_dense;     /* one scale for the weights of a fully connected layer */
	DataType input_type,
		output_type; /* int8, int16, uint8 or float32: what the application sees */
} QuantizeSettings;

#define QUANTIZE_DEFAULTS \
	((QuantizeSettings){.calibration = CALIBRATION_DEFAULTS, \
		.input_type = TYPE_INT8, \
		.output_type = TYPE_INT8})

/*
 * Quantise graph 0 in place: weights of convolutions and fully connected layers symmetric
 * with a scale an output channel (of fully connected layers one for all where TFLM has no
 * other kernel: int4 weights, int16 activations),
 * activations with one scale, int8 asymmetric and int16 symmetric, biases int32 or int64 with
 * the product of the two. Ranges come from running the float model on the samples.
 *
 * Follows TFLite's quantisation specification and what TFLM checks: operators that move
 * or compare values keep their input's quantisation, SOFTMAX, LOGISTIC and TANH have fixed
 * ones, and what is concatenated is brought to one scale. QUANTIZE and DEQUANTIZE operators
 * stand where layers of different formats meet, and at the borders.
 *
 * Fails where the model is quantised already or has an operator that cannot be run. On
 * failure the model is only fit to free.
 */
bool quantize(Model *model, const Samples *samples, const QuantizeSettings *settings,
	Error *err);

/* --- The same in steps, for one calibration and several quantisations of copies --- */

/* What a model's tensors take on; see calibrate(). Constants that are operands have theirs. */
typedef struct Calibrated {
	Range *ranges, *extremes;
} Calibrated;

/* Check that the model is float32 and can be run, and give each operator constants of its own. */
bool quantize_prepare(Model *model, Error *err);

/* Find the ranges of a prepared model, in the arena. */
bool quantize_calibrate(const Model *model, const Samples *samples,
	const CalibrationSettings *settings, Arena *arena, Calibrated *calibrated,
	Error *err);

/* Constants that are operands, not weights, have the range of their values: put it there. */
void quantize_add_constants(const Graph *graph, const Calibrated *calibrated);

/*
 * Quantise a prepared model by ranges. Tensors keep their indices, and an operator can be
 * told by its weights': what is new stands behind them.
 */
bool quantize_by_ranges(Model *model, const Calibrated *calibrated,
	const QuantizeSettings *settings, Error *err);

/* The format that each operator gets, in the arena, and its weights beside it. */
LayerFormat *quantize_formats(const Graph *graph, const QuantizeSettings *settings,
	Arena *arena);
WeightFormat quantize_weight_format(const Op *op, LayerFormat how, bool per_tensor_dense);

#endif
