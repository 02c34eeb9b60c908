/* SPDX-License-Identifier: Apache-2.0 */
/* A format for each layer in a plan: "format", and what it was chosen by as "snr_db". */
#ifndef CMD_FORMAT_PLAN_H
#define CMD_FORMAT_PLAN_H

#include "cmd/layer_plan.h"
#include "passes/quantize/sensitivity.h"

/* What is written. */
typedef struct FormatPlan {
	const LayerFormat *formats; /* one an operator */
	const Sensitivity *layers;  /* likewise; NULL where nothing was measured */
} FormatPlan;

PlanWrite write_format; /* from a FormatPlan */
PlanRead read_format;   /* to LayerFormats, one an operator */

#endif
