/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_speed.h"
#include "cmd/budget_table.h"
#include "cmd/columns.h"

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
			has_share ? share_bar(memory->total_bytes, memory->part_bytes, text) : "");
}

static void add_figure(Columns *table, double value, Certainty certainty)
{
	char text[FIGURE_BYTES];
	if (certainty == NO_DATA)
		columns_add(table, "-");
	else
		columns_add(table, "%s%s", certainty == LOWER_BOUND ? ">" : "",
			figure_text(value, text));
}

static void add_speed(Columns *table, const Speed *speed)
{
	add_figure(table, speed->latency.ms, speed->latency.certainty);
	add_figure(table, speed->energy.uj, speed->energy.certainty);
	if (speed->asked.duty)
		add_figure(table, speed->life.days, speed->life.certainty);
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
		columns_add(table, "%s", budget_verdict(budget));
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

static void print_rows(const BudgetReport *report, Columns *table, bool with_bars)
{
	for (int i = 0; i < report->n; i++) {
		const Budget *budget = &report->budgets[i];
		columns_add(table, "%s", budget->profile->name);
		add_memory_cells(table, &budget->flash, with_bars);
		add_memory_cells(table, &budget->ram, with_bars);
		if (budget->has_speed)
			add_speed(table, &budget->speed);
		add_verdict(table, budget);
	}
}

/* Columns: their heads, and whether they stand to the left or right. */
typedef struct Heads {
	char align[16];
	const char *names[16];
	int n;
} Heads;

static void add_head(Heads *heads, const char *name, char align)
{
	heads->names[heads->n] = name;
	heads->align[heads->n++] = align;
}

static Heads heads_of(const BudgetReport *report, bool with_bars)
{
	/* All targets are asked the same. */
	const Budget *first = &report->budgets[0];
	Heads heads = {0};
	add_head(&heads, "target", 'l');
	for (int is_ram = 0; is_ram < 2; is_ram++) {
		add_head(&heads, is_ram ? "RAM" : "flash", 'r');
		add_head(&heads, "of part", 'r');
		if (with_bars)
			add_head(&heads, "", 'l');
	}
	if (first->has_speed) {
		add_head(&heads, "ms", 'r');
		add_head(&heads, "uJ", 'r');
	}
	if (first->has_speed && first->speed.asked.duty)
		add_head(&heads, "days", 'r');
	add_head(&heads, "verdict", 'l');
	return heads;
}

static void print_speed_note(const BudgetReport *report, FILE *to)
{
	const Budget *first = &report->budgets[0];
	for (int i = 0; i < report->n; i++)
		if (report->budgets[i].speed.latency.certainty != NO_DATA) {
			fprintf(to, "\nms, uJ: estimates; one target's own report has their bars\n");
			return;
		}
	fprintf(to, "\ntime: no data on %s: %s\n", first->profile->name,
		first->speed.latency.note);
}

void budget_print_targets(const BudgetReport *report, FILE *to)
{
	bool with_bars = has_bars(to);
	const Heads heads = heads_of(report, with_bars);
	Columns table = {.align = heads.align};
	fprintf(to, "%s on %d targets, %s\n\n", report->name, report->n,
		runner_name(report->budgets[0].runner));
	for (int i = 0; i < heads.n; i++)
		columns_add(&table, "%s", heads.names[i]);
	print_rows(report, &table, with_bars);
	columns_print(&table, to);
	if (report->budgets[0].has_speed)
		print_speed_note(report, to);
	if (first_refusal(report))
		fprintf(to, "\n%s\n", first_refusal(report));
}
