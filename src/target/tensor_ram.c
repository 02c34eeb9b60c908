/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tensor_ram.h"

#include "src/base/types.h"
#include "src/run/fold.h"
#include "src/target/tflm_tally.h"

/* Time goes in halves: operator i runs at 2 i + 1, and 2 i is the moment before it. */
typedef struct Life {
	int64_t first, last; /* -1: nothing computes it */
} Life;

static void live(Life *lives, const int *tensors, int n, int64_t time)
{
	for (int i = 0; i < n; i++) {
		Life *life = tensors[i] < 0 ? NULL : &lives[tensors[i]];
		if (life && life->first < 0)
			life->first = time;
		if (life && life->last < time)
			life->last = time;
	}
}

static Life *lives_of(const Graph *graph, Arena *scratch)
{
	size_t n = (size_t)graph->n_tensors;
	int64_t end = 2 * (int64_t)graph->n_ops;
	Life *lives = arena_array(scratch, n, sizeof *lives);
	for (int i = 0; i < graph->n_tensors; i++)
		lives[i] = graph->tensors[i].is_variable ? (Life){0, end} : (Life){-1, -1};
	live(lives, graph->inputs, graph->n_inputs, 0);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		live(lives, op->inputs, op->n_inputs, 2 * (int64_t)i + 1);
		live(lives, op->outputs, op->n_outputs, 2 * (int64_t)i + 1);
	}
	live(lives, graph->outputs, graph->n_outputs, end);
	return lives;
}

static uint64_t bytes_of(const Tensor *tensor)
{
	uint64_t count = 1;
	size_t bytes;
	for (int i = 0; i < tensor->rank; i++)
		count =
			bounded_product(count, tensor->dims[i] < 0 ? 1 : (uint64_t)tensor->dims[i]);
	if (tensor_is_constant(tensor) || !type_bytes(tensor->type, (size_t)count, &bytes))
		return 0;
	return bytes;
}

/* What comes at each time, and what has gone by then. */
static bool add_tensors(const Graph *graph, const Life *lives, uint64_t *come,
	uint64_t *gone, Error *err)
{
	uint64_t sum = 0;
	for (int i = 0; i < graph->n_tensors; i++) {
		uint64_t bytes = lives[i].first < 0 ? 0 : bytes_of(&graph->tensors[i]);
		if (bytes >= ARENA_LIMIT || (sum += bytes) >= ARENA_LIMIT)
			return failed(err, "tensors are larger than any memory");
		if (bytes > 0) {
			come[lives[i].first] += bytes;
			gone[lives[i].last + 1] += bytes;
		}
	}
	return true;
}

bool tensor_ram(const Model *model, TensorRam *result, Error *err)
{
	Arena scratch = {0};
	const Graph *graph = fold_constants(&model->graphs[0], &scratch);
	size_t n_times = 2 * (size_t)graph->n_ops + 1;
	uint64_t *come = arena_array(&scratch, n_times, sizeof *come);
	uint64_t *gone = arena_array(&scratch, n_times + 1, sizeof *gone);
	bool ok = add_tensors(graph, lives_of(graph, &scratch), come, gone, err);
	TensorRam most = {0};
	uint64_t alive = 0;
	for (size_t t = 0; ok && t < n_times; t++) {
		alive += come[t] - gone[t];
		if (t % 2 == 0 && alive > most.least_bytes)
			most.least_bytes = alive;
		if (alive > most.apart_bytes)
			most.apart_bytes = alive;
	}
	arena_finish(&scratch);
	if (ok)
		*result = most;
	return ok;
}
