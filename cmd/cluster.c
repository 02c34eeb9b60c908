/* SPDX-License-Identifier: Apache-2.0 */
/* cluster: weights come to share few values. */
#include "passes/cluster/cluster.h"

#include <stdio.h>

#include "cmd/cluster_report.h"
#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/figure.h"
#include "cmd/layer_choice.h"
#include "cmd/progress.h"
#include "cmd/tune.h"
#include "cmd/weights_plot.h"
#include "formats/format.h"
#include "passes/cluster/cluster_data.h"
#include "src/base/file.h"

/* Values at most that can be asked for, and what --lambda may use where nothing is. */
enum { LEAST_K = 2, MOST_K = 256, MOST_BITS = 8 };

typedef struct ClusterOptions {
	Streams io;
	LayerChoice layers;
	DataOptions data;
	ClusterSettings how;
	int k, bits;      /* 0: not given */
	const char *plot; /* the picture's file; NULL: none */
	bool tune;        /* for --help alone: see cmd/tune.h */
	bool json, quiet;
} ClusterOptions;

/* What the command works on. */
typedef struct Work {
	const ClusterOptions *options;
	Model *model, *before; /* what becomes clustered, and what it was */
	DataSet data;          /* for the latter */
	LayerClusters *layers; /* an entry a layer */
	Arena *arena;
} Work;

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
		OPT_WEIGHTS_PLOT(&p->plot),
		OPT_FLAG(0, "tune", &p->tune,
			"cluster gradually, training: options as of whit tune"),
		OPTS_DATA(&p->data),
		OPT_BATCH(&p->how.batch),
		OPT_THREADS(&p->how.n_threads),
		OPT_JSON(&p->json),
		OPT_FLAG(0, "quiet", &p->quiet, "show no progress and no report"),
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

static bool make_with_data(Work *work, const ClusterSettings *how, Error *err)
{
	DataSet data;
	const DataOptions *options = &work->options->data;
	if (!model_has_network(work->model, err))
		return false;
	return open_data(options, work->before, work->arena, &work->data, err) &&
		open_data_again(&work->data, work->model, &data, err) &&
		cluster_with_data(work->before, &work->data.samples, work->model, &data.samples,
			how, work->layers, err);
}

static bool make(Work *work, const Progress *progress, Error *err)
{
	size_t n = (size_t)layer_count(work->model);
	bool *chosen = arena_array(work->arena, n, sizeof *chosen);
	ClusterSettings how = work->options->how;
	how.chosen = chosen;
	how.progress = progress;
	work->before = model_copy(work->model);
	work->layers = arena_array(work->arena, n, sizeof *work->layers);
	if (!choose_layers(work->model, &work->options->layers, chosen, err))
		return false;
	if (work->options->data.data)
		return make_with_data(work, &how, err);
	return cluster(work->model, &how, work->layers, err) ||
		failed_in(err, "%s: ", work->model->name);
}

static bool run(Work *work, Meter *meter, Error *err)
{
	Bytes file, picture;
	const ClusterOptions *options = work->options;
	const WeightsPlot plot = {.path = options->plot, .title = work->model->name};
	if (!figure_check("--plot", options->plot, err) ||
		!model_write_check(work->model, options->io.out, err) ||
		!make(work, &meter->progress, err) ||
		!model_to_bytes(work->model, options->io.out, work->arena, &file, err) ||
		!weights_plot(&plot, work->before, work->model, work->arena, &picture, err) ||
		!file_write(options->io.out, file, err) ||
		!figure_write_bytes(picture, options->plot, err))
		return false;
	meter_end(meter);
	const ClusterOutcome outcome = {work->model, file.n, &options->how, work->layers};
	FILE *to = report_stream(options->io.out);
	if (options->json)
		print_cluster_json(&outcome, to);
	else if (!options->quiet)
		print_cluster_table(&outcome, to);
	return true;
}

int cmd_cluster(Call *call)
{
	ClusterOptions options = {.data = DATA_OPTIONS_DEFAULTS, .how = CLUSTER_DEFAULTS};
	if (wants_tune(call))
		return tune_gradually(call, CLUSTER_DEFAULTS.k);
	if (!read_options(call, &options))
		return call->status;
	Error err = {0};
	Arena arena = {0};
	Meter meter;
	Work work = {.options = &options, .arena = &arena};
	meter_start(&meter, options.quiet);
	bool ok = choose_k(&options, &err) &&
		(work.model = model_read_any(options.io.in, &err)) && run(&work, &meter, &err);
	meter_end(&meter);
	if (ok && options.data.data)
		warn_of_saturation(call, &work.data);
	close_data(&work.data);
	model_free(work.before);
	model_free(work.model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
