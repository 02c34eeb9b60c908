/* SPDX-License-Identifier: Apache-2.0 */
/* init: an untrained student, from a list of layers or after another model. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/net_spec.h"
#include "cmd/options.h"
#include "formats/format.h"
#include "passes/encode/decode.h"
#include "passes/init/like.h"
#include "src/base/file.h"

typedef struct InitOptions {
	Streams io;
	const char *like; /* a path; "" where it is not asked for; NULL: stdin */
	LikeSettings how;
	WeightInit weights;
	int seed;
	bool quiet;
} InitOptions;

static bool is_like(const InitOptions *options)
{
	return !options->like || options->like[0];
}

static bool check(const InitOptions *options, Error *err)
{
	const LikeSettings none = LIKE_DEFAULTS;
	if (is_like(options) && options->io.in)
		return failed(err, "--like and a list of layers exclude each other");
	if (!is_like(options) && options->how.width != none.width)
		return failed(err, "--width goes with --like");
	if (!is_like(options) && options->how.multiple_of != none.multiple_of)
		return failed(err, "--multiple-of goes with --like");
	return options->how.width > 0 || failed(err, "--width is to be above 0");
}

static void report_like(const InitOptions *options, const LikeReport *report)
{
	if (options->quiet)
		return;
	fprintf(report_stream(options->io.out),
		"%s: %lld -> %lld parameters, %d of %d layers narrower\n",
		input_name(options->like), (long long)report->parameters_before,
		(long long)report->parameters_after, report->n_narrower, report->n_layers);
}

static void report_spec(const InitOptions *options, const Model *model)
{
	if (!options->quiet)
		fprintf(report_stream(options->io.out), "%s: %lld parameters\n",
			input_name(options->io.in), (long long)count_parameters(model));
}

static bool from_like(const InitOptions *options, Error *err)
{
	LikeReport report;
	FreshSettings fresh = {.how = options->weights, .seed = (uint64_t)options->seed};
	Model *model = model_read(options->like, err);
	bool ok = model && (decode(model, err) || failed_in(err, "%s: ", model->name)) &&
		make_like(model, &options->how, &report, err) &&
		fresh_weights(model, &fresh, err) && model_write(model, options->io.out, err);
	if (ok)
		report_like(options, &report);
	model_free(model);
	return ok;
}

static bool from_spec(const InitOptions *options, Error *err)
{
	WeightInit *inits;
	Model *model = model_new();
	bool ok = net_spec_read(options->io.in, model, &inits, err);
	if (ok) {
		FreshSettings fresh = {options->weights, inits, (uint64_t)options->seed};
		ok =
			fresh_weights(model, &fresh, err) && model_write(model, options->io.out, err);
	}
	if (ok)
		report_spec(options, model);
	model_free(model);
	return ok;
}

int cmd_init(Call *call)
{
	InitOptions init = {.like = "", .how = LIKE_DEFAULTS, .seed = FRESH_DEFAULTS.seed};
	const Option options[] = {
		OPT_PATH(0, "like", &init.like, "MODEL",
			"take this model's layers, with fresh weights, as float32"),
		OPT_REAL(0, "width", &init.how.width, 0, 1, "RATIO",
			"the share of its channels that each layer keeps"),
		OPT_INT(0, "multiple-of", &init.how.multiple_of, 1, 1024, "N",
			"round channels up to a multiple of this"),
		OPT_CHOICE(0, "weights", &init.weights, weight_init_choices, "HOW",
			"how weights are drawn where the list does not say"),
		OPT_SEED(&init.seed),
		OPT_MODEL_OUT(&init.io.out),
		OPT_FLAG(0, "quiet", &init.quiet, "show no summary"),
		OPERAND(&init.io.in, "SPEC", "the list of layers, as JSON; stdin by default"),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	bool ok = check(&init, &err) &&
		(is_like(&init) ? from_like(&init, &err) : from_spec(&init, &err));
	return ok ? DONE : trouble(call, &err);
}
