/* SPDX-License-Identifier: Apache-2.0 */
/* Cross-layer equalisation: channels of a float model brought to about one range. */
#ifndef PASSES_QUANTIZE_EQUALIZE_H
#define PASSES_QUANTIZE_EQUALIZE_H

#include "passes/samples.h"

typedef struct EqualizeSettings {
	int n_threads; /* 0: all cores */
	int batch;
} EqualizeSettings;

#define EQUALIZE_DEFAULTS ((EqualizeSettings){.batch = PLAN_DEFAULTS.batch})

/* Channels are scaled by at most 2 to this power, up or down: of what was hardly ever seen,
 * the range is not known. */
enum { EQUALIZE_MOST = 4 };

/*
 * Scale channels between layers of a float32 model, in place, where nothing else sees them: a
 * channel of one layer's output times s, the weights of the next that read it times 1/s. An
 * int8 tensor has one scale for all channels, so that a channel of small range is left with
 * few steps, unless it is scaled up first (Nagel et al., "Data-Free Quantization Through
 * Weight Equalization and Bias Correction", 2019).
 *
 * Each s is a power of two: the outputs of the model do not change by a bit, but for values
 * so small that float32 holds them with fewer digits.
 *
 * Pairs of layers are found in graph 0: CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED with a
 * fused RELU or none, a chain of operators that scale with their input (RELU, LEAKY_RELU,
 * pooling, PAD, MEAN over other axes, RESHAPE), and one of the three again, each tensor
 * between used once and no output of the model, all weights constants of their own.
 *
 * With R the range that a channel's values take on the samples (without samples, NULL, the
 * norm of its weights) and r the largest share that the weights reading it have in the
 * largest weight of their filter, s is proportional to sqrt(r / R); to 1 / R before a
 * depthwise layer, each filter of which reads one channel only. The channel of the largest
 * range sets the scale. Channels without a range are left alone.
 *
 * n_pairs is how many were found, and may be 0. Fails only where the model cannot be run.
 */
bool equalize(Model *model, const Samples *samples, const EqualizeSettings *settings,
	int *n_pairs, Error *err);

#endif
