/* SPDX-License-Identifier: Apache-2.0 */
/* Pruning by what a model does with data, without training. */
#ifndef PASSES_PRUNE_PRUNE_DATA_H
#define PASSES_PRUNE_PRUNE_DATA_H

#include "passes/prune/prune.h"
#include "passes/samples.h"

/*
 * Prune a model by settings->method, PRUNE_ACTIVATION or PRUNE_SECOND_ORDER. original is the
 * same model, in float32 or integers, and stays; samples are of the same data, opened for
 * each. Layer by layer in order of execution, with all before it pruned:
 *
 * By activation (Sun et al., "Wanda", 2023) the weights go that are smallest times the root of
 * their input's mean square; the same share of each filter. The others stay as they are.
 *
 * By second order, with x the layer's inputs in the pruned model and y its sums in the
 * original, weights w of a filter, v before, many of them 0, are chosen that minimise
 *
 *   E |y - w.x - c|^2 + lambda |w - v|^2
 *
 * with lambda 0.03 of the mean power of an input, and c the bias that takes the mean error
 * off. Which go is found by removing one after the other while the rest make up for it
 * (Frantar & Alistarh, "Optimal Brain Compression", 2022); how many go of each filter follows
 * from what that costs, by one threshold for the layer. The first term also makes up for the
 * layers before (Li et al., "GPTAQ", 2025). At last the weights that stay are solved for and, in
 * a model of integers, rounded by their scales so that errors make up for each other (see compensate.h);
 * some become 0 so. An input that never changes is the bias's to make up for: its weights go first. Filters of
 * over 2048 inputs are pruned by activation, with one threshold for the layer.
 *
 * With is_global, the shares say only how many weights go in sum: each layer is scored in the
 * original model, then pruned alone, until its sums have a noise of 5 % of their power, to see
 * how much noise of the model's outputs comes of that; what goes in all layers goes by one
 * threshold for the noise of the outputs. With a pattern, it alone says what goes.
 *
 * Weights that are 0 stay 0, and count; a layer where no others go stays as it is. So do
 * layers that prune() leaves alone, and those of a constant input. Weights that layers share
 * are pruned for the first of them.
 *
 * The result is the same for any number of threads, and on any machine. Time grows with the
 * cube of a filter's inputs, times filters: a layer of 500 filters of 800 inputs takes some
 * seconds. Fails as running the models does, and where a value is not finite; then the model
 * is only fit to free.
 */
bool prune_with_data(const Model *original, const Samples *original_samples, Model *model,
	const Samples *samples, const PruneSettings *settings, Error *err);

#endif
