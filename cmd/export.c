/* SPDX-License-Identifier: Apache-2.0 */
/* export: a model as firmware takes it, if it fits. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/budget_report.h"
#include "cmd/command.h"
#include "cmd/export_c.h"
#include "cmd/target_options.h"
#include "formats/carray.h"
#include "formats/format.h"
#include "src/base/file.h"

typedef enum ExportFormat {
	EXPORT_BY_SUFFIX,
	EXPORT_TFLITE,
	EXPORT_CARRAY,
	EXPORT_C,
} ExportFormat;

typedef struct ExportOptions {
	Streams io;
	ExportFormat format;
	const char *name;
	TargetOptions target;
	SpeedOptions speed;
	bool force, quiet, json;
	bool arduino, cmake, allow_float; /* of EXPORT_C */
} ExportOptions;

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

static bool is_folder(const char *path)
{
	struct stat info;
	return ends_in(path, "/") || (stat(path, &info) == 0 && S_ISDIR(info.st_mode));
}

/* What C and C++ sources and headers are called: the place of the suffix, or NULL. */
static const char *source_suffix(const char *path)
{
	static const char *const suffixes[] = {".c", ".h", ".cc", ".cpp", ".cxx"};
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
		if (ends_in(path, suffixes[i]))
			return path + strlen(path) - strlen(suffixes[i]);
	return NULL;
}

static ExportFormat chosen_format(const ExportOptions *options)
{
	if (options->format != EXPORT_BY_SUFFIX)
		return options->format;
	const char *path = options->io.out;
	return path && source_suffix(path) ? EXPORT_CARRAY : EXPORT_TFLITE;
}

/* What the array is called: as asked, or like the file it goes to, or comes from. */
static bool array_name(const ExportOptions *options, Arena *arena, const char **name,
	Error *err)
{
	const char *out = options->io.out, *in = options->io.in;
	if (options->name && !is_c_identifier(options->name))
		return failed(err, "--name '%s' is no C identifier, or has a meaning in C or C++",
			options->name);
	*name = options->name        ? options->name
		: out && !is_folder(out) ? c_identifier(out, arena)
		: in                     ? c_identifier(in, arena)
								 : "model";
	return true;
}

/* Both files or neither. */
static bool write_pair(const char *stem, const char *suffix, CArray array, Arena *arena,
	Error *err)
{
	const char *source_path = arena_text(arena, "%s%s", stem, suffix);
	const char *header_path = arena_text(arena, "%s.h", stem);
	StagedFile source = {0}, header = {0};
	bool ok = file_stage(&source, source_path, array.source, arena, err) &&
		file_stage(&header, header_path, array.header, arena, err) &&
		file_commit(&source, err) && file_commit(&header, err);
	file_discard(&source);
	file_discard(&header);
	return ok;
}

/* Write NAME.c and NAME.h, in a folder or beside each other; to stdout, one text. */
static bool write_array(const ExportOptions *options, Bytes file, Arena *arena,
	Error *err)
{
	const char *name = NULL, *out = options->io.out;
	if (!array_name(options, arena, &name, err))
		return false;
	if (!out)
		return file_write(NULL, carray_write(file, name, NULL, arena).source, err);
	const char *stem = out, *suffix = source_suffix(out);
	if (is_folder(out))
		stem = arena_text(arena, "%s%s%s", out, ends_in(out, "/") ? "" : "/", name);
	else if (suffix)
		stem = arena_text(arena, "%.*s", (int)(suffix - out), out);
	if (!suffix || suffix[1] == 'h')
		suffix = ".c";
	const char *slash = strrchr(stem, '/');
	const char *header_name = arena_text(arena, "%s.h", slash ? slash + 1 : stem);
	CArray array = carray_write(file, name, header_name, arena);
	/* Where the folder is there already, or cannot be made, writing will tell. */
	bool made_folder = ends_in(out, "/") && mkdir(out, 0777) == 0;
	bool ok = write_pair(stem, suffix, array, arena, err);
	if (!ok && made_folder)
		rmdir(out); /* as long as it is empty */
	return ok;
}

/* Fail for options that mean nothing without a target. */
static bool check_target_options(const ExportOptions *options, Error *err)
{
	const TargetOptions *target = &options->target;
	if (target->target)
		return true;
	if (target->max_flash >= 0 || target->max_ram >= 0)
		return failed(err, "--max-flash and --max-ram need a target: give -t NAME");
	if (target->kernels != KERNELS_BEST || target->build != TFLM_RELEASE || target->file)
		return failed(err,
			"--kernels, --build and --targets need a target: give -t NAME");
	if (speed_is_asked(&options->speed))
		return failed(err,
			"what is asked of time and energy needs a target: give -t NAME");
	return !options->json ||
		failed(err, "--json is for the budget, which needs a target: give -t NAME");
}

