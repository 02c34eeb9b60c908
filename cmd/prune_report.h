/* SPDX-License-Identifier: Apache-2.0 */
/* What `prune` says of what it made. */
#ifndef CMD_PRUNE_REPORT_H
#define CMD_PRUNE_REPORT_H

#include <stdio.h>

#include "passes/prune/sparsity.h"

/* Arrays have an entry for each layer (see passes/layers/layer_weights.h). */
typedef struct PruneOutcome {
	const Model *model;              /* as it was read */
	size_t bytes_after;              /* of the file */
	const char *how;                 /* by what method, in a few words */
	int64_t macs_before, macs_after; /* of an inference, as far as known */
	const LayerSparsity *layers;
	const double *shares; /* that were asked for; below 0: to be left alone */
} PruneOutcome;

/* A line of sums, the layers that have weights, and what comes next. */
void print_prune_table(const PruneOutcome *outcome, FILE *to);
void print_prune_json(const PruneOutcome *outcome, FILE *to);

#endif
