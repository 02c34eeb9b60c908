/* SPDX-License-Identifier: Apache-2.0 */
/* huffman: pack constant weights so that they are smaller in flash, or unpack them. */
#include <limits.h>

#include "cmd/command.h"
#include "cmd/huffman_report.h"
#include "cmd/options.h"
#include "cmd/target_options.h"
#include "formats/format.h"
#include "formats/tflite/tflite.h"
#include "passes/encode/decode.h"
#include "passes/encode/encode.h"
#include "src/base/file.h"
#include "src/graph/decoders.h"

enum { ENCODER_AUTO = 0 };

typedef struct HuffmanOptions {
	Streams io;
	bool decode;
	unsigned encoder; /* a set of one kind, or ENCODER_AUTO */
	Runtime runtime;
	int min_gain;
	TargetOptions target;
	bool json, quiet;
} HuffmanOptions;

static const Choice encoders[] = {
	{"auto", ENCODER_AUTO},
	{"lut", ENCODE_LOOKUP},
	{"huffman", ENCODE_HUFFMAN},
	{"bitmap", ENCODE_BITMAP},
	{"sparse", ENCODE_SPARSE},
	{0},
};
static const Choice runtimes[] = {{"tflm", RUNTIME_TFLM}, {"c", RUNTIME_C}, {0}};

/* A model's file, and where it is written to. */
typedef struct Packing {
	const HuffmanOptions *options;
	Bytes read;
	bool was_encoded;
	Arena *arena;
	Model *model;
	EncodeSettings settings;
	HuffmanReport report;
} Packing;

static bool written_bytes(void *context, const Model *model, size_t *n_bytes, Error *err)
{
	const Packing *packing = context;
	Arena scratch = {0};
	Bytes file = {0};
	bool ok = model_to_bytes(model, packing->options->io.out, &scratch, &file, err);
	*n_bytes = file.n;
	arena_finish(&scratch);
	return ok;
}

/* --- The part --- */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t free_ram(const Profile *profile)
{
	uint64_t reserved = least(profile->reserved_ram_bytes, profile->ram_bytes);
	return profile->ram_bytes - reserved;
}

/* The core to packing the arena out for, and what it may take. */
static bool find_limits(Packing *packing, Error *err)
{
	const TargetOptions *target = &packing->options->target;
	EncodeSettings *settings = &packing->settings;
	Profiles profiles = {0};
	if (target->max_ram >= 0)
		settings->max_arena = (uint64_t)target->max_ram;
	const Profile *profile = NULL;
	bool ok = true;
	if (target->target) {
		ok = profiles_load(&profiles, target->file, err) &&
			(profile = profile_find(&profiles, target->target, err));
		if (profile) {
			settings->core = profile->core;
			if (profile->ram_bytes != NO_LIMIT)
				settings->max_arena = least(settings->max_arena, free_ram(profile));
		}
	}
	profiles_finish(&profiles);
	return ok && kernels_choose(settings->core, target->kernels, &settings->kernels, err);
}

/* --- Packing --- */

static bool takes_any(const EncodeReport *report)
{
	for (int i = 0; i < report->n; i++)
		if (report->tensors[i].outcome != KEPT_NO_KIND)
			return true;
	return false;
}

static bool check_forced(const Packing *packing, Error *err)
{
	unsigned encoder = packing->options->encoder;
	if (encoder == ENCODER_AUTO || takes_any(&packing->report.encoded))
		return true;
	if (encoder == ENCODE_HUFFMAN)
		return failed(err,
			"%s: no int8 or int16 constants, and --encoder huffman takes no others: "
			"quantize first, or try --encoder lut",
			packing->model->name);
	return failed(err, "%s: no constant that --encoder takes", packing->model->name);
}

static bool pack(Packing *packing, Error *err, bool *over_limit)
{
	const HuffmanOptions *options = packing->options;
	EncodeSettings *settings = &packing->settings;
	if (options->encoder != ENCODER_AUTO)
		settings->kinds = options->encoder;
	else if (options->runtime == RUNTIME_C)
		settings->kinds = ENCODE_ANY;
	settings->min_gain = options->min_gain;
	settings->file_bytes = written_bytes;
	settings->context = packing;
	return (encode(packing->model, settings, packing->arena, &packing->report.encoded,
				over_limit, err) ||
			   failed_in(err, "%s: ", packing->model->name)) &&
		check_forced(packing, err);
}

