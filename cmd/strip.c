/* SPDX-License-Identifier: Apache-2.0 */
/* strip: take out what running the model does not need, and prove that nothing changed. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/progress.h"
#include "cmd/strip_report.h"
#include "formats/format.h"
#include "passes/same_outputs.h"
#include "passes/strip.h"
#include "src/base/file.h"

/* Samples made up where no data is given: enough that every weight has its say. */
enum { N_RANDOM = 32 };

typedef struct StripOptions {
	Streams io;
	DataOptions data;
	InferSettings run;
	StripSettings how;
	const char *keep;
	bool unproved, json, quiet;
} StripOptions;

/* A word of --keep, of so many letters. */
static bool keep_word(StripSettings *how, const char *word, size_t length, Error *err)
{
	const struct {
		const char *name;
		bool *keep;
	} words[] = {
		{"names", &how->keep_names},
		{"signatures", &how->keep_signatures},
		{"metadata", &how->keep_metadata},
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].name) == length && memcmp(words[i].name, word, length) == 0) {
			*words[i].keep = true;
			return true;
		}
	}
	return failed(err, "--keep '%.*s': expected names, signatures, metadata",
		(int)(length < 40 ? length : 40), word);
}

static bool read_keep(const char *list, StripSettings *how, Error *err)
{
	for (const char *word = list; word;) {
		size_t length = strcspn(word, ",");
		if (!keep_word(how, word, length, err))
			return false;
		word = word[length] ? word + length + 1 : NULL;
	}
	return true;
}

/* Whether there is a way to run the model at all: with one input, and operators we know. */
static bool can_run(const Model *model, Error *err)
{
	if (model->graphs[0].n_inputs != 1)
		return failed(err, "%s: %d inputs; models of one can be run", model->name,
			model->graphs[0].n_inputs);
	Plan *plan = plan_new(model, &PLAN_DEFAULTS, err);
	plan_free(plan);
	return plan;
}

static bool run_both(const StripOptions *options, const Model *before, const Model *after,
	Arena *arena, int64_t *n_samples, Error *err)
{
	DataOptions source = options->data;
	DataSet data;
	Samples again;
	if (!source.data && source.random == 0)
		source.random = N_RANDOM;
	if (!open_data(&source, before, arena, &data, err) ||
		!samples_open(after, &data.array, &data.how, &again, err))
		return false;
	*n_samples = data.samples.n;
	return same_outputs(before, &data.samples, after, &again, &options->run, err) ||
		failed_in(err,
			"%s: stripped it would not give the same, which is a mistake of whit: ",
			before->name);
}

/* Hold what was written against what was read; *n_samples is 0 where it cannot be run and
 * need not be. */
static bool prove(const StripOptions *options, const Model *before, Bytes file,
	Arena *arena, int64_t *n_samples, Error *err)
{
	Error why = {0};
	*n_samples = 0;
	bool runs = can_run(before, &why);
	if (!runs && !options->unproved) {
		*err = why;
		return failed_in(err,
			"cannot prove by running that nothing changes "
			"(--unproved does without): ");
	}
	Model *after = model_from_bytes(file, before->name, err);
	bool ok = after && (!runs || run_both(options, before, after, arena, n_samples, err));
	if (ok && !runs && !options->quiet)
		fprintf(stderr, "whit strip: not proved by running: %s\n", why.text);
	model_free(after);
	return ok;
}

static bool run(const StripOptions *options, Bytes read, const Model *before,
	Model *model, Meter *meter, Arena *arena, Error *err)
{
	Bytes file;
	StripReport report = {.name = before->name, .before = before, .after = model};
	strip(model, &options->how);
	if (!model_to_bytes(model, options->io.out, arena, &file, err) ||
		!prove(options, before, file, arena, &report.n_samples, err) ||
		!strip_report_fill(&report, read, file, err) ||
		!file_write(options->io.out, file, err))
		return false;
	meter_end(meter);
	if (options->json)
		strip_report_json(&report, stderr);
	else if (!options->quiet)
		strip_report_table(&report, stderr);
	return true;
}

static bool read_and_run(const StripOptions *options, Meter *meter, Error *err)
{
	Arena arena = {0};
	Bytes file;
	Model *before = NULL, *model = NULL;
	const char *name = input_name(options->io.in);
	bool ok = file_read(options->io.in, &arena, &file, err) &&
		(before = model_from_bytes(file, name, err)) &&
		(model = model_from_bytes(file, name, err)) &&
		run(options, file, before, model, meter, &arena, err);
	model_free(model);
	model_free(before);
	arena_finish(&arena);
	return ok;
}

int cmd_strip(Call *call)
{
	StripOptions strip_options = {
		.data = DATA_OPTIONS_DEFAULTS,
		.run = INFER_DEFAULTS,
		.how = STRIP_DEFAULTS,
	};
	const Option options[] = {
		OPT_MODEL_OUT(&strip_options.io.out),
		OPT_TEXT(0, "keep", &strip_options.keep, "LIST",
			"names, signatures, metadata: leave these in"),
		OPT_FLAG(0, "tflm-only", &strip_options.how.tflm_only,
			"smaller still, for TFLM alone: LiteRT will not read it"),
		OPTS_DATA(&strip_options.data),
		OPTS_RANDOM(&strip_options.data),
		OPT_FLAG(0, "unproved", &strip_options.unproved,
			"do without the proof where the model cannot be run"),
		OPT_BATCH(&strip_options.run.batch),
		OPT_THREADS(&strip_options.run.n_threads),
		OPT_JSON(&strip_options.json),
		OPT_FLAG(0, "quiet", &strip_options.quiet, "show no progress and no summary"),
		OPERAND_MODEL_IN(&strip_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Meter meter;
	meter_start(&meter, strip_options.quiet);
	strip_options.run.progress = &meter.progress;
	bool ok = read_keep(strip_options.keep, &strip_options.how, &err) &&
		read_and_run(&strip_options, &meter, &err);
	meter_end(&meter);
	return ok ? DONE : trouble(call, &err);
}
