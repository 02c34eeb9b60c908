/* SPDX-License-Identifier: Apache-2.0 */
/* quantize: from float32 to integers, or to smaller weights. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/layer_plan.h"
#include "cmd/progress.h"
#include "cmd/quantize_report.h"
#include "formats/format.h"
#include "passes/rescue.h"
#include "passes/weight_only.h"
#include "src/base/file.h"

typedef enum Target { TO_INT8, TO_INT16X8, TO_DYNAMIC, TO_FLOAT16 } Target;

enum { NOT_GIVEN = -1, REPORT_SAMPLES = 1000 };

typedef struct QuantizeOptions {
	Streams io;
	DataOptions data;
	Target to;
	int weights;                 /* a DataType, or NOT_GIVEN */
	int input_type, output_type; /* likewise */
	QuantizeSettings how;
	RescueSettings rescue;
	double percentile; /* -1: not given */
	Texts keep;
	const char *plan;
	bool sensitivity;
	double min_snr;
	bool json, quiet;
} QuantizeOptions;

/* What the command works on. */
typedef struct Work {
	const QuantizeOptions *options;
	Model *real;   /* the float model */
	Model *result; /* what was made of it */
	bool has_data;
	DataSet data;
	char how[RESCUE_TEXT_BYTES];
	Meter *meter;
	Arena *arena;
} Work;

static bool is_weight_only(const QuantizeOptions *options)
{
	return options->to == TO_DYNAMIC || options->to == TO_FLOAT16;
}

static bool wants_rescue(const QuantizeOptions *options)
{
	const RescueSettings *rescue = &options->rescue;
	return rescue->best || rescue->equalize || rescue->refine.compensate ||
		rescue->refine.scale_search || rescue->refine.bias_correction;
}

/* --- What goes with what --- */

static bool check_weight_only(const QuantizeOptions *options, Error *err)
{
	const char *to = options->to == TO_DYNAMIC ? "dynamic" : "float16";
	if (options->plan || options->keep.n || options->sensitivity)
		return failed(err,
			"--to %s has no formats a layer: --plan, --keep and "
			"--sensitivity go with int8 and int16x8",
			to);
	if (options->weights != NOT_GIVEN)
		return failed(err, "--to %s takes no --weights", to);
	if (options->to == TO_FLOAT16 && wants_rescue(options))
		return failed(err, "--to float16 has nothing to win back");
	if (options->rescue.best || options->rescue.refine.bias_correction)
		return failed(err,
			"--to dynamic takes no data to measure by: --equalize, "
			"--scale-search and --compensate do without");
	if ((options->input_type != NOT_GIVEN && options->input_type != TYPE_FLOAT32) ||
		(options->output_type != NOT_GIVEN && options->output_type != TYPE_FLOAT32))
		return failed(err, "--to %s computes in float32, inputs and outputs too", to);
	return true;
}

static bool check_options(const QuantizeOptions *options, Error *err)
{
	if (is_weight_only(options))
		return check_weight_only(options, err);
	if (options->to == TO_INT16X8 && options->weights == TYPE_INT4)
		return failed(err,
			"TFLM has no kernels for int4 weights beside int16 "
			"activations");
	if (options->plan && !options->sensitivity &&
		(options->to != TO_INT8 || options->weights != NOT_GIVEN))
		return failed(err,
			"--plan says what each layer becomes: leave out --to and "
			"--weights");
	if (options->sensitivity && (options->keep.n || wants_rescue(options)))
		return failed(err,
			"--sensitivity measures plain layers: leave out --keep and "
			"what wins accuracy back");
	return true;
}

/* --- Formats --- */

static bool choose_layers(const QuantizeOptions *options, const Graph *graph,
	LayerFormat *formats, Error *err)
{
	for (int i = 0; i < graph->n_ops; i++)
		formats[i] = options->to == TO_INT16X8 ? LAYER_INT16
			: options->weights == TYPE_INT4    ? LAYER_INT4
											   : LAYER_INT8;
	if (options->plan && !layer_plan_read(options->plan, graph, formats, err))
		return false;
	for (int i = 0; i < options->keep.n; i++) {
		int layer = layer_find(graph, options->keep.values[i], err);
		if (layer < 0)
			return failed_in(err, "--keep: ");
		formats[layer] = LAYER_FLOAT32;
	}
	return true;
}

