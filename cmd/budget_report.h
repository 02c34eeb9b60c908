/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets for people and for machines. */
#ifndef CMD_BUDGET_REPORT_H
#define CMD_BUDGET_REPORT_H

#include <stdio.h>

#include "cmd/budget_growth.h"

typedef enum BudgetFormat {
	BUDGET_TABLE, /* with bars on a terminal */
	BUDGET_JSON,
	BUDGET_GITHUB, /* annotations of a workflow's run */
	BUDGET_JUNIT,  /* test results in XML */
} BudgetFormat;

/* A model on n targets, at least one. */
typedef struct BudgetReport {
	const char *name; /* what the model is called */
	const Budget *budgets;
	int n;
	const Outline *outline; /* of the model; may be NULL where growth is */
	const Growth *growth;   /* NULL: there is no baseline */
} BudgetReport;

/* Names and notes may be any file's. */
void print_budgets(const BudgetReport *report, BudgetFormat format, FILE *to);

/* One target's, as a table or as JSON. */
void print_budget(const Budget *budget, const char *name, bool as_json, FILE *to);

/* "TFLM", "exported C" or "no runtime"; with TFLM's kernels: "TFLM, cmsis-nn kernels". */
const char *runner_name(Runtime runner);
const char *budget_runner_text(const Budget *budget);

/* What the table tells of growth, where there is a baseline; texts are fit to be shown. */
void budget_print_growth(const BudgetReport *report, FILE *to);

/* The formats but the table, of a report whose texts are fit to be shown. */
void budget_print_json(const BudgetReport *report, FILE *to);
void budget_print_github(const BudgetReport *report, FILE *to);
void budget_print_junit(const BudgetReport *report, FILE *to);

#endif
