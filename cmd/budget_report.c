/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_report.h"

#include <math.h>
#include <unistd.h>

#include "cmd/budget_speed.h"
#include "cmd/columns.h"

/* --- One target --- */

static void print_line(FILE *to, const char *what, uint64_t bytes, Certainty certainty)
{
	if (certainty == NO_DATA)
		fprintf(to, "  %-18s %11s  no data\n", what, "-");
	else if (certainty == EXACT)
		fprintf(to, "  %-18s %11llu\n", what, (unsigned long long)bytes);
	else
		fprintf(to, "  %-18s %11llu  %s\n", what, (unsigned long long)bytes,
			certainty_name(certainty));
}

/* What is used of a limit, full from the whole limit on. */
enum { BAR_CELLS = 20, BAR_BYTES = BAR_CELLS + 3 };
static const char *bar(uint64_t used, uint64_t limit, char text[BAR_BYTES])
{
	double share = limit ? (double)used / (double)limit : 1;
	int n = share >= 1 ? BAR_CELLS : (int)(share * BAR_CELLS + 0.5);
	text[0] = '[';
	for (int i = 0; i < BAR_CELLS; i++)
		text[1 + i] = i < n ? '#' : '.';
	text[BAR_CELLS + 1] = ']';
	text[BAR_CELLS + 2] = '\0';
	return text;
}

static bool has_bars(FILE *to)
{
	return isatty(fileno(to));
}

static double percent_of(uint64_t used, uint64_t limit)
{
	return limit ? 100.0 * (double)used / (double)limit : 0;
}

static void print_limit(FILE *to, const char *what, uint64_t used, uint64_t limit,
	bool fits)
{
	if (limit == NO_LIMIT)
		return;
	fprintf(to, "  %-18s %11llu  ", what, (unsigned long long)limit);
	if (has_bars(to)) {
		char text[BAR_BYTES];
		fprintf(to, "%s  ", bar(used, limit, text));
	}
	if (fits)
		fprintf(to, "fits, %.1f %%\n", percent_of(used, limit));
	else
		fprintf(to, "OVER, by %llu\n", (unsigned long long)(used - limit));
}

static void print_memory_total(FILE *to, const BudgetMemory *memory,
	const char *max_option)
{
	print_line(to, "reserved", memory->reserved_bytes, EXACT);
	print_line(to, "total", memory->total_bytes, memory->certainty);
	if (memory->certainty == NO_DATA)
		return;
	print_limit(to, "of the part's", memory->total_bytes, memory->part_bytes,
		memory->fits_part);
	print_limit(to, max_option, memory->model_bytes, memory->max_bytes, memory->fits_max);
}

/* A figure that may be too low, or is missing, leaves a yes in doubt. */
static bool is_in_doubt(Certainty certainty)
{
	return certainty != EXACT && certainty != UPPER_BOUND;
}

static const char *verdict(const Budget *budget)
{
	if (budget->refusal)
		return "TFLM cannot run it";
	if (!budget->fits)
		return "does not fit";
	return is_in_doubt(budget->flash.certainty) || is_in_doubt(budget->ram.certainty)
		? "fits, as far as is known"
		: "fits";
}

static const char *runtime_text(const Budget *budget)
{
	return budget->runner == RUNTIME_C        ? "exported C"
		: budget->runner == RUNTIME_NONE      ? "no runtime"
		: budget->kernels == KERNELS_CMSIS_NN ? "cmsis-nn kernels"
											  : "reference kernels";
}

/* What it is made up of, but what is reserved. */
static void print_flash_parts(const Budget *budget, FILE *to)
{
	print_line(to, budget->runner == RUNTIME_C ? "constants" : "model file",
		budget->file_bytes, EXACT);
	if (budget->runtime.error_percent > 0)
		fprintf(to, "  %-18s %11llu  estimate, +-%.0f %%\n", "runtime code",
			(unsigned long long)budget->runtime.bytes,
			ceil(budget->runtime.error_percent));
	else if (budget->runner != RUNTIME_NONE)
		print_line(to, budget->runner == RUNTIME_C ? "code" : "runtime code",
			budget->runtime.bytes, budget->runtime.certainty);
}

static void print_ram_parts(const Budget *budget, FILE *to)
{
	bool is_tflm = budget->runner == RUNTIME_TFLM;
	if (is_tflm)
		print_line(to, "arena, in use", budget->arena.used_bytes,
			budget->arena.certainty);
	print_line(to,
		is_tflm                              ? "arena, to provide"
			: budget->runner == RUNTIME_NONE ? "tensors"
											 : "arena",
		budget->arena.smallest_bytes, budget->arena.certainty);
}

