/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/infer.h"

#include <string.h>

typedef struct Inference {
	const Samples *samples;
	const InferSettings *settings;
	const Tensor *tensor;
	int index;          /* of the output tensor */
	size_t count;       /* its elements for a sample */
	size_t value_bytes; /* of an element of the result */
	uint8_t *results;
} Inference;

static bool load(
	void *context, int chunk, int64_t first, int n, Worker *worker, Error *err)
{
	(void)chunk;
	const Inference *inference = context;
	return samples_load(inference->samples, first, n, worker, err);
}

static void dequantize(const Tensor *tensor, const void *values, size_t n, float *out)
{
	float scale = tensor->quantization->scale[0];
	int zero = (int)tensor->quantization->zero_point[0];
	for (size_t i = 0; i < n; i++) {
		int q = tensor->type == TYPE_INT8 ? ((const int8_t *)values)[i]
		                                  : ((const uint8_t *)values)[i];
		out[i] = scale * (float)(q - zero);
	}
}

static bool store(
	void *context, int chunk, int64_t first, int n, Worker *worker, Error *err)
{
	(void)chunk;
	(void)err;
	const Inference *inference = context;
	const void *values = worker_values(worker, inference->index);
	size_t count = (size_t)n * inference->count;
	uint8_t *to =
		inference->results + (size_t)first * inference->count * inference->value_bytes;
	if (inference->settings->dequantize && inference->tensor->type != TYPE_FLOAT32)
		dequantize(inference->tensor, values, count, (float *)(void *)to);
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

/* The type of the results, if they can be had. */
static bool result_type(
	const Tensor *tensor, const InferSettings *settings, DataType *type, Error *err)
{
	const Quantization *q = tensor->quantization;
	*type = tensor->type;
	if (!settings->dequantize || tensor->type == TYPE_FLOAT32)
		return true;
	if ((tensor->type != TYPE_INT8 && tensor->type != TYPE_UINT8) || !q ||
		q->n_scales != 1 || q->n_zero_points != 1)
		return failed(err, "output '%s': %s without one scale and zero point", tensor->name,
			type_name(tensor->type));
	*type = TYPE_FLOAT32;
	return true;
}

static bool result_shape(const Graph *graph, int tensor, int64_t n, Shape *shape, Error *err)
{
	if (!shape_of(graph, tensor, shape, err))
		return false;
	if (shape->rank == 0)
		*shape = (Shape){1, {1}};
	if (n * shape_count(*shape) > INT32_MAX)
		return failed(err, "more than 2^31 results");
	shape->dims[0] = (int)(n * shape->dims[0]);
	return true;
}

static bool infer_plan(const Plan *plan, Inference *inference, Arena *arena, Array *out,
	Error *err)
{
	const Graph *graph = plan_graph(plan);
	DataType type;
	Shape shape;
	int64_t n = inference->samples->n;
	if (!result_type(inference->tensor, inference->settings, &type, err) ||
		!result_shape(graph, inference->index, n, &shape, err))
		return false;
	inference->count = plan_count(plan, inference->index);
	inference->value_bytes = (size_t)type_bits(type) / 8;
	inference->results =
		arena_array(arena, (size_t)shape_count(shape), inference->value_bytes);
	RunHooks hooks = {
		.context = inference,
		.load = load,
		.store = store,
		.progress = progress,
	};
	*out = (Array){
		.name = inference->tensor->name,
		.type = type,
		.shape = shape,
		.data = inference->results,
	};
	return plan_run(plan, n, inference->settings->n_threads, &hooks, err);
}

bool infer(const Model *model, const Samples *samples, const InferSettings *settings,
	Arena *arena, Array *out, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (settings->output < 0 || settings->output >= graph->n_outputs)
		return failed(err, "no output %d; the model has %d", settings->output,
			graph->n_outputs);
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = settings->batch;
	Plan *plan = plan_new(model, &how, err);
	if (!plan)
		return false;
	int index = graph->outputs[settings->output];
	Inference inference = {
		.samples = samples,
		.settings = settings,
		.tensor = &graph->tensors[index],
		.index = index,
	};
	bool ok = infer_plan(plan, &inference, arena, out, err);
	plan_free(plan);
	return ok;
}
