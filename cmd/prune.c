/* SPDX-License-Identifier: Apache-2.0 */
/* prune: weights of little importance become 0. */
#include <stdio.h>
#include <string.h>

#include "cmd/prune_options.h"
#include "cmd/prune_report.h"
#include "cmd/sparsity_plan.h"
#include "formats/format.h"
#include "passes/dead.h"
#include "passes/inspect.h"
#include "src/base/file.h"

/* What the command works on. Arrays have an entry a layer. */
typedef struct Work {
	const PruneOptions *options;
	Model *before, *model; /* as it was read, and what becomes of it */
	double *shares;
	LayerSparsity *layers;
	Arena *arena;
} Work;

static bool make(Work *work, Error *err)
{
	ChannelReport removed;
	const PruneOptions *options = work->options;
	PruneSettings how = options->how;
	how.of_layer = work->shares;
	/* Zeros make more channels dead. */
	return (!options->dead || prune_dead(work->model, &removed, err)) &&
		(!prunes_weights(options) || prune(work->model, &how, err)) &&
		(!options->dead || prune_dead(work->model, &removed, err)) &&
		measure_sparsity(work->before, work->model, work->layers, err);
}

/* What a plan would have to ask for: at least one weight stays. */
static double share_done(const LayerSparsity *layer)
{
	int64_t n = layer->n_after, zeros = layer->zeros_after;
	if (n == 0)
		return 0;
	return (double)(zeros < n ? zeros : n - 1) / (double)n;
}

/* The plan as bytes; none where it is not asked for. */
static Bytes make_plan(const Work *work)
{
	int n = layer_count(work->before);
	double *done = arena_array(work->arena, (size_t)n, sizeof *done);
	if (!work->options->write_plan)
		return (Bytes){0};
	for (int i = 0; i < n; i++)
		done[i] = work->shares[i] < 0 ? -1 : share_done(&work->layers[i]);
	return layer_plan_encode(work->before, write_sparsity, done, work->arena);
}

/* The model, and the plan where it is asked for: both or none. */
static bool write_files(const Work *work, Bytes model, Error *err)
{
	const PruneOptions *options = work->options;
	StagedFile files[2] = {{0}};
	Bytes plan = make_plan(work);
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
	Bytes file;
	work->model = model_copy(work->before);
	work->shares = arena_array(work->arena, n, sizeof *work->shares);
	work->layers = arena_array(work->arena, n, sizeof *work->layers);
	if (!model_write_check(work->before, options->io.out, err) ||
		!prune_shares(options, work->before, work->shares, err) || !make(work, err) ||
		!model_to_bytes(work->model, options->io.out, work->arena, &file, err) ||
		!write_files(work, file, err))
		return false;
	print_outcome(work, file.n);
	return true;
}

int cmd_prune(Call *call)
{
	PruneOptions options = PRUNE_OPTIONS_DEFAULTS;
	if (!prune_options_read(call, &options))
		return call->status;
	Error err = {0};
	Arena arena = {0};
	Work work = {.options = &options, .arena = &arena};
	bool ok = prune_options_check(&options, &err) &&
		(work.before = model_read_any(options.io.in, &err)) && run(&work, &err);
	model_free(work.model);
	model_free(work.before);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
