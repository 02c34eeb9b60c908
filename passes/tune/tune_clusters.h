/* SPDX-License-Identifier: Apache-2.0 */
/* Training that keeps what clustering did: weights that share a value go on sharing one. */
#ifndef PASSES_TUNE_CLUSTERS_H
#define PASSES_TUNE_CLUSTERS_H

#include "passes/tune/tune_members.h"
#include "src/train/rule.h"

/*
 * Which weights share a value is read off the model. A tensor of at most MOST_CLUSTERS different
 * values is clustered as a whole. Otherwise it is by output channel, if each channel has at most so
 * many, and all together have a value for two weights on average: fewer are equal by chance. Zeros
 * do not count, and stay 0.
 *
 * Shared values learn by the sum of their weights' gradients (Han, Mao and Dally, "Deep
 * compression", 2016).
 */
typedef struct TuneClusters TuneClusters;

/* Of a model that is about to be trained; chosen as in tune_parts(). Fails as that does. */
TuneClusters *tune_clusters_new(const Model *model, const bool *chosen, Error *err);
void tune_clusters_free(TuneClusters *clusters); /* NULL is fine */

/* The most values, zero not counted, that a set of a layer's weights shares, by the index of its
 * operator; 0 where they are not clustered. */
int tune_clusters_of(const TuneClusters *clusters, int layer);

/* To be given to train(); the clusters must outlive it. Remembers nothing over an interruption. */
TrainRule tune_clusters_rule(TuneClusters *clusters);

#endif
