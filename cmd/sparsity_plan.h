/* SPDX-License-Identifier: Apache-2.0 */
/* A share of zeros for each layer in a plan: "sparsity", not there where it is left alone. */
#ifndef CMD_SPARSITY_PLAN_H
#define CMD_SPARSITY_PLAN_H

#include "cmd/layer_plan.h"

/* Of doubles, one a layer: 0 to below 1, or below 0 where it is left alone. */
PlanWrite write_sparsity;
PlanRead read_sparsity;

#endif