/* Report a budget; whether the model may be written. */
static bool may_write(const ExportOptions *options, const Budget *result)
{
	const char *name = input_name(options->io.in);
	if (!options->quiet || !result->fits)
		print_budget(result, name, options->json, stderr);
	if (result->fits || options->force)
		return true;
	fprintf(stderr, "whit export: %s: %s; nothing written (--force overrides)\n", name,
		result->refusal ? "TFLM cannot run it" : "over budget");
	return false;
}

static ExportC c_options(const ExportOptions *options)
{
	return (ExportC){
		.name = options->name,
		.folder = options->io.out,
		.in = options->io.in,
		.arduino = options->arduino,
		.cmake = options->cmake,
		.allow_float = options->allow_float,
	};
}

/* Fail for options that go with another format. */
static bool check_options(const ExportOptions *options, Error *err)
{
	bool is_c = chosen_format(options) == EXPORT_C;
	ExportC how = c_options(options);
	if (!is_c && (options->arduino || options->cmake || options->allow_float))
		return failed(err, "--arduino, --cmake and --allow-float need -f c");
	return check_target_options(options, err) && (!is_c || export_c_check(&how, err));
}

static int run_c(const ExportOptions *options, const Model *model, Arena *arena,
	Error *err)
{
	ExportC how = c_options(options);
	LowerSettings settings = {.allow_float = options->allow_float};
	Program program;
	Profiles profiles = {0};
	SpeedQuestion speed;
	Budget budget;
	int status = TROUBLE;
	if (!lower_model(model, &settings, arena, &program, err))
		return TROUBLE;
	Counted what = {model, input_name(options->io.in), 0, &program, RUNTIME_C, &speed};
	if (!options->target.target ||
		(speed_question(&options->speed, model, &speed, err) &&
			make_budget(&options->target, &what, arena, &profiles, &budget, err))) {
		if (options->target.target && !may_write(options, &budget))
			status = ANSWER_NO;
		else if (export_c_write(&how, &program, arena, err))
			status = DONE;
	}
	profiles_finish(&profiles);
	return status;
}

/* The bytes that will be shipped are held against the target. */
static int run(const ExportOptions *options, const Model *model, Arena *arena, Error *err)
{
	Bytes file;
	Profiles profiles = {0};
	SpeedQuestion speed;
	Budget budget;
	int status = TROUBLE;
	if (!model_to_bytes(model, NULL, arena, &file, err))
		return TROUBLE;
	Counted what = {model, input_name(options->io.in), file.n, NULL, RUNTIME_TFLM,
		&speed};
	if (!options->target.target ||
		(speed_question(&options->speed, model, &speed, err) &&
			make_budget(&options->target, &what, arena, &profiles, &budget, err))) {
		if (options->target.target && !may_write(options, &budget))
			status = ANSWER_NO;
		else if (chosen_format(options) == EXPORT_CARRAY
				? write_array(options, file, arena, err)
				: file_write(options->io.out, file, err))
			status = DONE;
	}
	profiles_finish(&profiles);
	return status;
}

int cmd_export(Call *call)
{
	ExportOptions export = {.target = TARGET_OPTIONS_DEFAULTS,
		.speed = SPEED_OPTIONS_DEFAULTS};
	const Choice formats[] = {
		{"tflite", EXPORT_TFLITE},
		{"carray", EXPORT_CARRAY},
		{"c", EXPORT_C},
		{0},
	};
	Option format =
		OPT_CHOICE('f', "format", &export.format, formats, "FORMAT", "what is written");
	format.shown = "by the suffix of -o, else tflite";
	const Option options[] = {
		OPT_MODEL_OUT(&export.io.out),
		format,
		OPT_TEXT(0, "name", &export.name, "NAME",
			"what the C array or the C code is called"),
		OPT_FLAG(0, "arduino", &export.arduino, "lay C code out as an Arduino library"),
		OPT_FLAG(0, "cmake", &export.cmake, "add a CMakeLists.txt to C code"),
		OPT_FLAG(0, "allow-float", &export.allow_float,
			"write C code that computes in float32"),
		OPTS_TARGET(&export.target),
		OPTS_SPEED(&export.speed),
		OPT_FLAG(0, "force", &export.force, "write even what is over budget"),
		OPT_FLAG(0, "quiet", &export.quiet, "print no budget that is kept"),
		OPT_JSON(&export.json),
		OPERAND_MODEL_IN(&export.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Model *model = check_options(&export, &err) ? model_read(export.io.in, &err) : NULL;
	int status = TROUBLE;
	if (model && chosen_format(&export) == EXPORT_C)
		status = run_c(&export, model, &arena, &err);
	else if (model)
		status = run(&export, model, &arena, &err);
	if (status == TROUBLE)
		trouble(call, &err);
	model_free(model);
	arena_finish(&arena);
	return status;
}