static DataType border_type(const QuantizeOptions *options, int given)
{
	if (given != NOT_GIVEN)
		return (DataType)given;
	return options->to == TO_INT16X8 ? TYPE_INT16 : TYPE_INT8;
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
	if (options->plan && !layer_plan_write(options->plan, graph, chosen, layers, err))
		return false;
	meter_end(work->meter);
	if (options->json)
		print_sensitivity_json(graph, layers, chosen, expected, stdout);
	else
		print_sensitivity_table(graph, layers, chosen, expected, stdout);
	return true;
}

static bool make_integers(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	const Graph *graph = &work->real->graphs[0];
	LayerFormat *formats =
		arena_array(work->arena, (size_t)graph->n_ops, sizeof *formats);
	if (!choose_layers(options, graph, formats, err))
		return false;
	QuantizeSettings how = options->how;
	how.layers = formats;
	how.input_type = border_type(options, options->input_type);
	how.output_type = border_type(options, options->output_type);
	work->result = quantize_rescued(work->real, &work->data.samples, &how,
		&options->rescue, work->how, err);
	return work->result != NULL;
}

static bool make_weight_only(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	if (options->to == TO_FLOAT16) {
		work->result = model_copy(work->real);
		return quantize_float16(work->result, err);
	}
	DynamicSettings settings = {.per_tensor_dense = options->how.per_tensor_dense};
	work->result = quantize_dynamic_rescued(work->real, &settings, &options->rescue, err);
	return work->result != NULL;
}

static bool compare_with_real(Work *work, QuantReport *report, Error *err)
{
	Samples samples;
	CompareSettings settings = COMPARE_DEFAULTS;
	settings.n_threads = work->options->how.calibration.n_threads;
	settings.batch = work->options->how.calibration.batch;
	settings.max_samples = REPORT_SAMPLES;
	settings.progress = &work->meter->progress;
	return samples_open(work->result, &work->data.array, &work->data.how, &samples,
			   err) &&
		quant_report(work->real, &work->data.samples, work->result, &samples, &settings,
			work->arena, report, err);
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
		.how = work->how,
		.advice = "",
	};
	if (work->has_data)
		outcome.advice =
			quantize_advice(report, graph, wants_rescue(options), work->arena);
	FILE *to = options->io.out ? stdout : stderr;
	if (options->json)
		print_quantize_json(&outcome, to);
	else if (!options->quiet)
		print_quantize_table(&outcome, to);
}

static bool run(Work *work, Error *err)
{
	const QuantizeOptions *options = work->options;
	QuantReport report = {0};
	Bytes file;
	work->has_data = !is_weight_only(options) || options->data.data;
	if (!check_options(options, err) ||
		(work->has_data &&
			!open_data(&options->data, work->real, work->arena, &work->data, err)))
		return false;
	if (!is_weight_only(options) && !quantize_prepare(work->real, err))
		return false;
	if (options->sensitivity)
		return measure_layers(work, err);
	if (!(is_weight_only(options) ? make_weight_only(work, err)
								  : make_integers(work, err)) ||
		(work->has_data && !compare_with_real(work, &report, err)) ||
		!model_to_bytes(work->result, options->io.out, work->arena, &file, err) ||
		!file_write(options->io.out, file, err))
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
	model_free(work.result);
	model_free(work.real);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}

