/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a net's values lie. Layer i runs forward at time i, the loss at time n (the number of
 * layers), and layer i backward at time 2n - i. A worker's memory is shared by what is not in
 * use at the same time, so that it stays small enough for a cache.
 */
#include <stdlib.h>
#include <string.h>

#include "src/graph/roles.h"
#include "src/run/placement.h"
#include "src/train/net_parts.h"

enum { LINE = 64 };

/* What is to be placed, and where the result goes. */
typedef struct Wanted {
	Place *place;
	size_t count; /* of a sample */
	int first, last;
} Wanted;

typedef struct Memory {
	Net *net;
	Wanted *wanted; /* values of each tensor, gradients of each, states of each layer */
	int n;
} Memory;

static void use(Wanted *wanted, int time)
{
	wanted->first = wanted->first < time ? wanted->first : time;
	wanted->last = wanted->last > time ? wanted->last : time;
}

static void add_wanted(Memory *memory, Place *place, size_t count)
{
	memory->wanted[memory->n++] =
		(Wanted){.place = place, .count = count, .first = INT32_MAX, .last = -1};
}

static void list_wanted(Memory *memory)
{
	Net *net = memory->net;
	for (int i = 0; i < net->graph->n_tensors; i++)
		add_wanted(memory, &net->tensors[i].values, net->tensors[i].count);
	for (int i = 0; i < net->graph->n_tensors; i++)
		add_wanted(memory, &net->tensors[i].gradient, net->tensors[i].count);
	for (int i = 0; i < net->graph->n_ops; i++)
		add_wanted(memory, &net->layers[i].state, net->layers[i].train.state_count);
}

static void use_backward(Memory *memory, const NetLayer *layer, int i)
{
	const Net *net = memory->net;
	const Op *op = layer->train.op;
	Wanted *values = memory->wanted, *gradients = values + net->graph->n_tensors;
	int time = 2 * net->graph->n_ops - i;
	bool needs_out = net->keeps_outputs || layer->train.needs_out ||
		layer->train.activation != ACTIVATION_NONE;
	for (int k = 0; k < op->n_inputs; k++) {
		int tensor = op->inputs[k];
		if (tensor < 0)
			continue;
		if (layer->train.needs_in)
			use(&values[tensor], time);
		if (net->tensors[tensor].is_wanted)
			use(&gradients[tensor], time);
	}
	for (int k = 0; k < op->n_outputs; k++) {
		if (needs_out)
			use(&values[op->outputs[k]], time);
		use(&gradients[op->outputs[k]], time);
	}
	use(&values[2 * net->graph->n_tensors + i], time);
}

static void find_times(Memory *memory)
{
	const Net *net = memory->net;
	const Graph *graph = net->graph;
	Wanted *values = memory->wanted, *gradients = values + graph->n_tensors;
	for (int i = 0; i < graph->n_inputs; i++)
		use(&values[graph->inputs[i]], 0);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (net->layers[i].is_skipped)
			continue;
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				use(&values[op->inputs[k]], i);
		for (int k = 0; k < op->n_outputs; k++)
			use(&values[op->outputs[k]], i);
		use(&values[2 * graph->n_tensors + i], i);
		if (net->layers[i].has_backward)
			use_backward(memory, &net->layers[i], i);
	}
	for (int i = 0; i < graph->n_outputs; i++) {
		use(&values[net->outputs[i]], graph->n_ops);
		use(&gradients[net->outputs[i]], graph->n_ops);
	}
}

/* --- What is kept for the whole batch --- */

static size_t round_up(size_t n)
{
	size_t reals = LINE / sizeof(Real);
	return (n + reals - 1) / reals * reals;
}

/* Bytes, or SIZE_MAX where there are too many. */
static size_t bytes_of(size_t a, size_t b)
{
	size_t bytes;
	return __builtin_mul_overflow(a, b, &bytes) ||
			__builtin_mul_overflow(bytes, sizeof(Real), &bytes)
		? SIZE_MAX
		: bytes;
}

static bool too_large(const Net *net, Error *err)
{
	return failed(err, "not enough memory to train with %d samples at a time",
		net->batch);
}

static bool keep_whole(Net *net, NetTensor *tensor, Place *place, Error *err)
{
	size_t bytes = bytes_of(tensor->count, (size_t)net->batch);
	if (place->whole || tensor->constant)
		return true;
	if (bytes == SIZE_MAX || !memory_holds(bytes))
		return too_large(net, err);
	place->whole = arena_alloc(&net->arena, bytes);
	return true;
}

static bool keep_for_deferred(Net *net, Error *err)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		const NetLayer *layer = &net->layers[i];
		if (!layer->has_backward || !layer->train.is_deferred)
			continue;
		NetTensor *in = &net->tensors[data_index(layer->train.op)];
		NetTensor *out = &net->tensors[layer->train.op->outputs[0]];
		if (!keep_whole(net, in, &in->values, err) ||
			!keep_whole(net, out, &out->gradient, err))
			return false;
	}
	return true;
}

