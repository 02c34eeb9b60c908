/* SPDX-License-Identifier: Apache-2.0 */

#include "src/run/plan_parts.h"

struct Worker {
	Arena arena;
	const Plan *plan;
	uint8_t *memory;
	void *scratch;
	const void **in; /* max_inputs of them */
};

Worker *worker_new(const Plan *plan)
{
	Arena arena = {0};
	Worker *worker = arena_alloc(&arena, sizeof *worker);
	worker->arena = arena;
	worker->plan = plan;
	worker->memory = arena_alloc(&worker->arena, plan->worker_bytes);
	worker->scratch = arena_alloc(&worker->arena, plan->scratch_bytes);
	worker->in =
		arena_array(&worker->arena, (size_t)plan->max_inputs, sizeof *worker->in);
	return worker;
}

void worker_free(Worker *worker)
{
	if (!worker)
		return;
	Arena arena = worker->arena;
	arena_finish(&arena);
}

void *worker_values(Worker *worker, int tensor)
{
	return worker->memory + worker->plan->tensors[tensor].offset;
}

/* Sample i of a tensor; a constant is the same for all. */
static const void *sample(Worker *worker, int tensor, int i)
{
	const Tensor *t = &worker->plan->graph->tensors[tensor];
	if (tensor_is_constant(t))
		return t->buffer->data;
	const uint8_t *values = worker_values(worker, tensor);
	return values + (size_t)i * worker->plan->tensors[tensor].bytes;
}

static void run_layer(Worker *worker, const Layer *layer, int first, int n)
{
	const Op *op = layer->op;
	for (int k = 0; k < op->n_inputs; k++)
		worker->in[k] = op->inputs[k] < 0 ? NULL : sample(worker, op->inputs[k], first);
	void *out[MAX_OUTPUTS];
	for (int k = 0; k < op->n_outputs; k++) {
		uint8_t *values = worker_values(worker, op->outputs[k]);
		out[k] = values + (size_t)first * worker->plan->tensors[op->outputs[k]].bytes;
	}
	layer->run(layer, n, worker->in, out, worker->scratch);
}

void worker_run(Worker *worker, int n, Observer *observe, void *context)
{
	const Graph *graph = worker->plan->graph;
	for (int i = 0; observe && i < graph->n_inputs; i++)
		observe(context, graph->inputs[i], worker_values(worker, graph->inputs[i]), n);
	for (int i = 0; i < graph->n_ops; i++) {
		const Layer *layer = &worker->plan->layers[i];
		if (!layer->run) /* its result is a constant */
			continue;
		if (layer->one_by_one) {
			for (int k = 0; k < n; k++)
				run_layer(worker, layer, k, 1);
		} else {
			run_layer(worker, layer, 0, n);
		}
		for (int k = 0; observe && k < layer->op->n_outputs; k++) {
			int out = layer->op->outputs[k];
			if (!tensor_is_constant(&graph->tensors[out]))
				observe(context, out, worker_values(worker, out), n);
		}
	}
}
