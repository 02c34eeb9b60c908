/* SPDX-License-Identifier: Apache-2.0 */
/* How much of each layer goes: as asked for, and as done. One share a layer, 0 to below 1, or
 * below 0 for a layer that is left alone; see passes/layers/layer_weights.h. */
#ifndef CMD_PRUNE_SHARES_H
#define CMD_PRUNE_SHARES_H

#include "cmd/prune_options.h"
#include "passes/prune/sparsity.h"

/* What is asked for. Of a share at least one is not below 0, if any weights are to go. */
bool prune_shares(const PruneOptions *options, const Model *model, double *shares,
	Error *err);

/* What was done to the layers that were not left alone, as a plan's bytes, in the arena. */
Bytes prune_plan(const PruneOptions *options, const Model *model, const double *shares,
	const LayerSparsity *layers, Arena *arena);

#endif
