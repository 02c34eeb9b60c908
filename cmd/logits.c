/* SPDX-License-Identifier: Apache-2.0 */
/* logits: what a model's last softmax is given, for given samples. */
#include "passes/logits.h"
#include "cmd/columns.h"
#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/layer_text.h"
#include "cmd/progress.h"
#include "formats/format.h"
#include "src/base/file.h"
#include "src/data/npy.h"

typedef struct LogitsOptions {
	Streams io;
	DataOptions data;
	InferSettings how;
	bool quiet;
} LogitsOptions;

static bool run(const LogitsOptions *options, const Model *model, Logits *logits,
	DataSet *data, Arena *arena, Error *err)
{
	Array out;
	Bytes file;
	return logits_find(model, options->how.output, logits, err) &&
		open_data(&options->data, model, arena, data, err) &&
		logits_infer(model, logits, &data->samples, &options->how, arena, &out, err) &&
		npy_encode(&out, arena, &file, err) && file_write(options->io.out, file, err);
}

/* Say what was written: whether these are logits, only the user may know. */
static void print_outcome(const Call *call, const Model *model, const Logits *logits)
{
	Arena scratch = {0};
	const char *origin =
		logits->origin < 0 ? NULL : model->graphs[0].ops[logits->origin].code->name;
	fprintf(stderr, "whit %s: %s: ", call->name,
		shown_name(&scratch, model->name, SIZE_MAX));
	if (logits->is_softmax && logits->factor != 1)
		fprintf(stderr,
			"the %s of layer %d is looked through; its beta, %g, multiplies\n", origin,
			logits->origin, (double)logits->factor);
	else if (logits->is_softmax)
		fprintf(stderr, "the %s of layer %d is looked through\n", origin, logits->origin);
	else if (origin)
		fprintf(stderr, "the output is not that of a softmax, but of %s: written as is\n",
			shown_name(&scratch, origin, LONGEST_OPERATOR));
	else
		fprintf(stderr, "the output is not that of a softmax: written as is\n");
	arena_finish(&scratch);
}

int cmd_logits(Call *call)
{
	LogitsOptions logits_options = {.data = DATA_OPTIONS_DEFAULTS, .how = INFER_DEFAULTS};
	const Option options[] = {
		OPT_BINARY_OUT(&logits_options.io.out, "an array",
			"where the logits go, as .npy"),
		OPTS_DATA(&logits_options.data),
		OPTS_RANDOM(&logits_options.data),
		OPT_INT(0, "output-index", &logits_options.how.output, 0, 65535, "N",
			"which of several outputs"),
		OPT_BATCH(&logits_options.how.batch),
		OPT_THREADS(&logits_options.how.n_threads),
		OPT_QUIET(&logits_options.quiet),
		OPERAND_MODEL_IN(&logits_options.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	DataSet data = {0};
	Logits logits;
	Meter meter;
	meter_start(&meter, logits_options.quiet);
	logits_options.how.progress = &meter.progress;
	Model *model = model_read(logits_options.io.in, &err);
	bool ok = model && run(&logits_options, model, &logits, &data, &arena, &err);
	meter_end(&meter);
	if (ok && !logits_options.quiet)
		print_outcome(call, model, &logits);
	if (ok)
		warn_of_saturation(call, &data);
	close_data(&data);
	model_free(model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
