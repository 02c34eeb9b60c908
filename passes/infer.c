/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/infer.h"

#include <string.h>

#include "passes/real_values.h"

typedef struct Inference {
	const Samples *samples;
	const InferSettings *settings;
	const Tensor *tensor;
	int index;          /* of the output tensor */
	RealValues real;    /* how to read it, where the result is dequantised */
	size_t count;       /* its elements for a sample */
	size_t value_bytes; /* of an element of the result */
	uint8_t *results;
} Inference;

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Inference *inference = context;
	return samples_load(inference->samples, chunk, worker, err);
}

static bool store(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	(void)err;
	const Inference *inference = context;
	const void *values = worker_values(worker, inference->index);
	size_t count = (size_t)chunk->n * inference->count;
	uint8_t *to = inference->results +
		(size_t)chunk->first * inference->count * inference->value_bytes;
	if (inference->settings->dequantize)
		real_values(&inference->real, values, count, (float *)(void *)to);
	else
		memcpy(to, values, count * inference->value_bytes);
	return true;
}

static void progress(void *context, int64_t done, int64_t total)
{
	const Inference *inference = context;
	const Progress *to = inference->settings->progress;
	if (to)
		to->report(to->context, "running", done, total);
}

bool infer_shape(const Graph *graph, int tensor, const Samples *samples, Shape *shape,
	Error *err)
{
	if (!shape_of(graph, tensor, shape, err))
		return false;
	if (samples->n * shape_count(*shape) > INT32_MAX)
		return failed(err, "more than 2^31 results");
	if (shape->rank > 0 && shape->dims[0] == samples->rows) {
		shape->dims[0] = (int)(samples->n * samples->rows);
		return true;
	}
	if (shape->rank == MAX_RANK)
		return failed(err, "output '%s' has %d dimensions, but none for the rows",
			graph->tensors[tensor].name, MAX_RANK);
	memmove(shape->dims + 1, shape->dims, (size_t)shape->rank * sizeof *shape->dims);
	shape->dims[0] = (int)samples->n;
	shape->rank++;
	return true;
}

/* Make room for the results; out says what they will be. */
static bool prepare_results(const Graph *graph, Inference *inference, Arena *arena,
	Array *out, Error *err)
{
	bool real = inference->settings->dequantize;
	DataType type = real ? TYPE_FLOAT32 : inference->tensor->type;
	Shape shape;
	if ((real && !real_values_of(graph, inference->index, &inference->real, err)) ||
		!infer_shape(graph, inference->index, inference->samples, &shape, err))
		return false;
	inference->value_bytes = (size_t)type_bits(type) / 8;
	inference->results =
		arena_array(arena, (size_t)shape_count(shape), inference->value_bytes);
	*out = (Array){
		.name = inference->tensor->name,
		.type = type,
		.shape = shape,
		.data = inference->results,
	};
	return true;
}

static bool run_all(const Plan *plan, Inference *inference, Error *err)
{
	inference->count = plan_count(plan, inference->index);
	RunHooks hooks = {
		.context = inference,
		.load = load,
		.store = store,
		.progress = progress,
	};
	return plan_run(plan, inference->samples->n, inference->settings->n_threads, &hooks,
		err);
}

bool infer(const Model *model, const Samples *samples, const InferSettings *settings,
	Arena *arena, Array *out, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (settings->output < 0 || settings->output >= graph->n_outputs)
		return failed(err, "%s: no output %d; the model has %d", model->name,
			settings->output, graph->n_outputs);
	int index = graph->outputs[settings->output];
	Inference inference = {
		.samples = samples,
		.settings = settings,
		.tensor = &graph->tensors[index],
		.index = index,
	};
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = settings->batch;
	Plan *plan = plan_new(model, &how, err);
	if (!plan)
		return false;
	bool ok = (prepare_results(graph, &inference, arena, out, err) ||
				  failed_in(err, "%s: ", model->name)) &&
		run_all(plan, &inference, err);
	plan_free(plan);
	return ok;
}

bool real_inputs(const Model *model, const Samples *samples, Arena *arena, Array *inputs,
	Error *err)
{
	const Tensor *tensor = &model->graphs[0].tensors[samples->input];
	const Feed *feed = &samples->feed;
	RealValues real;
	if (!real_values_of(&model->graphs[0], samples->input, &real, err))
		return failed_in(err, "%s: ", model->name);
	size_t count = feed->n_rows * feed->row_count;
	float *values = arena_array(arena, count, sizeof *values);
	*inputs = (Array){
		.name = tensor->name,
		.type = TYPE_FLOAT32,
		.shape = {2, {(int)feed->n_rows, (int)feed->row_count}},
		.data = values,
	};
	if (tensor->type == TYPE_FLOAT32)
		return feed_rows(feed, 0, feed->n_rows, values, err);
	void *stored = arena_alloc(arena, feed->n_rows * feed->row_bytes);
	if (!feed_rows(feed, 0, feed->n_rows, stored, err))
		return false;
	real_values(&real, stored, count, values);
	return true;
}
