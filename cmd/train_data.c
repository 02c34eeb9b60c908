/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_data.h"

#include "formats/format.h"
#include "src/data/labels.h"

/* --- The loss --- */

/* Whether the model's output is made by such an operator. */
static bool ends_with(const Model *model, OpType type)
{
	const Graph *graph = &model->graphs[0];
	int producer = graph_producer(graph, graph->outputs[0]);
	return producer >= 0 && graph->ops[producer].code->type == type;
}

static bool count_outputs(const Model *model, TrainSource *source, size_t *inputs,
	Error *err)
{
	const Graph *graph = &model->graphs[0];
	FeedInput input;
	Shape output;
	if (!samples_input(model, &input, err))
		return false;
	if (graph->n_outputs != 1)
		return failed(err, "%s: %d outputs; a model with one can be trained", model->name,
			graph->n_outputs);
	if (!shape_of(graph, graph->outputs[0], &output, err))
		return failed_in(err, "%s: ", model->name);
	int64_t rows = input.shape.dims[0];
	source->outputs = (int)(shape_count(output) / rows);
	*inputs = (size_t)(shape_count(input.shape) / rows);
	return source->outputs > 0 || failed(err, "%s: the output is empty", model->name);
}

/* An autoencoder, or what predicts a number, has the squared error; all else are classes. */
static LossKind usual_loss(const Model *model, int outputs, size_t inputs)
{
	bool is_number = outputs == 1 && !ends_with(model, OP_LOGISTIC);
	bool is_autoencoder =
		outputs > 1 && (size_t)outputs == inputs && !ends_with(model, OP_SOFTMAX);
	return is_number || is_autoencoder ? LOSS_SQUARED : LOSS_CROSS_ENTROPY;
}

/* --- Labels, or targets --- */

static bool take_labels(const Array *array, TrainSource *source, Arena *arena, Error *err)
{
	int classes = source->outputs > 1 ? source->outputs : 2;
	return labels_read(array, source->set.samples.feed.n_rows, classes, arena,
		&source->data.labels, err);
}

static bool take_reals(const Array *array, const TrainSource *source, const char *what,
	Arena *arena, const float **values, Error *err)
{
	Array real;
	int64_t rows = (int64_t)source->set.samples.feed.n_rows;
	int64_t n = shape_count(array->shape);
	int64_t given = array->shape.rank ? array->shape.dims[0] : 1;
	if (given != rows)
		return failed(err, "%s: %lld rows of %s, the data have %lld", array->name,
			(long long)given, what, (long long)rows);
	if (n != rows * source->outputs)
		return failed(err, "%s: rows of %lld %s, but the model has %d outputs",
			array->name, (long long)(n / rows), what, source->outputs);
	if (!array_to_float(array, arena, &real, err))
		return false;
	*values = real.data;
	return true;
}

static bool open_labels(const TrainOptions *options, LossKind loss, TrainSource *source,
	Arena *arena, Error *err)
{
	Array array;
	if (options->labels) {
		if (!open_beside_data(&source->set, options->labels, "y", arena, &array, err))
			return false;
	} else if (source->set.labels.name) {
		if (!array_load(&source->set.labels, arena, err))
			return false;
		array = source->set.labels;
	} else {
		return true;
	}
	return loss == LOSS_SQUARED
		? take_reals(&array, source, "targets", arena, &source->data.targets, err)
		: take_labels(&array, source, arena, err);
}

/* --- The teacher --- */

static bool open_logits(const TrainOptions *options, TrainSource *source, Arena *arena,
	Error *err)
{
	Array array;
	return open_beside_data(&source->set, options->teacher, "logits", arena, &array,
			   err) &&
		take_reals(&array, source, "logits", arena, &source->data.teacher, err);
}

static bool teach(void *context, int worker, int n, const float *inputs, float *outputs,
	Error *err)
{
	const TrainSource *source = context;
	return teacher_ask(source->teacher, worker, n * source->set.samples.rows, inputs,
		outputs, err);
}

