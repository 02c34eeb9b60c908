/* SPDX-License-Identifier: Apache-2.0 */
/* A budget for people and for machines. */
#ifndef CMD_BUDGET_REPORT_H
#define CMD_BUDGET_REPORT_H

#include <stdio.h>

#include "src/target/budget.h"

/* Print a model's budget as a table, or as JSON; name is what the model is called. */
void print_budget(const Budget *budget, const char *name, bool as_json, FILE *to);

#endif
