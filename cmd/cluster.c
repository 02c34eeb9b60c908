/* SPDX-License-Identifier: Apache-2.0 */
/* cluster: weights come to share few values. */
#include "passes/cluster.h"

#include <stdio.h>

#include "cmd/cluster_report.h"
#include "cmd/command.h"
#include "cmd/layer_choice.h"
#include "formats/format.h"
#include "src/base/file.h"

/* Values at most that can be asked for, and what --lambda may use where nothing is. */
enum { LEAST_K = 2, MOST_K = 256, MOST_BITS = 8 };

typedef struct ClusterOptions {
	Streams io;
	LayerChoice layers;
	ClusterSettings how;
	int k, bits; /* 0: not given */
	bool json, quiet;
} ClusterOptions;

static const Choice pers[] = {
	{"tensor", CLUSTER_PER_TENSOR},
	{"channel", CLUSTER_PER_CHANNEL},
	{NULL, 0},
};

static bool read_options(Call *call, ClusterOptions *p)
{
	const Option options[] = {
		OPT_MODEL_OUT(&p->io.out),
		OPTION(OPTION_INT, 'k', "values", "N", "values at most, 0 among them",
			.to.integer = &p->k, .low = LEAST_K, .high = MOST_K,
			.shown = "16, or 256 with --lambda"),
		OPT_INT(0, "bits", &p->bits, 1, MOST_BITS, "B", "the same as --values 2^B"),
		OPTION(OPTION_CHOICE, 0, "per", "WHAT", "whose weights share values",
			.to.choice = &p->how.per, .choice_bytes = sizeof p->how.per, .choices = pers,
			.shown = "channel where it has a scale"),
		OPT_REAL(0, "lambda", &p->how.lambda, 0, 1e6, "L",
			"what a bit a weight is worth, of their mean square"),
		OPTS_LAYER_CHOICE(&p->layers),
		OPT_THREADS(&p->how.n_threads),
		OPT_JSON(&p->json),
		OPT_FLAG(0, "quiet", &p->quiet, "show no report"),
		OPERAND_MODEL_IN(&p->io.in),
		OPT_END,
	};
	return parse_options(call, options);
}

static bool choose_k(ClusterOptions *options, Error *err)
{
	if (options->k && options->bits)
		return failed(err, "--values and --bits say the same: give one");
	if (options->k)
		options->how.k = options->k;
	else if (options->bits)
		options->how.k = 1 << options->bits;
	else if (options->how.lambda > 0)
		options->how.k = MOST_K;
	return true;
}

static bool make(const ClusterOptions *options, Model *model, LayerClusters *layers,
	Arena *arena, Error *err)
{
	size_t n = (size_t)layer_count(model);
	bool *chosen = arena_array(arena, n, sizeof *chosen);
	ClusterSettings how = options->how;
	how.chosen = chosen;
	return choose_layers(model, &options->layers, chosen, err) &&
		(cluster(model, &how, layers, err) || failed_in(err, "%s: ", model->name));
}

static bool run(const ClusterOptions *options, Model *model, Arena *arena, Error *err)
{
	Bytes file;
	size_t n = (size_t)layer_count(model);
	LayerClusters *layers = arena_array(arena, n, sizeof *layers);
	if (!model_write_check(model, options->io.out, err) ||
		!make(options, model, layers, arena, err) ||
		!model_to_bytes(model, options->io.out, arena, &file, err) ||
		!file_write(options->io.out, file, err))
		return false;
	const ClusterOutcome outcome = {model, file.n, &options->how, layers};
	FILE *to = report_stream(options->io.out);
	if (options->json)
		print_cluster_json(&outcome, to);
	else if (!options->quiet)
		print_cluster_table(&outcome, to);
	return true;
}

int cmd_cluster(Call *call)
{
	ClusterOptions options = {.how = CLUSTER_DEFAULTS};
	if (!read_options(call, &options))
		return call->status;
	Error err = {0};
	Arena arena = {0};
	Model *model = NULL;
	bool ok = choose_k(&options, &err) && (model = model_read_any(options.io.in, &err)) &&
		run(&options, model, &arena, &err);
	model_free(model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
