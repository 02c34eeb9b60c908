/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets as tables, for people; with bars on a terminal. Texts are fit to be shown. */
#ifndef CMD_BUDGET_TABLE_H
#define CMD_BUDGET_TABLE_H

#include "cmd/budget_report.h"

void budget_print_table(const Budget *budget, const char *name, FILE *to);
void budget_print_targets(const BudgetReport *report, FILE *to);

/* "fits", and otherwise what is wrong or in doubt. */
const char *budget_verdict(const Budget *budget);

/* What is used of a limit: in percent, and as a bar, full from the whole limit on. */
enum { BAR_CELLS = 20, BAR_BYTES = BAR_CELLS + 3 };
double percent_of(uint64_t used, uint64_t limit);
const char *share_bar(uint64_t used, uint64_t limit, char text[BAR_BYTES]);
bool has_bars(FILE *to);

#endif
