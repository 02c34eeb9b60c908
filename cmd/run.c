/* SPDX-License-Identifier: Apache-2.0 */
/* run: a model's outputs for given samples. */
#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/progress.h"
#include "formats/format.h"
#include "passes/infer.h"
#include "src/base/file.h"
#include "src/data/npy.h"

typedef struct RunOptions {
	Streams io;
	DataOptions data;
	InferSettings how;
	bool quiet;
} RunOptions;

static bool run(const RunOptions *options, const Model *model, DataSet *data,
	Arena *arena, Error *err)
{
	Array out;
	Bytes file;
	return open_data(&options->data, model, arena, data, err) &&
		infer(model, &data->samples, &options->how, arena, &out, err) &&
		npy_encode(&out, arena, &file, err) && file_write(options->io.out, file, err);
}

int cmd_run(Call *call)
{
	RunOptions run_options = {.data = DATA_OPTIONS_DEFAULTS, .how = INFER_DEFAULTS};
	const Option options[] = {
		OPT_BINARY_OUT(&run_options.io.out, "an array", "where the outputs go, as .npy"),
		OPTS_DATA(&run_options.data),
		OPTS_RANDOM(&run_options.data),
		OPT_INT(0, "output-index", &run_options.how.output, 0, 65535, "N",
			"which of several outputs"),
		OPT_FLAG(0, "dequantize", &run_options.how.dequantize,
			"write real numbers, whatever the model gives"),
		OPT_BATCH(&run_options.how.batch),
		OPT_THREADS(&run_options.how.n_threads),
		OPT_QUIET(&run_options.quiet),
		OPERAND_MODEL_IN(&run_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	DataSet data = {0};
	Meter meter;
	meter_start(&meter, run_options.quiet);
	run_options.how.progress = &meter.progress;
	Model *model = model_read(run_options.io.in, &err);
	bool ok = model && run(&run_options, model, &data, &arena, &err);
	meter_end(&meter);
	if (ok)
		warn_of_saturation(call, &data);
	close_data(&data);
	model_free(model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
