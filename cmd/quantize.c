/* SPDX-License-Identifier: Apache-2.0 */
/* quantize: from float32 to integers, or to smaller weights. */
#include <stdio.h>
#include <string.h>

#include "cmd/figure.h"
#include "cmd/format_plan.h"
#include "cmd/layer_choice.h"
#include "cmd/progress.h"
#include "cmd/quantize_options.h"
#include "cmd/quantize_report.h"
#include "cmd/sensitivity_report.h"
#include "cmd/weights_plot.h"
#include "formats/format.h"
#include "passes/quantize/stored_ranges.h"
#include "passes/quantize/weight_only.h"
#include "src/base/file.h"

enum { REPORT_SAMPLES = 1000 };

/* What the command works on. */
typedef struct Work {
	const QuantizeOptions *options;
	Model *real;               /* the float model */
	Rescued result;            /* what was made of it */
	bool has_data, has_ranges; /* ranges: those it was trained with, in place of data */
	DataSet data;
	LayerFormat *formats; /* one an operator; NULL where all compute in float32 */
	Meter *meter;
	Arena *arena;
} Work;

/* --- Formats --- */

static bool choose_each(const QuantizeOptions *options, const Model *model,
	LayerFormat *formats, Error *err)
{
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++)
		formats[i] = options->to == TO_INT16X8 ? LAYER_INT16
			: options->weights == TYPE_INT4    ? LAYER_INT4
											   : LAYER_INT8;
	if (options->plan &&
		!layer_plan_read(options->plan, model, read_format, formats, err))
		return false;
	for (int i = 0; i < options->keep.n; i++) {
		int layer = layer_find(model, options->keep.values[i], err);
		if (layer < 0)
			return failed_in(err, "--keep: ");
		formats[layer] = LAYER_FLOAT32;
	}
	return true;
}

/* What the application sees: that of the layer beside it, if it has integers. */
static DataType border_type(const QuantizeOptions *options, int given, LayerFormat beside)
{
	if (given != NOT_GIVEN)
		return (DataType)given;
	if (beside == LAYER_FLOAT32)
		return options->to == TO_INT16X8 ? TYPE_INT16 : TYPE_INT8;
	return activation_type(beside);
}

/* --- The work --- */

static bool measure_layers(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	const Graph *graph = &work->real->graphs[0];
	size_t n = (size_t)graph->n_ops;
	Sensitivity *layers = arena_array(work->arena, n, sizeof *layers);
	LayerFormat *chosen = arena_array(work->arena, n, sizeof *chosen);
	Calibrated calibrated;
	SensitivitySettings settings = SENSITIVITY_DEFAULTS;
	settings.per_tensor_dense = options->how.per_tensor_dense;
	settings.n_threads = options->how.calibration.n_threads;
	settings.batch = options->how.calibration.batch;
	settings.progress = &work->meter->progress;
	if (!quantize_calibrate(work->real, &work->data.samples, &options->how.calibration,
			work->arena, &calibrated, err) ||
		!measure_sensitivity(work->real, &work->data.samples, &calibrated, &settings,
			layers, err))
		return false;
	double expected = choose_formats(layers, graph->n_ops, options->min_snr, chosen);
	carry_formats(graph, chosen);
	FormatPlan plan = {chosen, layers};
	if (options->plan &&
		!layer_plan_write(options->plan, work->real, write_format, &plan, err))
		return false;
	meter_end(work->meter);
	SensitivityOutcome outcome = {work->real, layers, chosen, expected, options->min_snr};
	bool is_plan_printed = options->plan && strcmp(options->plan, "-") == 0;
	FILE *to = is_plan_printed ? stderr : stdout;
	if (options->json)
		print_sensitivity_json(&outcome, to);
	else
		print_sensitivity_table(&outcome, to);
	return true;
}

/* By the ranges that the model carries, exactly. */
static bool make_trained(Work *work, const QuantizeSettings *how, Error *err)
{
	Calibrated stored;
	if (wants_rescue(work->options))
		return failed(err,
			"%s: by the ranges it was trained with it is quantised as it is; what wins "
			"accuracy back needs --data",
			work->real->name);
	if (!stored_ranges(work->real, work->arena, &stored))
		return failed(err, "%s: a tensor has no range", work->real->name);
	work->result.model = model_copy(work->real);
	work->result.real = model_copy(work->real);
	snprintf(work->result.how, sizeof work->result.how, "ranges of its training");
	return quantize_by_ranges(work->result.model, &stored, how, err);
}

static bool make_integers(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	const Graph *graph = &work->real->graphs[0];
	LayerFormat *formats =
		arena_array(work->arena, (size_t)graph->n_ops, sizeof *formats);
	work->formats = formats;
	if (!choose_each(options, work->real, formats, err))
		return false;
	QuantizeSettings how = options->how;
	how.layers = formats;
	if (options->to == TO_INT16X8)
		how.calibration.method = CALIBRATE_MINMAX; /* as int16 has steps to spare */
	how.input_type =
		border_type(options, options->input_type, format_at_input(graph, formats));
	how.output_type =
		border_type(options, options->output_type, format_at_output(graph, formats));
	if (work->has_ranges)
		return make_trained(work, &how, err);
	RescueSettings rescue = options->rescue;
	if (options->plan)
		rescue.hold_back = 0; /* a plan is kept to */
	return quantize_rescued(work->real, &work->data.samples, &how, &rescue, &work->result,
		err);
}

