/* SPDX-License-Identifier: Apache-2.0 */
/* prune: weights of little importance become 0, or channels go. */
#include <stdio.h>
#include <string.h>

#include "cmd/figure.h"
#include "cmd/progress.h"
#include "cmd/prune_options.h"
#include "cmd/prune_report.h"
#include "cmd/prune_shares.h"
#include "cmd/tune.h"
#include "cmd/weights_plot.h"
#include "formats/format.h"
#include "passes/channels/dead.h"
#include "passes/channels/structured.h"
#include "passes/inspect.h"
#include "passes/prune/prune_data.h"
#include "src/base/file.h"

/* What the command works on. Arrays have an entry a layer. */
typedef struct Work {
	const PruneOptions *options;
	Model *before, *model; /* as it was read, and what becomes of it */
	DataSet data;          /* for the model as it was read; has_data() says whether */
	double *shares;
	LayerSparsity *layers;
	Meter *meter;
	Arena *arena;
} Work;

/* --- Pruning --- */

static bool remove_dead(Work *work, Error *err)
{
	ChannelReport removed;
	return !work->options->dead || prune_dead(work->model, &removed, err);
}

static bool remove_channels_by_share(Work *work, Error *err)
{
	const PruneOptions *options = work->options;
	ChannelReport removed;
	DataSet data;
	StructuredSettings how = {
		.sparsity = options->plan ? 0 : options->sparsity,
		.is_global = options->how.is_global,
		.of_layer = work->shares,
		.n_threads = options->how.n_threads,
		.batch = options->how.batch,
	};
	if (!has_data(options))
		return prune_channels(work->model, NULL, &how, &removed, err);
	return open_data_again(&work->data, work->model, &data, err) &&
		prune_channels(work->model, &data.samples, &how, &removed, err);
}

/* Held against the model as it is now. */
static bool zero_by_data(Work *work, const PruneSettings *how, Error *err)
{
	DataSet original_data, data;
	Model *original = model_copy(work->model);
	bool ok = open_data_again(&work->data, original, &original_data, err) &&
		open_data_again(&work->data, work->model, &data, err) &&
		prune_with_data(original, &original_data.samples, work->model, &data.samples, how,
			err);
	model_free(original);
	return ok;
}

static bool zero_by_share(Work *work, Error *err)
{
	PruneSettings how = work->options->how;
	how.of_layer = work->shares;
	how.progress = &work->meter->progress;
	return has_data(work->options) ? zero_by_data(work, &how, err)
								   : prune(work->model, &how, err);
}

static bool make(Work *work, Error *err)
{
	const PruneOptions *options = work->options;
	bool ok = remove_dead(work, err);
	if (ok && options->structured)
		ok = remove_channels_by_share(work, err);
	else if (ok && prunes_weights(options))
		ok = zero_by_share(work, err);
	/* What is lost makes more channels dead. */
	return ok && (!prunes_weights(options) || remove_dead(work, err)) &&
		measure_sparsity(work->before, work->model, work->layers, err);
}

/* --- What is written --- */

/* The model, and the plan where it is asked for: both or none. */
static bool write_files(const Work *work, Bytes model, Error *err)
{
	const PruneOptions *options = work->options;
	StagedFile files[2] = {{0}};
	Bytes plan = {0};
	if (options->write_plan)
		plan = prune_plan(options, work->before, work->shares, work->layers, work->arena);
	bool ok =
		(!plan.n || file_stage(&files[0], options->write_plan, plan, work->arena, err)) &&
		file_stage(&files[1], options->io.out, model, work->arena, err) &&
		(!plan.n || file_commit(&files[0], err)) && file_commit(&files[1], err);
	file_discard(&files[0]);
	file_discard(&files[1]);
	return ok;
}

static void print_outcome(const Work *work, size_t n_bytes)
{
	const PruneOptions *options = work->options;
	PruneOutcome outcome = {
		.model = work->before,
		.bytes_after = n_bytes,
		.how = prune_how(options, work->arena),
		.macs_before = known_macs(&work->before->graphs[0]),
		.macs_after = known_macs(&work->model->graphs[0]),
		.layers = work->layers,
		.shares = work->shares,
	};
	bool is_plan_printed = options->write_plan && strcmp(options->write_plan, "-") == 0;
	FILE *to = is_plan_printed ? stderr : report_stream(options->io.out);
	if (options->json)
		print_prune_json(&outcome, to);
	else if (!options->quiet)
		print_prune_table(&outcome, to);
}

static bool run(Work *work, Error *err)
{
	const PruneOptions *options = work->options;
	size_t n = (size_t)layer_count(work->before);
	const WeightsPlot plot = {.path = options->plot, .title = work->before->name};
	Bytes file, picture;
	work->model = model_copy(work->before);
	work->shares = arena_array(work->arena, n, sizeof *work->shares);
	work->layers = arena_array(work->arena, n, sizeof *work->layers);
	if ((has_data(options) &&
			(!model_has_network(work->before, err) ||
				!open_data(&options->data, work->before, work->arena, &work->data,
					err))) ||
		!model_write_check(work->before, options->io.out, err) ||
		!prune_shares(options, work->before, work->shares, err) || !make(work, err) ||
		!model_to_bytes(work->model, options->io.out, work->arena, &file, err) ||
		!weights_plot(&plot, work->before, work->model, work->arena, &picture, err) ||
		!write_files(work, file, err) || !figure_write_bytes(picture, options->plot, err))
		return false;
	meter_end(work->meter);
	print_outcome(work, file.n);
	return true;
}

int cmd_prune(Call *call)
{
	PruneOptions options = PRUNE_OPTIONS_DEFAULTS;
	if (wants_tune(call))
		return tune_gradually(call, 0);
	if (!prune_options_read(call, &options))
		return call->status;
	Meter meter;
	Error err = {0};
	Arena arena = {0};
	Work work = {.options = &options, .meter = &meter, .arena = &arena};
	meter_start(&meter, options.quiet);
	bool ok = prune_options_check(&options, &err) &&
		(work.before = model_read_any(options.io.in, &err)) && run(&work, &err);
	meter_end(&meter);
	if (ok && has_data(&options))
		warn_of_saturation(call, &work.data);
	close_data(&work.data);
	model_free(work.model);
	model_free(work.before);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
