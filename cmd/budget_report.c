/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_report.h"

#include "cmd/budget_table.h"
#include "cmd/columns.h"

const char *runner_name(Runtime runner)
{
	return runner == RUNTIME_C   ? "exported C"
		: runner == RUNTIME_NONE ? "no runtime"
								 : "TFLM";
}

const char *budget_runner_text(const Budget *budget)
{
	if (budget->runner != RUNTIME_TFLM)
		return runner_name(budget->runner);
	return budget->kernels == KERNELS_CMSIS_NN ? "TFLM, cmsis-nn kernels"
											   : "TFLM, reference kernels";
}

static Budget shown_budget(const Budget *budget, Arena *scratch)
{
	Budget shown = *budget;
	/* The note may tell names of operators, which are the file's. */
	shown.arena.note = shown_name(scratch, budget->arena.note, SIZE_MAX);
	if (budget->refusal)
		shown.refusal = shown_name(scratch, budget->refusal, SIZE_MAX);
	return shown;
}

static void print_tables(const BudgetReport *report, FILE *to)
{
	if (report->n == 1)
		budget_print_table(&report->budgets[0], report->name, to);
	else
		budget_print_targets(report, to);
	if (report->growth)
		budget_print_growth(report, to);
}

void print_budgets(const BudgetReport *report, BudgetFormat format, FILE *to)
{
	Arena scratch = {0};
	BudgetReport shown = *report;
	Budget *budgets = arena_array(&scratch, (size_t)report->n, sizeof *budgets);
	for (int i = 0; i < report->n; i++)
		budgets[i] = shown_budget(&report->budgets[i], &scratch);
	shown.budgets = budgets;
	shown.name = shown_name(&scratch, report->name, SIZE_MAX);
	if (format == BUDGET_JSON)
		budget_print_json(&shown, to);
	else if (format == BUDGET_GITHUB)
		budget_print_github(&shown, to);
	else if (format == BUDGET_JUNIT)
		budget_print_junit(&shown, to);
	else
		print_tables(&shown, to);
	arena_finish(&scratch);
}

void print_budget(const Budget *budget, const char *name, bool as_json, FILE *to)
{
	BudgetReport report = {.name = name, .budgets = budget, .n = 1};
	print_budgets(&report, as_json ? BUDGET_JSON : BUDGET_TABLE, to);
}