/* --- The worker's share --- */

static bool place_wanted(Memory *memory, Arena *scratch, Error *err)
{
	Net *net = memory->net;
	PlannedBuffer *buffers = arena_array(scratch, (size_t)memory->n, sizeof *buffers);
	int n = 0;
	for (int i = 0; i < memory->n; i++) {
		const Wanted *wanted = &memory->wanted[i];
		bool is_constant = i < net->graph->n_tensors && net->tensors[i].constant != NULL;
		if (wanted->last < 0 || !wanted->count || wanted->place->whole || is_constant)
			continue;
		size_t bytes = bytes_of(round_up(wanted->count), (size_t)net->slice);
		if (bytes > INT32_MAX)
			return too_large(net, err);
		buffers[n++] = (PlannedBuffer){.tensor = i,
			.op = -1,
			.first = wanted->first,
			.last = wanted->last,
			.bytes = bytes};
	}
	if (n > MOST_BUFFERS)
		return failed(err, "%d tensors to compute are too many", n);
	net->worker_count = (size_t)plan_buffers(buffers, n) / sizeof(Real);
	for (int i = 0; i < n; i++)
		memory->wanted[buffers[i].tensor].place->offset =
			(size_t)buffers[i].offset / sizeof(Real);
	return true;
}

/* What passes want beside the values: the most that any layer does. */
static void find_scratch(Net *net)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		NetLayer *layer = &net->layers[i];
		if (layer->train.scratch_bytes > net->scratch_bytes)
			net->scratch_bytes = layer->train.scratch_bytes;
		layer->partial_offset = net->partial_count;
		net->partial_count += round_up(layer->train.partial_count);
		if (!layer->has_backward)
			continue;
		size_t added = 0;
		for (int k = 0; k < layer->train.op->n_inputs; k++)
			if (layer->adds[k])
				added += net->tensors[layer->train.op->inputs[k]].count;
		if (added > net->added_count)
			net->added_count = added;
	}
}

bool net_place(Net *net, Error *err)
{
	Arena scratch = {0};
	const Graph *graph = net->graph;
	Memory memory = {.net = net};
	memory.wanted = arena_array(&scratch,
		2 * (size_t)graph->n_tensors + (size_t)graph->n_ops, sizeof *memory.wanted);
	list_wanted(&memory);
	find_times(&memory);
	bool ok = keep_for_deferred(net, err) && place_wanted(&memory, &scratch, err);
	arena_finish(&scratch);
	if (!ok)
		return false;
	find_scratch(net);
	size_t slices = (size_t)net_slices(net, net->batch);
	size_t partial_bytes = bytes_of(net->partial_count, slices);
	if (partial_bytes == SIZE_MAX || !memory_holds(partial_bytes) ||
		!memory_holds(bytes_of(net->worker_count, net->is_together ? slices : 1)))
		return too_large(net, err);
	net->partials = arena_alloc(&net->arena, partial_bytes);
	return true;
}

void net_add_workers(Net *net, int n)
{
	if (n <= net->n_workers)
		return;
	NetWorker *workers = arena_array(&net->arena, (size_t)n, sizeof *workers);
	if (net->n_workers)
		memcpy(workers, net->workers, (size_t)net->n_workers * sizeof *workers);
	for (int i = net->n_workers; i < n; i++) {
		NetWorker *worker = &workers[i];
		worker->values = arena_array(&worker->arena, net->worker_count, sizeof(Real));
		worker->scratch = arena_alloc(&worker->arena, net->scratch_bytes);
		worker->added = arena_array(&worker->arena, net->added_count * (size_t)net->slice,
			sizeof(Real));
		worker->in =
			arena_array(&worker->arena, (size_t)net->max_inputs, sizeof *worker->in);
		worker->d_in =
			arena_array(&worker->arena, (size_t)net->max_inputs, sizeof *worker->d_in);
		worker->out =
			arena_array(&worker->arena, (size_t)net->max_outputs, sizeof *worker->out);
		worker->d_out =
			arena_array(&worker->arena, (size_t)net->max_outputs, sizeof *worker->d_out);
	}
	net->workers = workers;
	net->n_workers = n;
}

Real *net_at(const Net *net, const Slice *slice, Place place, size_t count)
{
	return place.whole ? place.whole + (size_t)slice->first * count
					   : net->workers[slice->memory].values + place.offset;
}

Real *net_values(const Net *net, const Slice *slice, int tensor)
{
	return net_at(net, slice, net->tensors[tensor].values, net->tensors[tensor].count);
}

Real *net_gradient(const Net *net, const Slice *slice, int tensor)
{
	return net_at(net, slice, net->tensors[tensor].gradient, net->tensors[tensor].count);
}
