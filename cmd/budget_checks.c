/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a budget asks, one by one, as continuous integration shows it: annotations of a GitHub
 * workflow (its "workflow commands"), and JUnit's XML.
 */
#include "cmd/budget_report.h"
#include "cmd/budget_speed.h"

/* A question and its answer. */
typedef struct Check {
	const char *target, *what;
	bool passed;
	const char *text;
} Check;

typedef struct Checks {
	Arena arena;
	Check *list;
	int n;
	size_t capacity;
} Checks;

static void add(Checks *checks, const char *target, const char *what, bool passed,
	const char *text)
{
	checks->list = arena_grow(&checks->arena, checks->list, (size_t)checks->n,
		&checks->capacity, sizeof *checks->list);
	checks->list[checks->n++] = (Check){target, what, passed, text};
}

/* --- The checks of a report --- */

static const char *limit_text(Checks *checks, uint64_t used, uint64_t limit,
	Certainty certainty)
{
	const char *worth = certainty == EXACT ? "" : certainty_name(certainty);
	const char *open = worth[0] ? " (" : "", *close = worth[0] ? ")" : "";
	unsigned long long have = used, most = limit;
	if (certainty == NO_DATA)
		return arena_text(&checks->arena, "no data, of %llu bytes", most);
	if (used > limit)
		return arena_text(&checks->arena, "%llu bytes%s%s%s, %llu over the limit of %llu",
			have, open, worth, close, have - most, most);
	return arena_text(&checks->arena, "%llu of %llu bytes%s%s%s", have, most, open, worth,
		close);
}

static void add_memory(Checks *checks, const char *target, const char *what,
	const char *option, const BudgetMemory *memory)
{
	if (memory->part_bytes != NO_LIMIT)
		add(checks, target, what, memory->fits_part,
			limit_text(checks, memory->total_bytes, memory->part_bytes,
				memory->certainty));
	if (memory->max_bytes != NO_LIMIT)
		add(checks, target, option, memory->fits_max,
			limit_text(checks, memory->model_bytes, memory->max_bytes,
				memory->certainty));
}

static void add_speed(Checks *checks, const char *target, const Speed *speed)
{
	const char *time = latency_limit_text(speed, &checks->arena);
	const char *drawn = energy_limit_text(speed, &checks->arena);
	if (time)
		add(checks, target, "--max-latency", speed->fits_ms, time);
	if (drawn)
		add(checks, target, "--max-energy", speed->fits_uj, drawn);
}

/* Which layer grew most, if any did. */
static const char *most_text(Checks *checks, const Outline *outline,
	const LayerGrowths *grown, const char *what)
{
	if (grown->n == 0)
		return arena_text(&checks->arena, "no layer has more %s", what);
	const LayerGrowth *most = &grown->list[0];
	const LayerOutline *layer = &outline->layers[most->layer];
	return arena_text(&checks->arena, "layer %d (%s %s) has %llu bytes more of %s",
		most->layer, layer->kind, layer->name, (unsigned long long)(most->is - most->was),
		what);
}

static void add_growth(Checks *checks, const BudgetReport *report, const char *target,
	const char *what, const MemoryGrowth *growth, const char *layers)
{
	const char *limit = report->growth->max_percent < 0
		? ""
		: arena_text(&checks->arena, ", of %g %% allowed", report->growth->max_percent);
	add(checks, target, what, growth->within,
		arena_text(&checks->arena, "%llu to %llu bytes, %+.2f %% since %s%s%s%s",
			(unsigned long long)growth->was, (unsigned long long)growth->is,
			growth_percent(growth->was, growth->is), report->growth->baseline, limit,
			growth->is > growth->was ? "; " : "",
			growth->is > growth->was ? layers : ""));
}

