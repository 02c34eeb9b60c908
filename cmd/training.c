/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/training.h"

#include <stdio.h>

#include "cmd/interrupt.h"
#include "cmd/train_live.h"
#include "cmd/train_log.h"
#include "cmd/train_plot.h"
#include "cmd/train_report.h"
#include "formats/format.h"
#include "passes/layers/layer_weights.h"
#include "src/base/file.h"
#include "src/graph/decoders.h"

/* What is told on the way, and where it goes. */
typedef struct Watching {
	TrainLive live;
	TrainLog log;
	TrainPlot plot;
	Meter *meter;
	bool has_failed;
	Error err;
} Watching;

typedef struct Work {
	TrainOptions *options;
	const TrainWork *what;
	Model *model;
	TrainSource source;
	TrainKeeping keeping;
	Watching watching;
	TrainResult result;
	Meter meter;
	Arena arena;
} Work;

/* --- Before --- */

static bool is_quantized(const Tensor *tensor)
{
	return tensor && tensor->quantization && tensor->quantization->n_scales > 0 &&
		tensor->type != TYPE_FLOAT32;
}

/* Integers do not learn: say what to do rather than which operator has no gradient. */
static bool check_float(const Model *model, Error *err)
{
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_tensors; i++)
		if (is_quantized(&graph->tensors[i]))
			return failed(err,
				"%s: tensor '%s' is %s: train the float32 model, then quantize it",
				model->name, graph->tensors[i].name, type_name(graph->tensors[i].type));
	return model_is_decoded(model, err) || failed_in(err, "%s: ", model->name);
}

/* --- On the way --- */

static bool see_step(void *context, const TrainEpoch *epoch, int64_t epoch_steps)
{
	Watching *watching = context;
	train_live_step(&watching->live, epoch, epoch_steps);
	return !interrupt_came() && !watching->has_failed;
}

static void see_epoch(void *context, const TrainEpoch *epoch)
{
	Watching *watching = context;
	train_live_epoch(&watching->live, epoch);
	if (!train_log_add(&watching->log, epoch, &watching->err))
		watching->has_failed = true;
	train_plot_add(&watching->plot, epoch);
}

static bool watched_train(Work *work, Error *err)
{
	TrainOptions *options = work->options;
	Watching *watching = &work->watching;
	const TrainKeeping *keeping = &work->keeping;
	const TrainWatch watch = {watching, see_step, see_epoch};
	train_live_start(&watching->live, options->how.epochs, options->quiet);
	if (options->how.checkpoint)
		interrupt_await();
	bool ok = train(work->model, &work->source.data, &options->how, keeping->rules,
		keeping->n_rules, &watch, &work->result, err);
	train_live_end(&watching->live);
	if (watching->has_failed)
		return failed(err, "%s", watching->err.text);
	bool is_drawn =
		train_plot_write(&watching->plot, work->model->name, work->result.kept, err);
	return ok && is_drawn && train_log_close(&watching->log, err);
}

/* Say how to go on. */
static bool stop_interrupted(const Work *work, Error *err)
{
	const TrainResult *result = &work->result;
	return failed(err, "interrupted in epoch %d of %d; the same with --resume %s goes on",
		result->n_epochs + 1, work->options->how.epochs, work->options->how.checkpoint);
}

/* --- After --- */

/* Numbers of the constants in float32. */
static size_t count_params(const Model *model)
{
	const Graph *graph = &model->graphs[0];
	size_t n = 0;
	for (int i = 0; i < graph->n_tensors; i++)
		if (graph->tensors[i].type == TYPE_FLOAT32 &&
			tensor_is_constant(&graph->tensors[i]))
			n += values_count(&graph->tensors[i]);
	return n;
}

static bool write_result(Work *work, Error *err)
{
	const TrainOptions *options = work->options;
	Bytes file;
	if (!model_to_bytes(work->model, options->io.out, &work->arena, &file, err) ||
		!file_write(options->io.out, file, err))
		return false;
	const TrainOutcome outcome = {
		.model = work->model,
		.options = options,
		.result = &work->result,
		.file_bytes = file.n,
		.n_params = count_params(work->model),
		.kept = work->keeping.text,
		.kept_json = work->keeping.json,
	};
	FILE *to = report_stream(options->io.out);
	if (options->json) {
		print_train_json(&outcome, to);
		work->keeping.json = NULL;
	} else if (!options->quiet) {
		print_train_table(&outcome, to);
	}
	return true;
}

static bool run(Work *work, Error *err)
{
	TrainOptions *options = work->options;
	const TrainWork *what = work->what;
	if (!train_options_check(options, err) ||
		!(work->model = model_read(options->io.in, err)) ||
		!check_float(work->model, err) ||
		!model_write_check(work->model, options->io.out, err) ||
		!open_train_source(options, work->model, &work->arena, &work->meter,
			&work->source, err))
		return false;
	meter_end(&work->meter);
	if (what->keep &&
		!what->keep(what->context, work->model, &work->source, &work->arena,
			&work->keeping, err))
		return false;
	options->how.salt = work->keeping.salt;
	options->how.keep_from = work->keeping.keep_from;
	work->watching.log.path = options->log;
	if (options->log && !train_log_kind(options->log, &work->watching.log.kind, err))
		return false;
	work->watching.plot.path = options->plot;
	if (!watched_train(work, err))
		return false;
	if (work->result.is_interrupted)
		return stop_interrupted(work, err);
	return (!what->finish || what->finish(what->context, work->model, err)) &&
		write_result(work, err);
}

int train_command(Call *call, TrainOptions *options, const TrainWork *what)
{
	Error err = {0};
	Work work = {.options = options, .what = what};
	meter_start(&work.meter, options->quiet);
	bool ok = run(&work, &err);
	meter_end(&work.meter);
	Error ignored = {0};
	train_log_close(&work.watching.log, &ignored);
	train_plot_free(&work.watching.plot);
	cJSON_Delete(work.keeping.json);
	close_train_source(&work.source);
	model_free(work.model);
	arena_finish(&work.arena);
	int status = ok ? DONE : trouble(call, &err);
	if (work.result.is_interrupted)
		interrupt_yield();
	return status;
}
