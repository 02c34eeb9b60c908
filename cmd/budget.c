/* SPDX-License-Identifier: Apache-2.0 */
/* budget: whether a model fits parts, and how much it grew; a gate in a pipe. */
#include <stdio.h>
#include <unistd.h>

#include "cmd/budget_plot.h"
#include "cmd/budget_report.h"
#include "cmd/columns.h"
#include "cmd/command.h"
#include "cmd/figure.h"
#include "cmd/target_options.h"
#include "formats/format.h"
#include "src/base/file.h"
#include "src/lower/lower.h"

typedef struct BudgetOptions {
	Streams io;
	TargetOptions target;
	Texts targets; /* the parts; each goes to target in turn */
	SpeedOptions speed;
	Runtime runtime;
	const char *baseline; /* its file; NULL: none */
	double max_growth;    /* in percent; below 0: no limit */
	BudgetFormat format;
	const char *plot; /* the picture's file; NULL: none */
	bool json;
} BudgetOptions;

/* The model goes on to where -o says, and down a pipe when it came up one. */
static bool passes_on(const Streams *io)
{
	return io->out || (!io->in && !isatty(STDOUT_FILENO));
}

/* --- From a model to budgets --- */

/* A budget of the model on each target. Where none is named, making the first one fails. */
static bool count(const BudgetOptions *options, Bytes file, const Model *model,
	const char *name, Arena *arena, Profiles *profiles, Budget *budgets, Error *err)
{
	/* As `whit export -f c` would write it; what computes in float32 is counted too. */
	LowerSettings settings = {.allow_float = true};
	Program program;
	SpeedQuestion *speed = arena_alloc(arena, sizeof *speed);
	Counted what = {model, name, file.n, &program, options->runtime, speed};
	if (!speed_question(&options->speed, model, speed, err) ||
		(options->runtime == RUNTIME_C &&
			!lower_model(model, &settings, arena, &program, err)))
		return false;
	for (int i = 0; i == 0 || i < options->targets.n; i++) {
		TargetOptions target = options->target;
		target.target = options->targets.values[i];
		if (!make_budget(&target, &what, arena, profiles, &budgets[i], err))
			return false;
	}
	return true;
}

/* A model's own figures, as a report would tell them. */
static bool baseline_of_model(const BudgetOptions *options, Bytes file, Arena *arena,
	Profiles *profiles, Baseline *result, Error *err)
{
	int n = options->targets.n;
	Budget *budgets = arena_array(arena, (size_t)n, sizeof *budgets);
	Model *model = model_from_bytes(file, options->baseline, err);
	bool ok = model &&
		count(options, file, model, options->baseline, arena, profiles, budgets, err);
	if (ok) {
		*result = (Baseline){.name = options->baseline, .n_targets = n};
		outline_make(model, arena, &result->outline);
		result->targets = arena_array(arena, (size_t)n, sizeof *result->targets);
		for (int i = 0; i < n; i++)
			result->targets[i] = baseline_target(&budgets[i]);
	}
	model_free(model);
	return ok;
}

static bool find_growth(const BudgetOptions *options, const BudgetReport *report,
	Arena *arena, Profiles *profiles, Growth *result, Error *err)
{
	Bytes file;
	Baseline baseline;
	if (!file_read(options->baseline, arena, &file, err))
		return false;
	bool ok = baseline_is_report(file)
		? baseline_read(file, options->baseline, arena, &baseline, err)
		: baseline_of_model(options, file, arena, profiles, &baseline, err);
	if (ok)
		ok = growth_find(&baseline, report->outline, report->budgets, report->n,
			options->max_growth, arena, result, err);
	result->baseline = shown_name(arena, options->baseline, SIZE_MAX);
	return ok;
}

/* --- The answer --- */

static bool is_within(const BudgetReport *report)
{
	bool all = !report->growth || report->growth->within;
	for (int i = 0; i < report->n; i++)
		all = all && report->budgets[i].fits;
	return all;
}