static void print_table(const Budget *budget, const char *name, FILE *to)
{
	const Profile *profile = budget->profile;
	fprintf(to, "%s on %s (%s), %s%s%s: %s\n\n", name, profile->name,
		core_info(profile->core)->name, runtime_text(budget),
		budget->build == TFLM_RELEASE ? "" : ", build ",
		budget->build == TFLM_RELEASE ? "" : tflm_build_name(budget->build),
		verdict(budget));
	if (budget->refusal)
		fprintf(to, "%s\n\n", budget->refusal);
	fprintf(to, "flash                      bytes\n");
	print_flash_parts(budget, to);
	print_memory_total(to, &budget->flash, "of --max-flash");
	fprintf(to, "\nRAM                        bytes\n");
	print_ram_parts(budget, to);
	print_memory_total(to, &budget->ram, "of --max-ram");
	if (budget->has_speed)
		print_speed(&budget->speed, to);
	fprintf(to, "\n%s: %s\n", budget->runner == RUNTIME_C ? "code" : "runtime",
		budget->runtime.note);
	if (budget->arena.note[0])
		fprintf(to, "%s: %s\n", budget->runner == RUNTIME_NONE ? "tensors" : "arena",
			budget->arena.note);
	if (budget->has_speed)
		print_speed_notes(&budget->speed, to);
	if (profile->note[0])
		fprintf(to, "%s: %s\n", profile->name, profile->note);
}

/* --- Several targets --- */

static void add_memory_cells(Columns *table, const BudgetMemory *memory, bool with_bars)
{
	bool is_known = memory->certainty != NO_DATA;
	bool has_share = is_known && memory->part_bytes != NO_LIMIT;
	char text[BAR_BYTES];
	if (is_known)
		columns_add(table, "%llu", (unsigned long long)memory->total_bytes);
	else
		columns_add(table, "-");
	if (has_share)
		columns_add(table, "%.1f %%",
			percent_of(memory->total_bytes, memory->part_bytes));
	else
		columns_add(table, "-");
	if (with_bars)
		columns_add(table, "%s",
			has_share ? bar(memory->total_bytes, memory->part_bytes, text) : "");
}

static void add_time_cell(Columns *table, const Budget *budget)
{
	char text[FIGURE_BYTES];
	if (budget->has_speed && budget->speed.latency.certainty != NO_DATA)
		columns_add(table, "%s", figure_text(budget->speed.latency.ms, text));
	else
		columns_add(table, "-");
}

/* " --max-latency" where that is not kept. */
static const char *limit_verdict(const Budget *budget, bool fits, Certainty certainty,
	const char *option, char text[FIGURE_BYTES])
{
	text[0] = '\0';
	if (budget->has_speed && !fits)
		snprintf(text, FIGURE_BYTES, " %s%s", option,
			certainty == NO_DATA ? " (no data)" : "");
	return text;
}

/* The verdict, and where the answer is no, by what. */
static void add_verdict(Columns *table, const Budget *budget)
{
	char a[FIGURE_BYTES], b[FIGURE_BYTES];
	const BudgetMemory *flash = &budget->flash, *ram = &budget->ram;
	const Speed *speed = &budget->speed;
	if (budget->refusal || budget->fits)
		columns_add(table, "%s", verdict(budget));
	else
		columns_add(table, "OVER:%s%s%s%s%s%s", flash->fits_part ? "" : " flash",
			flash->fits_max ? "" : " --max-flash", ram->fits_part ? "" : " RAM",
			ram->fits_max ? "" : " --max-ram",
			limit_verdict(budget, speed->fits_ms, speed->latency.certainty,
				"--max-latency", a),
			limit_verdict(budget, speed->fits_uj, speed->energy.certainty, "--max-energy",
				b));
}

/* The first that there is: most are of all targets alike. */
static const char *first_refusal(const BudgetReport *report)
{
	for (int i = 0; i < report->n; i++)
		if (report->budgets[i].refusal)
			return report->budgets[i].refusal;
	return NULL;
}

static void print_targets(const BudgetReport *report, FILE *to)
{
	bool with_bars = has_bars(to);
	Columns table = {.align = with_bars ? "lrrlrrlrl" : "lrrrrrl"};
	static const char *const heads[] = {"target", "flash", "of part", "", "RAM",
		"of part", "", "ms", "verdict"};
	fprintf(to, "%s on %d targets, %s\n\n", report->name, report->n,
		report->budgets[0].runner == RUNTIME_C          ? "exported C"
			: report->budgets[0].runner == RUNTIME_NONE ? "no runtime"
														: "TFLM");
	for (int i = 0; i < 9; i++)
		if (heads[i][0] || with_bars)
			columns_add(&table, "%s", heads[i]);
	for (int i = 0; i < report->n; i++) {
		const Budget *budget = &report->budgets[i];
		columns_add(&table, "%s", budget->profile->name);
		add_memory_cells(&table, &budget->flash, with_bars);
		add_memory_cells(&table, &budget->ram, with_bars);
		add_time_cell(&table, budget);
		add_verdict(&table, budget);
	}
	columns_print(&table, to);
	if (first_refusal(report))
		fprintf(to, "\n%s\n", first_refusal(report));
}

/* --- All of it --- */

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
		print_table(&report->budgets[0], report->name, to);
	else
		print_targets(report, to);
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
