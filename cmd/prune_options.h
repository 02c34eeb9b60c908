/* SPDX-License-Identifier: Apache-2.0 */
/* What `prune` is asked for. */
#ifndef CMD_PRUNE_OPTIONS_H
#define CMD_PRUNE_OPTIONS_H

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/layer_choice.h"
#include "passes/prune/prune.h"

typedef struct PruneOptions {
	Streams io;
	double sparsity;     /* -1: not given */
	const char *pattern; /* as typed; NULL: not given */
	int method;          /* a PruneMethod; -1: not given */
	PruneSettings how;   /* but for the shares of layers; its method once checked */
	LayerChoice layers;
	bool structured; /* channels are to go, not weights */
	DataOptions data;
	bool dead;                     /* remove dead channels, too */
	const char *plan, *write_plan; /* NULL: not given */
	const char *plot;              /* the picture's file; NULL: none */
	bool tune;                     /* for --help alone: see cmd/tune.h */
	int schedule;                  /* the same; -1: not given */
	bool json, quiet;
} PruneOptions;

#define PRUNE_OPTIONS_DEFAULTS \
	((PruneOptions){.sparsity = -1, \
		.method = -1, \
		.schedule = -1, \
		.how = PRUNE_DEFAULTS, \
		.data = DATA_OPTIONS_DEFAULTS})

/* Set what the command line says. Where false, call->status is the exit status. */
bool prune_options_read(Call *call, PruneOptions *options);

/*
 * Check that the options go together, settle the method, and read the pattern. The error says
 * what to give, or to leave out.
 */
bool prune_options_check(PruneOptions *options, Error *err);

/* Whether any weights are to go: with --dead alone none are. */
bool prunes_weights(const PruneOptions *options);

/* Whether there are samples to choose by. */
bool has_data(const PruneOptions *options);

/* How weights are chosen, in a few words, in the arena. */
const char *prune_how(const PruneOptions *options, Arena *arena);

#endif