static int answer(const BudgetOptions *options, const BudgetReport *report,
	const Model *model, Bytes file, Error *err)
{
	bool pass_on = passes_on(&options->io);
	bool within = is_within(report);
	print_budgets(report, options->json ? BUDGET_JSON : options->format,
		pass_on ? stderr : stdout);
	/* A model that is too large stops here: the pipe ends empty. */
	if (pass_on && within && !file_write(options->io.out, file, err))
		return TROUBLE;
	if (options->plot &&
		!budget_plot(options->plot, report->name, model, file, &report->budgets[0], err))
		return TROUBLE;
	return within ? DONE : ANSWER_NO;
}

static int run(BudgetOptions *options, Bytes file, const Model *model, Error *err)
{
	Arena arena = {0};
	Profiles profiles = {0};
	Budget *budgets = arena_array(&arena, MAX_TEXTS, sizeof *budgets);
	Outline outline;
	Growth growth = {0};
	BudgetReport report = {.name = input_name(options->io.in),
		.budgets = budgets,
		.outline = &outline};
	int status = TROUBLE;
	bool ok = expand_targets(&options->target, &options->targets, &profiles, err) &&
		count(options, file, model, report.name, &arena, &profiles, budgets, err);
	if (ok) {
		report.n = options->targets.n;
		outline_make(model, &arena, &outline);
		report.growth = options->baseline ? &growth : NULL;
		ok = !options->baseline ||
			find_growth(options, &report, &arena, &profiles, &growth, err);
	}
	if (ok)
		status = answer(options, &report, model, file, err);
	profiles_finish(&profiles);
	arena_finish(&arena);
	return status;
}

static bool check_options(const BudgetOptions *options, Error *err)
{
	if (options->max_growth >= 0 && !options->baseline)
		return failed(err, "--max-growth needs a --baseline");
	if (options->json && options->format != BUDGET_TABLE &&
		options->format != BUDGET_JSON)
		return failed(err, "--json and another --format exclude each other");
	return figure_check("--plot", options->plot, err);
}

int cmd_budget(Call *call)
{
	BudgetOptions budget_options = {.target = TARGET_OPTIONS_DEFAULTS,
		.speed = SPEED_OPTIONS_DEFAULTS,
		.max_growth = -1};
	const Choice runtimes[] = {
		{"tflm", RUNTIME_TFLM},
		{"c", RUNTIME_C},
		{"none", RUNTIME_NONE},
		{0},
	};
	const Choice formats[] = {
		{"table", BUDGET_TABLE},
		{"json", BUDGET_JSON},
		{"github", BUDGET_GITHUB},
		{"junit", BUDGET_JUNIT},
		{0},
	};
	const Option options[] = {
		OPT_CHOICE(0, "runtime", &budget_options.runtime, runtimes, "RUNTIME",
			"what runs the model: TFLM, the C of export -f c, or what is not counted"),
		OPT_TEXTS('t', "target", &budget_options.targets, "NAME",
			"a part, may be repeated, or all; `whit targets` lists them"),
		OPTS_LIMITS(&budget_options.target),
		OPTS_SPEED(&budget_options.speed),
		OPT_TEXT(0, "baseline", &budget_options.baseline, "FILE",
			"an earlier report in JSON, or model, to tell growth from"),
		OPT_PERCENT(0, "max-growth", &budget_options.max_growth, 0, INT_MAX, "PERCENT",
			"limit for the growth of flash, and of RAM"),
		OPT_CHOICE(0, "format", &budget_options.format, formats, "FORMAT",
			"how the report is printed"),
		OPT_TEXT(0, "plot", &budget_options.plot, "FILE",
			"flash by layer and RAM over time, as .png"),
		OPT_PATH('o', "output", &budget_options.io.out, "PATH",
			"where the model goes when it fits"),
		OPT_JSON(&budget_options.json),
		OPERAND_MODEL_IN(&budget_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Bytes file;
	Model *model = NULL;
	int status = TROUBLE;
	if (check_options(&budget_options, &err) &&
		file_read(budget_options.io.in, &arena, &file, &err) &&
		(model = model_from_bytes(file, input_name(budget_options.io.in), &err)))
		status = run(&budget_options, file, model, &err);
	if (status == TROUBLE)
		trouble(call, &err);
	model_free(model);
	arena_finish(&arena);
	return status;
}
