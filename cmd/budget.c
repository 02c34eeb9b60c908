/* SPDX-License-Identifier: Apache-2.0 */
/* budget: whether a model fits a part; a gate in a pipe. */
#include <stdio.h>
#include <unistd.h>

#include "cmd/budget_report.h"
#include "cmd/command.h"
#include "cmd/target_options.h"
#include "formats/format.h"
#include "src/base/file.h"
#include "src/lower/lower.h"

typedef enum Runtime { RUNTIME_TFLM, RUNTIME_C } Runtime;

typedef struct BudgetOptions {
	Streams io;
	TargetOptions target;
	Runtime runtime;
	bool json;
} BudgetOptions;

/* The model goes on to where -o says, and down a pipe when it came up one. */
static bool passes_on(const Streams *io)
{
	return io->out || (!io->in && !isatty(STDOUT_FILENO));
}

/* As `whit export -f c` would write it; what computes in float32 is counted too. */
static bool count_c(const TargetOptions *target, const Model *model, Arena *arena,
	Profiles *profiles, Budget *result, Error *err)
{
	LowerSettings settings = {.allow_float = true};
	Program program;
	return lower_model(model, &settings, arena, &program, err) &&
		make_budget_c(target, &program, arena, profiles, result, err);
}

static int run(const BudgetOptions *options, Bytes file, const Model *model, Error *err)
{
	Arena arena = {0};
	Profiles profiles = {0};
	Budget result;
	int status = TROUBLE;
	bool pass_on = passes_on(&options->io);
	const char *name = input_name(options->io.in);
	if (options->runtime == RUNTIME_C
			? count_c(&options->target, model, &arena, &profiles, &result, err)
			: make_budget(&options->target, model, file.n, name, &arena, &profiles,
				  &result, err)) {
		status = result.fits ? DONE : ANSWER_NO;
		print_budget(&result, name, options->json, pass_on ? stderr : stdout);
		/* A model that is too large stops here: the pipe ends empty. */
		if (pass_on && result.fits && !file_write(options->io.out, file, err))
			status = TROUBLE;
	}
	profiles_finish(&profiles);
	arena_finish(&arena);
	return status;
}

int cmd_budget(Call *call)
{
	BudgetOptions budget_options = {.target = TARGET_OPTIONS_DEFAULTS};
	const Choice runtimes[] = {
		{"tflm", RUNTIME_TFLM},
		{"c", RUNTIME_C},
		{0},
	};
	const Option options[] = {
		OPT_CHOICE(0, "runtime", &budget_options.runtime, runtimes, "RUNTIME",
			"what runs the model: TFLM, or the C that export -f c writes"),
		OPTS_TARGET(&budget_options.target),
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
	if (file_read(budget_options.io.in, &arena, &file, &err) &&
		(model = model_from_bytes(file, input_name(budget_options.io.in), &err)))
		status = run(&budget_options, file, model, &err);
	if (status == TROUBLE)
		trouble(call, &err);
	model_free(model);
	arena_finish(&arena);
	return status;
}
