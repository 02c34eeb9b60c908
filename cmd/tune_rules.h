/* SPDX-License-Identifier: Apache-2.0 */
/* What training is to keep of a model's compression, and what it is to add to it. */
#ifndef CMD_TUNE_RULES_H
#define CMD_TUNE_RULES_H

#include "cmd/layer_choice.h"
#include "cmd/training.h"
#include "passes/tune/gradual.h"
#include "passes/tune/tune_clusters.h"
#include "passes/tune/tune_mask.h"
#include "passes/tune/tune_quant.h"

typedef struct TuneOptions {
	TrainOptions train;
	bool keep_sparsity, free_sparsity; /* neither: where zeros look like pruning */
	bool keep_clusters, free_clusters; /* neither: where values look like clusters */
	double sparsity;                   /* to be reached gradually; -1: none */
	const char *plan;                  /* of each layer's share; NULL: none */
	bool is_global;
	PruneScore score;
	int values;         /* to be left gradually; 0: all */
	int per_channel;    /* not a set of values for each tensor */
	bool qat;           /* int8 is to come */
	LayerChoice layers; /* of what is done gradually */
} TuneOptions;

#define TUNE_OPTIONS_DEFAULTS \
	((TuneOptions){.train = TRAIN_OPTIONS_DEFAULTS, .sparsity = -1})

/* Start from zeros, but for the options; it must stay where it is while the rules are used. */
typedef struct TuneRules {
	const TuneOptions *options;
	TuneMask *mask;
	TuneClusters *clusters;
	GradualPrune *prune;
	GradualCluster *cluster;
	TuneQuant *quant;
} TuneRules;

/* What goes together; before anything is read. */
bool tune_options_check(const TuneOptions *options, Error *err);

/* For TrainWork: context is the TuneRules. Fails where what is to be kept is not there. */
bool tune_rules_make(void *context, const Model *model, const TrainSource *source,
	Arena *arena, TrainKeeping *keeping, Error *err);

/* The same: puts the ranges of --qat into what was trained. */
bool tune_rules_finish(void *context, Model *model, Error *err);
void tune_rules_free(TuneRules *rules);

#endif
