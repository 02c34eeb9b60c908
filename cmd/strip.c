/* SPDX-License-Identifier: Apache-2.0 */
/* strip: take out what running the model does not need, and prove that nothing changed. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/progress.h"
#include "cmd/strip_report.h"
#include "formats/format.h"
#include "passes/compare/same_outputs.h"
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
	return failed(err,
		"--keep: expected names, signatures, metadata, not '%.*s'; see whit strip --help",
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

/* What to run a model on: *is_there is false, and why says why, where it cannot be run, or no
 * data are given and none can be made up. False where the data given do not fit. */
static bool find_data(const StripOptions *options, const Model *model, Arena *arena,
	DataSet *data, bool *is_there, Error *why, Error *err)
{
	DataOptions source = options->data;
	bool is_given = source.data || source.random > 0;
	*is_there = plan_check(model, options->run.batch, why);
	if (!*is_there)
		return true;
	if (is_given)
		return open_data(&source, model, arena, data, err);
	source.random = N_RANDOM;
	*is_there = open_data(&source, model, arena, data, why);
	return true;
}

static bool run_both(const StripOptions *options, const Model *before, const Model *after,
	const DataSet *data, Error *err)
{
	Samples again;
	Error difference = {0};
	if (!samples_open(after, &data->array, &data->how, &again, err) ||
		!same_outputs(before, &data->samples, after, &again, &options->run, &difference,
			err))
		return false;
	return !difference.text[0] ||
		failed(err, "%s: stripping would change it, which is a fault of whit: %s",
			before->name, difference.text);
}

/* Hold what is to be written against what was read; *n_samples is 0 where that cannot be and
 * need not be. The data are to be closed in any case. */
static bool prove(const StripOptions *options, const Model *before, Bytes file,
	Arena *arena, DataSet *data, int64_t *n_samples, Error *err)
{
	Error why = {0};
	bool can_prove;
	*n_samples = 0;
	if (!find_data(options, before, arena, data, &can_prove, &why, err))
		return false;
	if (!can_prove && !options->unproved)
		return failed(err, "%s; --unproved does without the proof by running", why.text);
	Model *after = model_from_bytes(file, before->name, err);
	bool ok = after && (!can_prove || run_both(options, before, after, data, err));
	model_free(after);
	if (ok && can_prove)
		*n_samples = data->samples.n;
	if (ok && !can_prove && !options->quiet)
		fprintf(stderr, "whit strip: not proved by running: %s\n", why.text);
	return ok;
}

static bool run(const StripOptions *options, Bytes read, const Model *before,
	Model *model, Meter *meter, Arena *arena, Error *err)
{
	Bytes file;
	DataSet data = {0};
	StripReport report = {.name = before->name, .before = before, .after = model};
	strip(model, &options->how);
	bool ok = model_to_bytes(model, options->io.out, arena, &file, err) &&
		prove(options, before, file, arena, &data, &report.n_samples, err) &&
		strip_report_fill(&report, read, file, err) &&
		file_write(options->io.out, file, err);
	close_data(&data);
	if (!ok)
		return false;
	meter_end(meter);
	FILE *to = report_stream(options->io.out);
	if (options->json)
		strip_report_json(&report, to);
	else if (!options->quiet)
		strip_report_table(&report, to);
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
