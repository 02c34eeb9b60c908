/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that share few values, chosen by what a model does with data, without training. */
#ifndef PASSES_CLUSTER_CLUSTER_DATA_H
#define PASSES_CLUSTER_CLUSTER_DATA_H

#include "passes/cluster/cluster.h"
#include "passes/samples.h"

/*
 * What cluster() does, by the errors of each layer's sums in place of those of its weights.
 * original is the same model and stays; samples are of the same data, opened for each.
 *
 * Layer by layer in order of execution, with all before it clustered, values and weights w of
 * a filter, v before, are chosen that make small, x being the layer's inputs in the clustered
 * model and y its sums in the original,
 *
 *   E |y - w.x - c|^2 + ridge |w - v|^2
 *
 * with ridge 0.03 of the mean power of an input, and c the bias that takes the mean error off,
 * which is stored. Values are optimal for weights that count as much as their inputs' power;
 * weights take them so that errors make up for each other (Frantar et al., "GPTQ", 2022; Li et
 * al., "GPTAQ", 2025); then both are improved in turn. With lambda, bits are paid for in
 * either, of that power.
 *
 * Weights of 0 stay, and so does a set that has no more than k values. Filters of over 2048
 * inputs, and layers of a constant input, are clustered without data. The result is the same
 * for any number of threads. Fails as running the models does, and as cluster() does; then the
 * model is only fit to free.
 */
bool cluster_with_data(const Model *original, const Samples *original_samples,
	Model *model, const Samples *samples, const ClusterSettings *settings,
	LayerClusters *layers, Error *err);

#endif