/* Where samples are always the same, the teacher is asked once. */
static bool ask_before(const TrainOptions *options, const Logits *logits, Meter *meter,
	TrainSource *source, Arena *arena, Error *err)
{
	DataSet again = {0};
	Array array;
	InferSettings how = INFER_DEFAULTS;
	how.n_threads = options->how.n_threads;
	how.progress = &meter->progress;
	return open_data_again(&source->set, source->teacher_model, &again, err) &&
		logits_infer(source->teacher_model, logits, &again.samples, &how, arena, &array,
			err) &&
		take_reals(&array, source, "logits", arena, &source->data.teacher, err);
}

static bool open_teacher_model(const TrainOptions *options, Meter *meter,
	TrainSource *source, Arena *arena, Error *err)
{
	Logits logits;
	int outputs;
	source->teacher_model = model_read(options->teacher_model, err);
	if (!source->teacher_model ||
		!teacher_logits(source->teacher_model, &logits, &outputs, err))
		return false;
	if (outputs != source->outputs)
		return failed(err, "%s: the teacher has %d outputs, but the model has %d",
			options->teacher_model, outputs, source->outputs);
	if (augment_is_none(&options->how.augment))
		return ask_before(options, &logits, meter, source, arena, err);
	source->teacher = teacher_new(source->teacher_model,
		source->set.samples.feed.row_count, options->how.n_threads, err);
	source->data.teacher_context = source;
	source->data.teach = teach;
	return source->teacher;
}

/* --- All of it --- */

static bool read_sample(void *context, int64_t sample, float *to, Error *err)
{
	return samples_read(context, sample, to, err);
}

/* So many that an epoch has STEPS steps at least; a power of two. */
static int usual_batch(const TrainData *data)
{
	enum { STEPS = 32, LEAST = 8, MOST = 128 };
	int batch = MOST;
	while (batch > LEAST && data->n < (int64_t)batch * STEPS)
		batch /= 2;
	return batch;
}

/* What the options leave to what there is. */
static void complete(TrainOptions *options, const TrainData *data)
{
	TrainSettings *how = &options->how;
	bool is_judged = how->objective.kind == LOSS_CROSS_ENTROPY && data->labels;
	how->batch = options->batch ? options->batch : usual_batch(data);
	how->objective.alpha = options->alpha >= 0 ? options->alpha : 0.9;
	if (options->keep != BY_ITSELF)
		how->keep = (TrainKeep)options->keep;
	else if (how->validation <= 0)
		how->keep = KEEP_LAST;
	else
		how->keep = is_judged ? KEEP_MOST_ACCURATE : KEEP_LEAST_LOSS;
}

bool open_train_source(TrainOptions *options, const Model *model, Arena *arena,
	Meter *meter, TrainSource *source, Error *err)
{
	size_t inputs = 0;
	if (!count_outputs(model, source, &inputs, err))
		return false;
	LossKind loss = options->loss == BY_ITSELF
		? usual_loss(model, source->outputs, inputs)
		: (LossKind)options->loss;
	options->how.objective.kind = loss;
	options->data.wants_labels = !options->labels && loss == LOSS_CROSS_ENTROPY;
	if (!open_data(&options->data, model, arena, &source->set, err))
		return false;
	source->data.n = source->set.samples.n;
	source->data.context = &source->set.samples;
	source->data.read = read_sample;
	if (!open_labels(options, loss, source, arena, err))
		return false;
	if (options->teacher && !open_logits(options, source, arena, err))
		return false;
	if (options->teacher_model && !open_teacher_model(options, meter, source, arena, err))
		return false;
	complete(options, &source->data);
	return true;
}

void close_train_source(TrainSource *source)
{
	teacher_free(source->teacher);
	model_free(source->teacher_model);
	close_data(&source->set);
}
