/* SPDX-License-Identifier: Apache-2.0 */
/* quantize: from float32 to full-integer int8. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/progress.h"
#include "formats/format.h"
#include "passes/quantize.h"
#include "src/base/file.h"

typedef struct QuantizeOptions {
	Streams io;
	DataOptions data;
	QuantizeSettings how;
	double percentile; /* -1: not given */
	bool quiet;
} QuantizeOptions;

static bool run(const QuantizeOptions *options, Model *model, DataSet *data, Meter *meter,
	Arena *arena, Error *err)
{
	Bytes file;
	if (!open_data(&options->data, model, arena, data, err) ||
		!quantize(model, &data->samples, &options->how, err) ||
		!model_to_bytes(model, options->io.out, arena, &file, err) ||
		!file_write(options->io.out, file, err))
		return false;
	meter_end(meter);
	if (!options->quiet)
		fprintf(stderr,
			"whit quantize: %s: %zu -> %zu bytes, calibrated on %lld samples\n",
			model->name, model->file_bytes, file.n, (long long)data->samples.n);
	return true;
}

int cmd_quantize(Call *call)
{
	QuantizeOptions quantize_options = {
		.data = DATA_OPTIONS_DEFAULTS,
		.how = QUANTIZE_DEFAULTS,
		.percentile = -1,
	};
	CalibrationSettings *calibration = &quantize_options.how.calibration;
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
		{"uint8", TYPE_UINT8},
		{"float32", TYPE_FLOAT32},
		{0},
	};
	const Option options[] = {
		OPT_MODEL_OUT(&quantize_options.io.out),
		OPTS_DATA(&quantize_options.data),
		OPT_CHOICE(0, "calibration", &calibration->method, methods, "METHOD",
			"how ranges are found"),
		OPT_REAL(0, "percentile", &quantize_options.percentile, 50, 100, "P",
			"share of values, in %, kept at each end of a range; implies percentile"),
		OPT_CHOICE(0, "input-type", &quantize_options.how.input_type, types, "TYPE",
			"what the application puts in"),
		OPT_CHOICE(0, "output-type", &quantize_options.how.output_type, types, "TYPE",
			"what it gets out"),
		OPT_BATCH(&calibration->batch),
		OPT_THREADS(&calibration->n_threads),
		OPT_FLAG(0, "quiet", &quantize_options.quiet, "show no progress and no summary"),
		OPERAND_MODEL_IN(&quantize_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;
	if (quantize_options.percentile >= 0) {
		calibration->method = CALIBRATE_PERCENTILE;
		calibration->percentile = quantize_options.percentile;
	}

	Error err = {0};
	Arena arena = {0};
	DataSet data = {0};
	Meter meter;
	meter_start(&meter, quantize_options.quiet);
	calibration->progress = &meter.progress;
	Model *model = model_read(quantize_options.io.in, &err);
	bool ok = model && run(&quantize_options, model, &data, &meter, &arena, &err);
	meter_end(&meter);
	close_data(&data);
	model_free(model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
