/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/quantize_options.h"

#include "cmd/figure.h"
#include "cmd/options.h"

bool is_weight_only(const QuantizeOptions *options)
{
	return options->to == TO_DYNAMIC || options->to == TO_FLOAT16;
}

bool wants_rescue(const QuantizeOptions *options)
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
			"--to %s is for all layers: leave out --plan, --keep and --sensitivity", to);
	if (options->to == TO_FLOAT16 && options->how.per_tensor_dense)
		return failed(err, "--to float16 has no scales: leave out --per-tensor-dense");
	if (options->weights != NOT_GIVEN)
		return failed(err, "--to %s takes no --weights", to);
	if (options->how.calibration.method != CALIBRATION_DEFAULTS.method)
		return failed(err,
			"--to %s looks for no ranges: leave out --calibration and --percentile", to);
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

static bool check_sensitivity(const QuantizeOptions *options, Error *err)
{
	if (options->io.out || options->plot)
		return failed(err, "--sensitivity makes no model: leave out %s",
			options->plot ? "--plot" : "-o");
	if (options->to != TO_INT8 || options->weights != NOT_GIVEN ||
		options->input_type != NOT_GIVEN || options->output_type != NOT_GIVEN)
		return failed(err,
			"--sensitivity measures every width: leave out --to, --weights and types");
	if (options->keep.n || wants_rescue(options))
		return failed(err,
			"--sensitivity measures plain layers: leave out --keep and "
			"what wins accuracy back");
	return true;
}

bool quantize_options_check(const QuantizeOptions *options, Error *err)
{
	if (options->has_min_snr && !options->sensitivity)
		return failed(err,
			"--min-snr is for the plan of --sensitivity; whit diff --min-snr is a gate");
	if (is_weight_only(options))
		return check_weight_only(options, err) &&
			figure_check("--plot", options->plot, err);
	if (options->to == TO_INT16X8 && options->weights == TYPE_INT4)
		return failed(err,
			"TFLM has no kernels for int4 weights beside int16 "
			"activations");
	if (options->plan && !options->sensitivity &&
		(options->to != TO_INT8 || options->weights != NOT_GIVEN))
		return failed(err,
			"--plan says what each layer becomes: leave out --to and "
			"--weights");
	return (!options->sensitivity || check_sensitivity(options, err)) &&
		figure_check("--plot", options->plot, err);
}

/* --- The command line --- */

enum { LEAST_SNR = -100, MOST_SNR = 200, DEFAULT_SNR = 20 }; /* dB */

static const Choice forms[] = {
	{"int8", TO_INT8},
	{"int16x8", TO_INT16X8},
	{"dynamic", TO_DYNAMIC},
	{"float16", TO_FLOAT16},
	{0},
};
static const Choice weights[] = {{"int8", TYPE_INT8}, {"int4", TYPE_INT4}, {0}};
static const Choice methods[] = {
	{"minmax", CALIBRATE_MINMAX},
	{"average", CALIBRATE_AVERAGE},
	{"percentile", CALIBRATE_PERCENTILE},
	{"entropy", CALIBRATE_ENTROPY},
	{"mse", CALIBRATE_MSE},
	{0},
};
static const Choice types[] = {
	{"int8", TYPE_INT8},
	{"int16", TYPE_INT16},
	{"uint8", TYPE_UINT8},
	{"float32", TYPE_FLOAT32},
	{0},
};

/* What options say together. */
static void settle(QuantizeOptions *q, double given_snr)
{
	CalibrationSettings *calibration = &q->how.calibration;
	q->has_min_snr = given_snr >= LEAST_SNR;
	q->min_snr = q->has_min_snr ? given_snr : DEFAULT_SNR;
	if (q->percentile >= 0) {
		calibration->method = CALIBRATE_PERCENTILE;
		calibration->percentile = q->percentile;
	}
	q->rescue.refine.n_threads = calibration->n_threads;
}

bool quantize_options_read(Call *call, QuantizeOptions *q)
{
	CalibrationSettings *calibration = &q->how.calibration;
	RefineSettings *refine = &q->rescue.refine;
	refine->compensate = refine->scale_search = refine->bias_correction = false;
	double given_snr = LEAST_SNR - 1;
	Option min_snr = OPT_REAL(0, "min-snr", &given_snr, LEAST_SNR, MOST_SNR, "DB",
		"signal to noise that the plan of --sensitivity is to keep");
	min_snr.shown = "20";
	const Option options[] = {
		OPT_MODEL_OUT_UNLESS(&q->io.out, &q->sensitivity),
		OPTS_DATA(&q->data),
		OPT_CHOICE(0, "to", &q->to, forms, "FORM",
			"form of the result; TFLM runs int8 and int16x8"),
		OPT_TYPE("weights", &q->weights, weights, "int8",
			"type of weights beside int8 activations"),
		OPT_TYPE("input-type", &q->input_type, types, "as the first layer",
			"what the application puts in"),
		OPT_TYPE("output-type", &q->output_type, types, "as the last layer",
			"what the application gets out"),
		OPT_FLAG(0, "per-tensor-dense", &q->how.per_tensor_dense,
			"one scale for a dense layer's weights, for old runtimes"),
		OPT_CHOICE(0, "calibration", &calibration->method, methods, "METHOD",
			"how the range of each tensor is found"),
		OPT_REAL(0, "percentile", &q->percentile, 50, 100, "P",
			"% of values not above the range, and not below; implies percentile"),
		OPT_FLAG(0, "best", &q->rescue.best,
			"win accuracy back: try the next four, keep what measures best"),
		OPT_FLAG(0, "equalize", &q->rescue.equalize,
			"even out the ranges of channels across layers"),
		OPT_FLAG(0, "scale-search", &refine->scale_search,
			"choose weights' scales by the error they lead to"),
		OPT_FLAG(0, "compensate", &refine->compensate,
			"round weights so that errors make up for each other"),
		OPT_FLAG(0, "bias-correction", &refine->bias_correction,
			"take the mean error of each channel off its bias"),
		OPT_TEXTS(0, "keep", &q->keep, "LAYER",
			"leave a layer in float32: its number or name; may be repeated"),
		OPT_FLAG(0, "sensitivity", &q->sensitivity,
			"make no model: measure what each layer costs at each width"),
		OPT_TEXT(0, "plan", &q->plan, "FILE",
			"JSON of what each layer becomes; --sensitivity writes it"),
		min_snr,
		OPT_WEIGHTS_PLOT(&q->plot),
		OPT_BATCH(&calibration->batch),
		OPT_THREADS(&calibration->n_threads),
		OPT_JSON(&q->json),
		OPT_FLAG(0, "quiet", &q->quiet, "show no progress and no report"),
		OPERAND_MODEL_IN(&q->io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return false;
	settle(q, given_snr);
	return true;
}
