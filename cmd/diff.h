/* SPDX-License-Identifier: Apache-2.0 */
/* What `whit diff` found out, and its two ways of saying so. */
#ifndef CMD_DIFF_H
#define CMD_DIFF_H

#include "cmd/data_options.h"
#include "cmd/info.h"
#include "passes/compare/compare.h"
#include "passes/compare/match.h"

/* A constant of two matched layers that is not the same in both. */
typedef struct ConstantRow {
	int layer; /* of the matching */
	Constant reference, other;
	ConstantDifference difference;
} ConstantRow;

typedef struct GraphDiff {
	const Graph *reference, *other;
	Matching matching;
	ConstantRow *constants; /* by layer */
	int n_constants;
} GraphDiff;

typedef struct Diff {
	Info reference, other;
	GraphDiff *graphs; /* those that both models have */
	int n_graphs;
	bool is_same, is_same_structure;

	/* Of graph 0, where the models ran. */
	int64_t n_samples;          /* 0: they did not */
	const char *why_not;        /* what kept them from it, or NULL */
	const Difference **layers;  /* one a layer of the matching; NULL where not compared */
	const Difference **outputs; /* one an output, the same */
	int n_outputs;              /* that both models have */
	DataSet data[2];            /* the same data, opened for each */

	double min_snr, min_agreement; /* gates; below 0: not given */
	bool is_met;                   /* all that were given */
} Diff;

/* Match the layers of both models, which reference and other know, and compare their constants;
 * all in the arena. Fails where they are too large to be matched. */
bool diff_models(Diff *diff, Arena *arena, Error *err);

/*
 * Run both models on the same data, once their graphs are matched, and compare what matched
 * layers and outputs give, as far as those are as many real numbers. Where a model cannot be
 * run, why_not says so, and that is no failure: it is one where data do not fit. data
 * wants close_data for both in any case.
 */
bool diff_run(Diff *diff, const DataOptions *options, const CompareSettings *how,
	Arena *arena, Error *err);

/* The layer's output, where both ran; NULL for other graphs than the first, too. */
const Difference *layer_difference(const Diff *diff, int graph, int layer);

/* Print all of it on stdout. */
void diff_print_table(const Diff *diff);
void diff_print_json(const Diff *diff);

#endif
