/* SPDX-License-Identifier: Apache-2.0 */
/* Training that knows of the quantisation to come: the net computes with rounded values. */
#ifndef PASSES_TUNE_QUANT_H
#define PASSES_TUNE_QUANT_H

#include "passes/quantize/quantize.h"
#include "src/train/rule.h"

typedef struct TuneQuantSettings {
	QuantizeSettings quantize; /* how the model is going to be quantised */
	/* Where ranges come from: learnt, that is moving averages of the smallest and the largest value
	 * in a batch; or those given. */
	bool learns;
	double until; /* the share of all steps for which they are learnt; then they stay */
} TuneQuantSettings;

#define TUNE_QUANT_DEFAULTS \
	((TuneQuantSettings){.quantize = QUANTIZE_DEFAULTS, .learns = true, .until = 0.5})

/*
 * In each step, and in validation, weights are those that the quantised file would hold, and what
 * layers compute is rounded and cut off by the scales it would have (choose_scales, weight_scales).
 * Gradients go to the weights behind them as if nothing had been rounded (Jacob et al.,
 * "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
 * 2018); what saturates has none. Biases, and constants that are no weights, are not rounded.
 *
 * Ranges given are those of a calibration of the same model (quantize_calibrate); learnt ranges
 * start from them, or, where calibrated is NULL, with the first batch, which sees nothing rounded.
 * Each batch counts 1 / AVERAGED of what was before.
 *
 * Fails where the model cannot be quantised, or where nothing is given nor learnt.
 */
typedef struct TuneQuant TuneQuant;
TuneQuant *tune_quant_new(const Model *model, const TuneQuantSettings *settings,
	const Calibrated *calibrated, Error *err);
void tune_quant_free(TuneQuant *quant); /* NULL is fine */

/* To be given to train(), the last of all rules. */
TrainRule tune_quant_rule(TuneQuant *quant);

/*
 * The ranges that training ended with: by them quantize_by_ranges() gives the trained model, once
 * prepared, the very scales it was trained with. They are as many as the tensors of the model once
 * prepared, and belong to quant.
 */
Calibrated tune_quant_ranges(const TuneQuant *quant);

#endif