static bool make_weight_only(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	if (options->to == TO_FLOAT16) {
		work->result.model = model_copy(work->real);
		work->result.real = model_copy(work->real);
		return quantize_float16(work->result.model, err);
	}
	DynamicSettings settings = {.per_tensor_dense = options->how.per_tensor_dense};
	return quantize_dynamic_rescued(work->real, &settings, &options->rescue,
		&work->result, err);
}

static bool compare_with_real(Work *work, QuantReport *report, Error *err)
{
	Samples samples;
	CompareSettings settings = COMPARE_DEFAULTS;
	settings.n_threads = work->options->how.calibration.n_threads;
	settings.batch = work->options->how.calibration.batch;
	settings.max_samples = REPORT_SAMPLES;
	settings.progress = &work->meter->progress;
	return samples_open(work->result.model, &work->data.array, &work->data.how, &samples,
			   err) &&
		quant_report(work->result.real, &work->data.samples, work->result.model, &samples,
			&settings, work->arena, report, err);
}

static bool wants_report(const Work *work)
{
	return work->has_data && (work->options->json || !work->options->quiet);
}

static void print_outcome(const Work *work, Bytes file, const QuantReport *report)
{
	const QuantizeOptions *options = work->options;
	const Graph *graph = &work->real->graphs[0];
	QuantizeOutcome outcome = {
		.name = work->real->name,
		.bytes_before = work->real->file_bytes,
		.bytes_after = file.n,
		.n_samples = is_weight_only(options) ? 0 : work->data.samples.n,
		.graph = graph,
		.report = work->has_data ? report : NULL,
		.how = work->result.how,
		.advice = "",
	};
	if (work->formats && work->has_data)
		outcome.advice = quantize_advice(report, graph, work->formats,
			wants_rescue(options), work->arena);
	FILE *to = report_stream(options->io.out);
	if (options->json)
		print_quantize_json(&outcome, to);
	else if (!options->quiet)
		print_quantize_table(&outcome, to);
}

/* Whether there are no data, and the model's own ranges stand in for them. */
static bool carries_ranges(const Work *work)
{
	Calibrated ignored;
	const QuantizeOptions *options = work->options;
	return !options->data.data && !is_weight_only(options) && !options->sensitivity &&
		!work->real->is_weights_only && stored_ranges(work->real, work->arena, &ignored);
}

static bool draw(const Work *work, Bytes *picture, Error *err)
{
	const WeightsPlot plot = {.path = work->options->plot, .title = work->real->name};
	return weights_plot(&plot, work->real, work->result.model, work->arena, picture, err);
}

static bool run(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	QuantReport report = {0};
	Bytes file, picture;
	work->has_ranges = carries_ranges(work);
	work->has_data =
		options->data.data || (!is_weight_only(options) && !work->has_ranges);
	if (!quantize_options_check(options, err) ||
		(work->has_data &&
			!open_data(&options->data, work->real, work->arena, &work->data, err)))
		return false;
	if (!is_weight_only(options) && !quantize_prepare(work->real, err))
		return false;
	if (options->sensitivity ? options->plan && !file_write_check(options->plan, err)
							 : !model_write_check(work->real, options->io.out, err))
		return false;
	if (options->sensitivity)
		return measure_layers(work, err);
	if (!(is_weight_only(options) ? make_weight_only(work, err)
								  : make_integers(work, err)) ||
		(wants_report(work) && !compare_with_real(work, &report, err)) ||
		!model_to_bytes(work->result.model, options->io.out, work->arena, &file, err) ||
		!draw(work, &picture, err) || !file_write(options->io.out, file, err) ||
		!figure_write_bytes(picture, options->plot, err))
		return false;
	meter_end(work->meter);
	print_outcome(work, file, &report);
	return true;
}

static int work_on(const QuantizeOptions *options, Call *call, Meter *meter)
{
	Error err = {0};
	Arena arena = {0};
	Work work = {.options = options, .meter = meter, .arena = &arena};
	work.real = model_read(options->io.in, &err);
	bool ok = work.real && run(&work, &err);
	meter_end(meter);
	close_data(&work.data);
	rescued_free(&work.result);
	model_free(work.real);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}

int cmd_quantize(Call *call)
{
	QuantizeOptions options = QUANTIZE_OPTIONS_DEFAULTS;
	if (!quantize_options_read(call, &options))
		return call->status;
	Meter meter;
	meter_start(&meter, options.quiet);
	options.how.calibration.progress = &meter.progress;
	options.rescue.progress = options.rescue.refine.progress = &meter.progress;
	return work_on(&options, call, &meter);
}