static void add_target_growth(Checks *checks, const BudgetReport *report, int i)
{
	const Growth *growth = report->growth;
	const char *target = report->budgets[i].profile->name;
	add_growth(checks, report, target, "flash growth", &growth->targets[i].flash,
		most_text(checks, report->outline, &growth->weights, "weights"));
	add_growth(checks, report, target, "RAM growth", &growth->targets[i].ram,
		most_text(checks, report->outline, &growth->outputs, "output"));
}

static Checks checks_of(const BudgetReport *report)
{
	Checks checks = {0};
	for (int i = 0; i < report->n; i++) {
		const Budget *budget = &report->budgets[i];
		const char *target = budget->profile->name;
		if (budget->runner == RUNTIME_TFLM)
			add(&checks, target, "operators", !budget->refusal,
				budget->refusal ? budget->refusal
								: "TFLM has kernels, as far as is known");
		add_memory(&checks, target, "flash", "--max-flash", &budget->flash);
		add_memory(&checks, target, "RAM", "--max-ram", &budget->ram);
		if (budget->has_speed)
			add_speed(&checks, target, &budget->speed);
		if (report->growth)
			add_target_growth(&checks, report, i);
	}
	return checks;
}

/* --- GitHub --- */

/* A text within a command; in a property colon and comma end it too. */
static void print_escaped(const char *text, bool in_property, FILE *to)
{
	for (; *text; text++) {
		if (*text == '%' || *text == '\n' || *text == '\r' ||
			(in_property && (*text == ':' || *text == ',')))
			fprintf(to, "%%%02X", (unsigned)*text);
		else
			fputc(*text, to);
	}
}

void budget_print_github(const BudgetReport *report, FILE *to)
{
	Checks checks = checks_of(report);
	for (int i = 0; i < checks.n; i++) {
		const Check *check = &checks.list[i];
		fprintf(to, "::%s file=", check->passed ? "notice" : "error");
		print_escaped(report->name, true, to);
		fprintf(to, ",title=");
		print_escaped(check->target, true, to);
		fputc(' ', to);
		print_escaped(check->what, true, to);
		fprintf(to, "::");
		print_escaped(check->text, false, to);
		fputc('\n', to);
	}
	arena_finish(&checks.arena);
}

/* --- JUnit --- */

static void print_xml(const char *text, FILE *to)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", to);
		else if (*text == '<')
			fputs("&lt;", to);
		else if (*text == '>')
			fputs("&gt;", to);
		else if (*text == '"')
			fputs("&quot;", to);
		else
			fputc(*text, to);
	}
}

static void print_attribute(const char *name, const char *text, FILE *to)
{
	fprintf(to, " %s=\"", name);
	print_xml(text, to);
	fputc('"', to);
}

static void print_case(const Check *check, FILE *to)
{
	fprintf(to, "    <testcase");
	print_attribute("classname", check->target, to);
	print_attribute("name", check->what, to);
	fprintf(to, ">\n      <");
	if (check->passed) {
		fprintf(to, "system-out>");
		print_xml(check->text, to);
		fprintf(to, "</system-out>");
	} else {
		fprintf(to, "failure");
		print_attribute("message", check->text, to);
		fprintf(to, "/>");
	}
	fprintf(to, "\n    </testcase>\n");
}

void budget_print_junit(const BudgetReport *report, FILE *to)
{
	Checks checks = checks_of(report);
	int n_failed = 0;
	for (int i = 0; i < checks.n; i++)
		n_failed += !checks.list[i].passed;
	fprintf(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	fprintf(to, "<testsuites tests=\"%d\" failures=\"%d\">\n", checks.n, n_failed);
	fprintf(to, "  <testsuite");
	print_attribute("name", report->name, to);
	fprintf(to, " tests=\"%d\" failures=\"%d\" errors=\"0\">\n", checks.n, n_failed);
	for (int i = 0; i < checks.n; i++)
		print_case(&checks.list[i], to);
	fprintf(to, "  </testsuite>\n</testsuites>\n");
	arena_finish(&checks.arena);
}