static bool is_anything_packed(const EncodeReport *report)
{
	for (int i = 0; i < report->n; i++)
		if (report->tensors[i].outcome == ENCODED)
			return true;
	return false;
}

/* The file to write: the one that was read where nothing about it changed. */
static bool make_file(const Packing *packing, Bytes *file, Error *err)
{
	if (!packing->was_encoded && !is_anything_packed(&packing->report.encoded) &&
		tflite_format.sniff(packing->read)) {
		*file = packing->read;
		return true;
	}
	return model_to_bytes(packing->model, packing->options->io.out, packing->arena, file,
		err);
}

/* --- The command --- */

static void print_report(const HuffmanOptions *options, const HuffmanReport *report)
{
	FILE *to = report_stream(options->io.out);
	if (options->json)
		huffman_report_json(report, to);
	else if (!options->quiet)
		huffman_report_table(report, to);
}

/* What was packed before is unpacked first: packing it again is then as if it never had been. */
static bool run(Packing *packing, const Model *before, bool *over_limit, Error *err)
{
	Bytes file;
	HuffmanReport *report = &packing->report;
	if (!find_limits(packing, err))
		return false;
	Core core = report->core = packing->settings.core;
	Kernels kernels = report->kernels = packing->settings.kernels;
	packed_size_arena(&report->before, before, core, kernels, packing->arena);
	packing->was_encoded = count_decoders(before) > 0;
	if (!decode(packing->model, err))
		return failed_in(err, "%s: ", before->name);
	report->is_decoding = packing->options->decode;
	if ((!report->is_decoding && !pack(packing, err, over_limit)) ||
		!make_file(packing, &file, err))
		return false;
	packed_size_arena(&report->after, packing->model, core, kernels, packing->arena);
	report->before.file_bytes = packing->read.n;
	report->after.file_bytes = file.n;
	if (!file_write(packing->options->io.out, file, err))
		return false;
	print_report(packing->options, report);
	return true;
}

static int read_and_run(const HuffmanOptions *options, Error *err)
{
	Arena arena = {0};
	Model *before = NULL;
	bool over_limit = false;
	const char *name = input_name(options->io.in);
	Packing packing = {
		.options = options,
		.arena = &arena,
		.settings = ENCODE_DEFAULTS,
		.report = {.name = name},
	};
	bool ok = file_read(options->io.in, &arena, &packing.read, err) &&
		(before = model_from_bytes(packing.read, name, err)) &&
		(packing.model = model_from_bytes(packing.read, name, err));
	packing.report.model = packing.model;
	ok = ok && run(&packing, before, &over_limit, err);
	model_free(packing.model);
	model_free(before);
	arena_finish(&arena);
	return ok ? DONE : over_limit ? ANSWER_NO : TROUBLE;
}

int cmd_huffman(Call *call)
{
	HuffmanOptions huffman_options = {
		.min_gain = (int)ENCODE_DEFAULTS.min_gain,
		.target = TARGET_OPTIONS_DEFAULTS,
	};
	TargetOptions *target = &huffman_options.target;
	const Option options[] = {
		OPT_MODEL_OUT(&huffman_options.io.out),
		OPT_FLAG('d', "decode", &huffman_options.decode,
			"unpack what is packed, and no more"),
		OPT_CHOICE(0, "encoder", &huffman_options.encoder, encoders, "ENCODER",
			"the only one to use; auto: the best for each constant"),
		OPT_CHOICE(0, "runtime", &huffman_options.runtime, runtimes, "RUNTIME",
			"what is to decode: stock TFLM, or what whit exports"),
		OPT_INT(0, "min-gain", &huffman_options.min_gain, INT_MIN, INT_MAX, "BYTES",
			"by which a constant must make the file smaller"),
		OPT_TEXT('t', "target", &target->target, "NAME",
			"the part whose RAM must hold the arena; `whit targets` lists them"),
		OPT_TARGETS(&target->file),
		OPT_CHOICE(0, "kernels", &target->kernels, kernels_choices, "KERNELS",
			"which of TFLM's kernels the device runs"),
		OPT_SIZE(0, "max-ram", &target->max_ram, 0, INT64_MAX / 2, "SIZE",
			"limit for the arena"),
		OPT_JSON(&huffman_options.json),
		OPT_FLAG(0, "quiet", &huffman_options.quiet, "show no report"),
		OPERAND_MODEL_IN(&huffman_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	int status = read_and_run(&huffman_options, &err);
	if (status != DONE)
		trouble(call, &err);
	return status;
}
