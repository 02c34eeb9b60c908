/* SPDX-License-Identifier: Apache-2.0 */
/* How large the values of each channel get on a user's data. */
#ifndef PASSES_QUANTIZE_CHANNEL_RANGES_H
#define PASSES_QUANTIZE_CHANNEL_RANGES_H

#include "passes/quantize/calibrate.h"

/*
 * Run a model on all samples; ranges[i], an entry for each channel of float32 tensor i of
 * graph 0, the last dimension, is widened by what is seen of it; NULL for tensors that are
 * not asked for. The same for any number of threads.
 */
bool channel_ranges(const Model *model, const Samples *samples, int n_threads, int batch,
	Range **ranges, Error *err);

#endif
