/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/dead_net.h"

#include <criterion/criterion.h>
#include <string.h>

#include "passes/quantize/quant_weights.h"
#include "src/run/plan.h"
#include "tests/unit/random_net.h"
#include "tests/unit/random_s8.h"

/* Half of the layers lose some filters, and half some inputs. */
static void sow(const Graph *graph, const Op *op, uint32_t *state)
{
	const Tensor *tensor = op_weights(graph, op);
	float *weights = (float *)(void *)tensor->buffer->data; /* the test's own */
	WeightView view = weight_view(graph, op);
	int width = tensor->dims[tensor->rank - 1];
	bool of_filters = random_between(state, 0, 1),
		 of_inputs = random_between(state, 0, 1);
	for (size_t f = 0; of_filters && f < view.n_channels; f++) {
		bool is_dead = random_between(state, 0, 2) > 0;
		for (size_t k = 0; is_dead && k < view.length; k++)
			weights[f * view.channel_step + k * view.step] = 0;
	}
	for (int c = 0; of_inputs && view.channel_step != 1 && c < width; c++) {
		bool is_unread = random_between(state, 0, 2) == 0;
		for (size_t i = (size_t)c; is_unread && i < view.n_channels * view.length;
			 i += (size_t)width)
			weights[i] = 0;
	}
}

Model *dead_net(uint32_t seed, int n_layers)
{
	uint32_t state = seed * 31 + 7;
	Model *model = random_net(seed, n_layers);
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++)
		if (has_weights(&graph->ops[i]))
			sow(graph, &graph->ops[i], &state);
	return model;
}

static void fill(void *values, DataType type, size_t n_bytes, uint32_t *state)
{
	uint8_t *bytes = values;
	float *reals = values;
	if (type == TYPE_FLOAT32)
		for (size_t i = 0; i < n_bytes / sizeof *reals; i++)
			reals[i] = (float)random_between(state, -3000, 3000) / 1000;
	else
		for (size_t i = 0; i < n_bytes; i++)
			bytes[i] = (uint8_t)random_bits(state);
}

const void *random_outputs(const Model *model, uint32_t seed, int n, Arena *arena,
	size_t *n_bytes)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = n}, &err);
	cr_assert(plan, "%s", err.text);
	const Graph *graph = plan_graph(plan);
	Worker *worker = worker_new(plan);
	*n_bytes = 0;
	for (int i = 0; i < graph->n_inputs; i++)
		fill(worker_values(worker, graph->inputs[i]),
			graph->tensors[graph->inputs[i]].type,
			(size_t)n * plan_bytes(plan, graph->inputs[i]), &seed);
	worker_run(worker, n, NULL, NULL);
	for (int i = 0; i < graph->n_outputs; i++)
		*n_bytes += (size_t)n * plan_bytes(plan, graph->outputs[i]);
	uint8_t *all = arena_alloc(arena, *n_bytes), *to = all;
	for (int i = 0; i < graph->n_outputs; i++) {
		size_t bytes = (size_t)n * plan_bytes(plan, graph->outputs[i]);
		memcpy(to, worker_values(worker, graph->outputs[i]), bytes);
		to += bytes;
	}
	worker_free(worker);
	plan_free(plan);
	return all;
}

void expect_same_bytes(const Model *a, const Model *b, uint32_t seed, int n)
{
	Arena arena = {0};
	size_t n_a, n_b;
	const void *of_a = random_outputs(a, seed, n, &arena, &n_a);
	const void *of_b = random_outputs(b, seed, n, &arena, &n_b);
	cr_assert_eq(n_a, n_b);
	cr_expect_arr_eq(of_a, of_b, n_a, "seed %u", seed);
	arena_finish(&arena);
}