int cmd_quantize(Call *call)
{
	QuantizeOptions q = {
		.data = DATA_OPTIONS_DEFAULTS,
		.weights = NOT_GIVEN,
		.input_type = NOT_GIVEN,
		.output_type = NOT_GIVEN,
		.how = QUANTIZE_DEFAULTS,
		.rescue = RESCUE_DEFAULTS,
		.percentile = -1,
		.min_snr = 20,
	};
	CalibrationSettings *calibration = &q.how.calibration;
	RefineSettings *refine = &q.rescue.refine;
	refine->compensate = refine->scale_search = refine->bias_correction = false;
	const Choice targets[] = {
		{"int8", TO_INT8},
		{"int16x8", TO_INT16X8},
		{"dynamic", TO_DYNAMIC},
		{"float16", TO_FLOAT16},
		{0},
	};
	const Choice weights[] = {{"int8", TYPE_INT8}, {"int4", TYPE_INT4}, {0}};
	const Choice methods[] = {
		{"minmax", CALIBRATE_MINMAX},
		{"average", CALIBRATE_AVERAGE},
		{"percentile", CALIBRATE_PERCENTILE},
		{"entropy", CALIBRATE_ENTROPY},
		{"mse", CALIBRATE_MSE},
		{0},
	};
	const Choice types[] = {
		{"int8", TYPE_INT8},
		{"int16", TYPE_INT16},
		{"uint8", TYPE_UINT8},
		{"float32", TYPE_FLOAT32},
		{0},
	};
	const Option options[] = {
		OPT_MODEL_OUT_UNLESS(&q.io.out, &q.sensitivity),
		OPTS_DATA(&q.data),
		OPT_CHOICE(0, "to", &q.to, targets, "FORM", "what the model becomes"),
		OPTION(OPTION_CHOICE, 0, "weights", "TYPE", "how weights are stored",
			.to.choice = &q.weights, .choice_bytes = sizeof q.weights, .choices = weights,
			.shown = "int8"),
		OPTION(OPTION_CHOICE, 0, "input-type", "TYPE", "what the application puts in",
			.to.choice = &q.input_type, .choice_bytes = sizeof q.input_type,
			.choices = types, .shown = "as --to"),
		OPTION(OPTION_CHOICE, 0, "output-type", "TYPE", "what it gets out",
			.to.choice = &q.output_type, .choice_bytes = sizeof q.output_type,
			.choices = types, .shown = "as --to"),
		OPT_FLAG(0, "per-tensor-dense", &q.how.per_tensor_dense,
			"one scale for a dense layer's weights, for old runtimes"),
		OPT_CHOICE(0, "calibration", &calibration->method, methods, "METHOD",
			"how ranges are found"),
		OPT_REAL(0, "percentile", &q.percentile, 50, 100, "P",
			"share of values, in %, kept at each end of a range; implies percentile"),
		OPT_FLAG(0, "best", &q.rescue.best,
			"try all that follows, and keep what measures best"),
		OPT_FLAG(0, "equalize", &q.rescue.equalize,
			"even out the ranges of channels across layers"),
		OPT_FLAG(0, "scale-search", &refine->scale_search,
			"choose weights' scales by the error they lead to"),
		OPT_FLAG(0, "compensate", &refine->compensate,
			"round weights so that errors make up for each other"),
		OPT_FLAG(0, "bias-correction", &refine->bias_correction,
			"take the mean error of each channel off its bias"),
		OPT_TEXTS(0, "keep", &q.keep, "LAYER",
			"leave a layer in float32: its number or name; may be repeated"),
		OPT_TEXT(0, "plan", &q.plan, "FILE",
			"what each layer becomes, as JSON; written with --sensitivity"),
		OPT_FLAG(0, "sensitivity", &q.sensitivity,
			"make no model: measure each layer at each width"),
		OPT_REAL(0, "min-snr", &q.min_snr, -100, 200, "DB",
			"what a plan written must leave of signal to noise"),
		OPT_BATCH(&calibration->batch),
		OPT_THREADS(&calibration->n_threads),
		OPT_JSON(&q.json),
		OPT_FLAG(0, "quiet", &q.quiet, "show no progress and no report"),
		OPERAND_MODEL_IN(&q.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;
	if (q.percentile >= 0) {
		calibration->method = CALIBRATE_PERCENTILE;
		calibration->percentile = q.percentile;
	}
	Meter meter;
	meter_start(&meter, q.quiet);
	calibration->progress = refine->progress = q.rescue.progress = &meter.progress;
	refine->n_threads = calibration->n_threads;
	return work_on(&q, call, &meter);
}
