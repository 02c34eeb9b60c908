/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of any model, for the fuzz targets that come by one. They abort if not. */
#ifndef TESTS_FUZZ_MODELS_H
#define TESTS_FUZZ_MODELS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "passes/layers/layer_weights.h"
#include "passes/strip.h"
#include "src/ops/op.h"
#include "src/run/plan.h"

/* More than this is not run, for want of time. */
enum { MOST_BYTES = 4 << 20, MOST_WORK = 10000000 };

static inline void expect(bool ok, const char *what, const Error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, err->text);
	abort();
}

static inline Model *reread(const Model *model, Bytes *file, Arena *arena)
{
	Error err = {0};
	expect(model_to_bytes(model, NULL, arena, file, &err), "cannot be written", &err);
	Model *again = model_from_bytes(*file, "what was written", &err);
	expect(again, "cannot be read again", &err);
	return again;
}

/* Steps of a pooling, which has no multiplications; of others, those. */
static inline double steps_of(const Graph *graph, const Op *op, size_t out_count)
{
	if (op->code->type != OP_AVERAGE_POOL_2D && op->code->type != OP_MAX_POOL_2D)
		return (double)op_macs(graph, op);
	double taps = (double)op->attrs.pool.kernel_h * (double)op->attrs.pool.kernel_w;
	return (double)out_count * taps;
}

/* Whether a sample takes no more than so much memory and work. */
static inline bool is_within(const Plan *plan, size_t most_bytes, double most_work)
{
	const Graph *graph = plan_graph(plan);
	size_t bytes = 0;
	double work = 0;
	for (int i = 0; i < graph->n_tensors; i++)
		bytes += plan_bytes(plan, i);
	for (int i = 0; i < graph->n_ops && bytes < most_bytes; i++)
		work +=
			steps_of(graph, &graph->ops[i], plan_count(plan, graph->ops[i].outputs[0]));
	return bytes < most_bytes && work < most_work;
}

static inline bool is_small(const Plan *plan)
{
	return is_within(plan, MOST_BYTES, MOST_WORK);
}

static inline void run(const Plan *plan, uint8_t fill)
{
	const Graph *graph = plan_graph(plan);
	Worker *worker = worker_new(plan);
	for (int i = 0; i < graph->n_inputs; i++)
		memset(worker_values(worker, graph->inputs[i]), fill,
			plan_bytes(plan, graph->inputs[i]) * (size_t)plan_batch(plan));
	worker_run(worker, plan_batch(plan), NULL, NULL);
	worker_free(worker);
}

/* Whether it can be run, and took little enough. */
static inline bool runs(const Model *model)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 2}, &err);
	bool small = plan && is_small(plan);
	if (small) {
		run(plan, 0);
		run(plan, 0x3e);
		run(plan, 0xff);
	}
	plan_free(plan);
	return small;
}

/* Whether what changes weights takes little enough time. */
static inline bool has_few_weights(const Model *model)
{
	enum { MOST_LAYERS = 1000, MOST_VALUES = 1 << 20 };
	size_t n_values = 0;
	int n = layer_count(model);
	for (int i = 0; i < n && i < MOST_LAYERS; i++) {
		Error ignored = {0};
		int weights = layer_weights(model, i, &ignored);
		if (weights >= 0)
			n_values += values_count(&model->graphs[0].tensors[weights]);
	}
	return n < MOST_LAYERS && n_values < MOST_VALUES;
}

static inline bool same_bytes(Bytes a, Bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.data, b.data, a.n) == 0);
}

/* What was made can be written, is read as the same again, and can be run. */
static inline void made_goes_round(const Model *made)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	Model *again = reread(made, &file, &arena);
	model_free(reread(again, &file_again, &arena));
	expect(same_bytes(file, file_again), "is written as another", &err);
	expect(plan_check(again, 1, &err), "cannot be run", &err);
	runs(again);
	model_free(again);
	arena_finish(&arena);
}

/* What a model gives for inputs of one byte's value, all outputs behind each other. */
static inline Bytes outputs_of(const Plan *plan, uint8_t fill, Arena *arena)
{
	const Graph *graph = plan_graph(plan);
	Worker *worker = worker_new(plan);
	uint8_t *all = NULL;
	size_t n = 0, room = 0;
	for (int i = 0; i < graph->n_inputs; i++)
		memset(worker_values(worker, graph->inputs[i]), fill,
			plan_bytes(plan, graph->inputs[i]));
	worker_run(worker, 1, NULL, NULL);
	for (int i = 0; i < graph->n_outputs; i++) {
		const uint8_t *values = worker_values(worker, graph->outputs[i]);
		for (size_t k = 0; k < plan_bytes(plan, graph->outputs[i]); k++) {
			all = arena_grow(arena, all, n, &room, 1);
			all[n++] = values[k];
		}
	}
	worker_free(worker);
	return (Bytes){all, n};
}

static inline void runs_the_same(const Model *before, const Model *after)
{
	Arena arena = {0};
	Error err = {0};
	Plan *a = plan_new(before, &(PlanSettings){.batch = 1}, &err), *b = NULL;
	if (a && is_small(a)) {
		b = plan_new(after, &(PlanSettings){.batch = 1}, &err);
		expect(b, "changed it cannot be run", &err);
		expect(same_bytes(outputs_of(a, 0x3e, &arena), outputs_of(b, 0x3e, &arena)),
			"changed it gives something else", &err);
	}
	plan_free(a);
	plan_free(b);
	arena_finish(&arena);
}

/* before has been read from file. */
static inline void can_be_stripped(const Model *before, Bytes file, StripSettings how)
{
	Arena arena = {0};
	Error err = {0};
	Bytes once, twice;
	Model *model = model_from_bytes(file, "input", &err);
	strip(model, &how);
	expect(model_verify(model, &err), "stripped wrongly", &err);
	Model *again = reread(model, &once, &arena);
	runs_the_same(before, again);
	strip(again, &how);
	model_free(reread(again, &twice, &arena));
	expect(same_bytes(once, twice), "stripped twice it is another", &err);
	model_free(again);
	model_free(model);
	arena_finish(&arena);
}

#endif
