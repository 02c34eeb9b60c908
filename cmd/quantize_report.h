/* SPDX-License-Identifier: Apache-2.0 */
/* What `quantize` says of what it made. */
#ifndef CMD_QUANTIZE_REPORT_H
#define CMD_QUANTIZE_REPORT_H

#include <stdio.h>

#include "passes/quantize/quant_report.h"
#include "passes/quantize/quantize.h"

typedef struct QuantizeOutcome {
	const char *name;                 /* of the model that was read */
	size_t bytes_before, bytes_after; /* of the files */
	int64_t n_samples;                /* calibrated on; 0: none were needed */
	const Graph *graph;               /* of the float model */
	const QuantReport *report;        /* NULL where nothing was run */
	const char *advice;               /* "" where there is none */
	const char *how;                  /* by what method, and what else was done; "" */
} QuantizeOutcome;

/* A line of sums, then the layers, the worst first. */
void print_quantize_table(const QuantizeOutcome *outcome, FILE *to);
void print_quantize_json(const QuantizeOutcome *outcome, FILE *to);

/*
 * What could be tried, by what the report shows: a sentence, or "". In the arena. formats has
 * an entry for each operator of the graph.
 */
const char *quantize_advice(const QuantReport *report, const Graph *graph,
	const LayerFormat *formats, bool is_rescued, Arena *arena);

#endif
