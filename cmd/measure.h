/* SPDX-License-Identifier: Apache-2.0 */
/* How good a model is on data: what eval and plot ask. */
#ifndef CMD_MEASURE_H
#define CMD_MEASURE_H

#include "cmd/data_options.h"
#include "passes/evaluate.h"

typedef struct MeasureOptions {
	DataOptions data;
	const char *labels, *group; /* sources; NULL: what came with the data, and none */
	Metric metric;
	InferSettings how;
} MeasureOptions;

#define MEASURE_OPTIONS_DEFAULTS \
	((MeasureOptions){.data = DATA_OPTIONS_DEFAULTS, .how = INFER_DEFAULTS})

/* Entries of an option array, beside those of the data and the metric. */
#define OPTS_MEASURE(to) \
	OPT_TEXT(0, "labels", &(to)->labels, "SOURCE", \
		"a class, or a target, for each row"), \
		OPT_TEXT(0, "group", &(to)->group, "SOURCE", \
			"for auc: average scores over rows of one number"), \
		OPT_INT(0, "output-index", &(to)->how.output, 0, 65535, "N", \
			"which of several outputs"), \
		OPT_BATCH(&(to)->how.batch), OPT_THREADS(&(to)->how.n_threads)

extern const Choice metric_choices[];

/* Run a model on the data and judge its outputs; data wants close_data in any case. */
bool measure(const MeasureOptions *options, const Model *model, DataSet *data,
	Arena *arena, Evaluation *result, Error *err);

#endif
