/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/teacher.h"

#include "passes/layers/model_part.h"
#include "passes/real_values.h"
#include "src/base/threads.h"

struct Teacher {
	Arena arena;
	const Model *model;
	ModelPart part; /* as far as its logits */
	Logits logits;
	RealValues as;
	FeedInput input;
	Preprocess as_it_is;
	size_t row_count;
	int outputs;
	Plan *plan;
	int n_workers;
	Worker **workers;
};

static bool is_single_logistic(const Graph *graph, const Logits *logits, int outputs)
{
	if (outputs != 1 || logits->is_softmax || logits->origin < 0)
		return false;
	const Op *op = &graph->ops[logits->origin];
	return op->code->type == OP_LOGISTIC && op_input(graph, op, 0);
}

bool teacher_logits(const Model *model, Logits *logits, int *outputs, Error *err)
{
	const Graph *graph = &model->graphs[0];
	FeedInput input;
	Shape shape;
	if (graph->n_outputs != 1)
		return failed(err, "%s: %d outputs; a teacher has one", model->name,
			graph->n_outputs);
	if (!logits_find(model, 0, logits, err) || !samples_input(model, &input, err))
		return false;
	if (!shape_of(graph, graph->outputs[0], &shape, err))
		return failed_in(err, "%s: ", model->name);
	*outputs = (int)(shape_count(shape) / input.shape.dims[0]);
	if (is_single_logistic(graph, logits, *outputs))
		logits->tensor = graph->ops[logits->origin].inputs[0];
	return true;
}

/* Rows that are there, or, to see whether they would go in, none. */
static bool open_feed(const Teacher *teacher, int n, const float *rows, Array *array,
	Feed *feed, Error *err)
{
	*array = (Array){
		.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {.rank = 2, .dims = {n, (int)teacher->row_count}},
		.data = rows,
	};
	return feed_open(array, &teacher->input, &teacher->as_it_is, feed, err);
}

static bool prepare(Teacher *teacher, Error *err)
{
	const Model *model = teacher->model;
	Array array;
	Feed feed;
	const float nothing = 0;
	if (!teacher_logits(model, &teacher->logits, &teacher->outputs, err) ||
		!samples_input(model, &teacher->input, err))
		return false;
	if (teacher->input.shape.dims[0] != 1)
		return failed(err,
			"%s: takes %d rows at a time; a teacher that is asked on the way takes one",
			model->name, teacher->input.shape.dims[0]);
	if (!open_feed(teacher, 1, &nothing, &array, &feed, err))
		return failed_in(err, "%s: ", model->name);
	model_part(model, teacher->logits.tensor, model->graphs[0].n_ops - 1, &teacher->arena,
		&teacher->part);
	if (!real_values_of(&teacher->part.model.graphs[0],
			teacher->part.model.graphs[0].outputs[0], &teacher->as, err))
		return failed_in(err, "%s: ", model->name);
	return true;
}

Teacher *teacher_new(const Model *model, size_t row_count, int n_threads, Error *err)
{
	Arena arena = {0};
	Teacher *teacher = arena_alloc(&arena, sizeof *teacher);
	*teacher = (Teacher){
		.model = model,
		.as_it_is = PREPROCESS_DEFAULTS,
		.row_count = row_count,
	};
	teacher->arena = arena;
	if (!prepare(teacher, err) ||
		!(teacher->plan = plan_new(&teacher->part.model, &PLAN_DEFAULTS, err))) {
		teacher_free(teacher);
		return NULL;
	}
	teacher->n_workers = n_threads > 0 ? n_threads : cpu_count();
	teacher->workers = arena_array(&teacher->arena, (size_t)teacher->n_workers,
		sizeof *teacher->workers);
	for (int i = 0; i < teacher->n_workers; i++)
		teacher->workers[i] = worker_new(teacher->plan);
	return teacher;
}

void teacher_free(Teacher *teacher)
{
	if (!teacher)
		return;
	for (int i = 0; i < teacher->n_workers; i++)
		worker_free(teacher->workers[i]);
	plan_free(teacher->plan);
	Arena arena = teacher->arena; /* which holds the teacher */
	arena_finish(&arena);
}

bool teacher_ask(Teacher *teacher, int worker, int n, const float *rows, float *logits,
	Error *err)
{
	Array array;
	Feed feed;
	Worker *own = teacher->workers[worker];
	const Graph *graph = &teacher->part.model.graphs[0];
	size_t outputs = (size_t)teacher->outputs;
	if (!open_feed(teacher, n, rows, &array, &feed, err))
		return failed_in(err, "%s: ", teacher->model->name);
	for (int i = 0, most = plan_batch(teacher->plan); i < n; i += most) {
		int some = n - i < most ? n - i : most;
		if (!feed_rows(&feed, (size_t)i, (size_t)some,
				worker_values(own, graph->inputs[0]), err))
			return failed_in(err, "%s: ", teacher->model->name);
		worker_run(own, some, NULL, NULL);
		float *to = logits + (size_t)i * outputs;
		real_values(&teacher->as, worker_values(own, graph->outputs[0]),
			(size_t)some * outputs, to);
		for (size_t k = 0; k < (size_t)some * outputs; k++)
			to[k] *= teacher->logits.factor;
	}
	return true;
}
