/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/plan.h"

#include <string.h>

#include "src/graph/decoders.h"
#include "src/graph/roles.h"
#include "src/ops/op.h"
#include "src/run/decode_op.h"
#include "src/run/fold.h"
#include "src/run/placement.h"
#include "src/run/plan_parts.h"

enum { ALIGNMENT = 64 };

/* Of a worker's memory: more than any model for a microcontroller asks for. It also keeps
 * the kernels' counts of elements, those of a whole batch, within int32. */
static const size_t most_bytes = INT32_MAX;

static size_t round_up(size_t n)
{
	return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static bool too_large(const Plan *plan, Error *err)
{
	return failed(err, "more than 2 GiB to run in, with %d samples at a time",
		plan->batch);
}

/* The application writes inputs and reads outputs: they have values, in a place of their own. */
static bool check_borders(const Plan *plan, Error *err)
{
	const Graph *graph = plan->graph;
	char label[16];
	for (int i = 0; i < graph->n_inputs + graph->n_outputs; i++) {
		bool is_input = i < graph->n_inputs;
		const char *what = is_input ? "input" : "output";
		int tensor = is_input ? graph->inputs[i] : graph->outputs[i - graph->n_inputs];
		if (!plan->tensors[tensor].bytes)
			return failed(err, "%s '%s': %s, with a shape that is not known", what,
				tensor_label(graph, tensor, label),
				type_name(graph->tensors[tensor].type));
		if (tensor_is_constant(&graph->tensors[tensor]))
			return failed(err, "%s '%s': a constant, which cannot be run", what,
				tensor_label(graph, tensor, label));
	}
	return true;
}

static bool size_tensors(Plan *plan, Error *err)
{
	const Graph *graph = plan->graph;
	char label[16];
	for (int i = 0; i < graph->n_tensors; i++) {
		Shape shape;
		Error ignored = {0};
		/* Tensors that no layer uses may be of any shape; those used are checked by op_check. */
		if (!shape_of(graph, i, &shape, &ignored))
			continue;
		size_t count = (size_t)shape_count(shape), bytes;
		if (!type_bytes(graph->tensors[i].type, (int64_t)count, &bytes))
			continue;
		if (!tensor_is_constant(&graph->tensors[i]) &&
			bytes > most_bytes / (size_t)plan->batch) {
			too_large(plan, err);
			return failed_in(err, "tensor '%s': ", tensor_label(graph, i, label));
		}
		plan->tensors[i].count = count;
		plan->tensors[i].bytes = bytes;
	}
	return check_borders(plan, err);
}

static bool prepare_layer(Layer *layer, Arena *arena, Error *err)
{
	if (!op_check(layer->graph, layer->op, err))
		return false;
	return is_decode(layer->op)
		? decode_prepare(layer, arena, err)
		: op_info(layer->op->code->type)->prepare(layer, arena, err);
}

static bool prepare_layers(Plan *plan, const PlanSettings *settings, Error *err)
{
	const Graph *graph = plan->graph;
	plan->layers = arena_array(&plan->arena, (size_t)graph->n_ops, sizeof *plan->layers);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		Layer *layer = &plan->layers[i];
		*layer = (Layer){
			.graph = graph,
			.op = op,
			.batch = settings->batch,
			.portable_kernels = settings->portable_kernels,
		};
		if (is_folded(graph, op))
			continue;
		if (!prepare_layer(layer, &plan->arena, err))
			return failed_in(err, "operator %d (%s): ", i, op->code->name);
		/* A constant is there once, however many samples come. */
		if (tensor_is_constant(op_data(graph, op)))
			layer->one_by_one = true;
		if (layer->scratch_bytes > plan->scratch_bytes)
			plan->scratch_bytes = layer->scratch_bytes;
		if (op->n_inputs > plan->max_inputs)
			plan->max_inputs = op->n_inputs;
	}
	return true;
}

static void use(PlannedBuffer *buffer, int time)
{
	buffer->first = buffer->first < time ? buffer->first : time;
	buffer->last = buffer->last > time ? buffer->last : time;
}

/* When each tensor is in use: operator i runs at time i. Inputs and outputs keep their
 * memory throughout, for the caller. */
static void find_lifetimes(const Graph *graph, PlannedBuffer *buffers)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				use(&buffers[op->inputs[k]], i);
		for (int k = 0; k < op->n_outputs; k++)
			if (op->outputs[k] >= 0)
				use(&buffers[op->outputs[k]], i);
	}
	for (int i = 0; i < graph->n_inputs; i++) {
		use(&buffers[graph->inputs[i]], 0);
		use(&buffers[graph->inputs[i]], graph->n_ops);
	}
	for (int i = 0; i < graph->n_outputs; i++)
		use(&buffers[graph->outputs[i]], graph->n_ops);
}

/* Place every computed tensor in a worker's memory, shared by those that do not live
 * together. */
static bool place_tensors(Plan *plan, Error *err)
{
	const Graph *graph = plan->graph;
	Arena scratch = {0};
	PlannedBuffer *buffers =
		arena_array(&scratch, (size_t)graph->n_tensors, sizeof *buffers);
	for (int i = 0; i < graph->n_tensors; i++)
		buffers[i] =
			(PlannedBuffer){.tensor = i, .op = -1, .first = INT32_MAX, .last = -1};
	find_lifetimes(graph, buffers);
	int n = 0;
	for (int i = 0; i < graph->n_tensors; i++) {
		if (tensor_is_constant(&graph->tensors[i]) || buffers[i].last < 0)
			continue;
		buffers[n] = buffers[i];
		buffers[n++].bytes = round_up(plan->tensors[i].bytes * (size_t)plan->batch);
	}
	bool ok = n <= MOST_BUFFERS || failed(err, "%d tensors to compute are too many", n);
	if (ok)
		plan->worker_bytes = (size_t)plan_buffers(buffers, n);
	for (int i = 0; ok && i < n; i++)
		plan->tensors[buffers[i].tensor].offset = (size_t)buffers[i].offset;
	arena_finish(&scratch);
	return ok && (plan->worker_bytes <= most_bytes || too_large(plan, err));
}

Plan *plan_new(const Model *model, const PlanSettings *settings, Error *err)
{
	Arena arena = {0};
	Plan *plan = arena_alloc(&arena, sizeof *plan);
	plan->arena = arena;
	plan->graph = fold_constants(&model->graphs[0], &plan->arena);
	plan->batch = settings->batch;
	plan->tensors =
		arena_array(&plan->arena, (size_t)plan->graph->n_tensors, sizeof *plan->tensors);
	if (size_tensors(plan, err) && prepare_layers(plan, settings, err) &&
		place_tensors(plan, err))
		return plan;
	failed_in(err, "%s: ", model->name);
	plan_free(plan);
	return NULL;
}

void plan_free(Plan *plan)
{
	if (!plan)
		return;
	Arena arena = plan->arena;
	arena_finish(&arena);
}

bool plan_check(const Model *model, int batch, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = batch;
	Plan *plan = plan_new(model, &how, err);
	plan_free(plan);
	return plan != NULL;
}

int plan_batch(const Plan *plan)
{
	return plan->batch;
}

const Graph *plan_graph(const Plan *plan)
{
	return plan->graph;
}

size_t plan_bytes(const Plan *plan, int tensor)
{
	return plan->tensors[tensor].bytes;
}

size_t plan_count(const Plan *plan, int tensor)
{
	return plan->tensors[tensor].count;
}
