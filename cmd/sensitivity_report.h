/* SPDX-License-Identifier: Apache-2.0 */
/* What `quantize --sensitivity` says. */
#ifndef CMD_SENSITIVITY_REPORT_H
#define CMD_SENSITIVITY_REPORT_H

#include <stdio.h>

#include "passes/quantize/sensitivity.h"

/* Arrays have an entry for each operator of its first graph. */
typedef struct SensitivityOutcome {
	const Model *model; /* the float model */
	const Sensitivity *layers;
	const LayerFormat *chosen;
	double expected, wanted; /* dB, of all layers as chosen */
} SensitivityOutcome;

/* What each layer costs at each width, the noisiest at int8 first, and what was chosen. */
void print_sensitivity_table(const SensitivityOutcome *outcome, FILE *to);
void print_sensitivity_json(const SensitivityOutcome *outcome, FILE *to);

#endif
