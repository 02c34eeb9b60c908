/* SPDX-License-Identifier: Apache-2.0 */
/* Training that keeps what pruning did: weights of 0 stay 0. */
#ifndef PASSES_TUNE_MASK_H
#define PASSES_TUNE_MASK_H

#include "passes/tune/tune_parts.h"
#include "src/train/rule.h"

typedef struct TuneMask TuneMask;

/* Take the zeros of a model that is about to be trained; chosen as in tune_parts(), and only
 * layers with at least so large a share of zeros. Fails as tune_parts() does. */
TuneMask *tune_mask_new(const Model *model, const bool *chosen, double least_share,
	Error *err);
void tune_mask_free(TuneMask *mask); /* NULL is fine */

/* Whether the zeros of a layer, by the index of its operator, are kept; and how many are, of all. */
bool tune_mask_keeps(const TuneMask *mask, int layer);
size_t tune_mask_zeros(const TuneMask *mask);

/* To be given to train(); the mask must outlive it. Remembers nothing over an interruption, as all
 * it needs is in the model that training began with. */
TrainRule tune_mask_rule(TuneMask *mask);

#endif
