/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/decode.h"

#include <string.h>

#include "passes/encode/decode_drop.h"
#include "src/graph/decoders.h"
#include "src/graph/renumber.h"
#include "src/run/decode_op.h"

/* How many are compared with one at most, so that no model makes it slow. */
enum { MOST_LOOKS = 256 };

/* An output of a decode operator. */
typedef struct Decoded {
	int graph, tensor, encoded, ancillary;
	Buffer *from, *tables; /* of the encoded and the ancillary tensor */
	const void *values;
	size_t n_bytes;
	int before; /* the one before it of the same encoded buffer; -1: none */
} Decoded;

typedef struct Decoding {
	Model *model;
	Arena scratch;
	Decoded *all; /* in order of execution */
	size_t n, capacity;
	int *
		last_of; /* of each buffer: the last Decoded that it holds the encoded bytes of; -1 */
	bool **goes;      /* of each graph: whether a tensor goes with the operators */
	bool *was_packed; /* of each buffer: whether it held packed bytes */
} Decoding;

/* --- Values --- */

static bool add_output(Decoding *decoding, int g, const Op *op, int k, Error *err)
{
	Model *model = decoding->model;
	const Graph *graph = &model->graphs[g];
	Decoded it = {
		.graph = g,
		.tensor = op->outputs[k],
		.encoded = op->inputs[encoded_place(k)],
		.ancillary = op->inputs[ancillary_place(k)],
	};
	it.from = graph->tensors[it.encoded].buffer;
	it.tables = graph->tensors[it.ancillary].buffer;
	it.values = decoded_constant(graph, op, k, &model->arena, &it.n_bytes, err);
	if (!it.values)
		return false;
	it.before = decoding->last_of[it.from->index];
	decoding->all = arena_grow(&decoding->scratch, decoding->all, decoding->n,
		&decoding->capacity, sizeof *decoding->all);
	decoding->last_of[it.from->index] = (int)decoding->n;
	decoding->all[decoding->n++] = it;
	decoding->goes[g][it.encoded] = decoding->goes[g][it.ancillary] = true;
	decoding->was_packed[it.from->index] = decoding->was_packed[it.tables->index] = true;
	return true;
}

static bool unpack_all(Decoding *decoding, Error *err)
{
	const Model *model = decoding->model;
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++) {
			const Op *op = &graph->ops[i];
			for (int k = 0; is_decode(op) && k < op->n_outputs; k++)
				if (!add_output(decoding, g, op, k, err))
					return failed_in(err, "operator %d (%s): ", i, op->code->name);
		}
	}
	return true;
}

static void drop_operators(Model *model)
{
	for (int g = 0; g < model->n_graphs; g++) {
		Graph *graph = &model->graphs[g];
		int n = 0;
		for (int i = 0; i < graph->n_ops; i++)
			if (!is_decode(&graph->ops[i]))
				graph->ops[n++] = graph->ops[i];
		graph->n_ops = n;
	}
}

/* --- Tensors that were one --- */

static bool same_floats(const float *a, int n, const float *b, int n_b)
{
	return n == n_b && (n == 0 || memcmp(a, b, (size_t)n * sizeof *a) == 0);
}

static bool same_quantization(const Quantization *a, const Quantization *b)
{
	if (!a || !b)
		return a == b;
	return !a->has_details && !b->has_details && a->axis == b->axis &&
		same_floats(a->scale, a->n_scales, b->scale, b->n_scales) &&
		same_floats(a->min, a->n_min, b->min, b->n_min) &&
		same_floats(a->max, a->n_max, b->max, b->n_max) &&
		a->n_zero_points == b->n_zero_points &&
		(a->n_zero_points == 0 ||
			memcmp(a->zero_point, b->zero_point,
				(size_t)a->n_zero_points * sizeof *a->zero_point) == 0);
}

static bool same_dims(const int *a, int rank, const int *b, int rank_b)
{
	return rank == rank_b && (rank == 0 || memcmp(a, b, (size_t)rank * sizeof *a) == 0);
}

static bool same_entry(const Tensor *a, const Tensor *b)
{
	return strcmp(a->name, b->name) == 0 && a->type == b->type &&
		same_dims(a->dims, a->rank, b->dims, b->rank) &&
		same_dims(a->signature, a->signature_rank, b->signature, b->signature_rank) &&
		!a->signature == !b->signature && a->has_rank == b->has_rank &&
		a->is_variable == b->is_variable && a->is_sparse == b->is_sparse &&
		same_quantization(a->quantization, b->quantization);
}

/* The tensor that a copy made for another consumer is a copy of; its own, if it is none. */
static int original_of(const Decoding *decoding, const Decoded *it)
{
	const Tensor *tensors = decoding->model->graphs[it->graph].tensors;
	int original = it->tensor;
	int i = it->tensor > it->encoded ? it->before : -1;
	for (int looks = 0; i >= 0 && looks < MOST_LOOKS;
		 looks++, i = decoding->all[i].before) {
		const Decoded *other = &decoding->all[i];
		if (other->graph == it->graph && other->tables == it->tables &&
			other->tensor < original &&
			same_entry(&tensors[other->tensor], &tensors[it->tensor]))
			original = other->tensor;
	}
	return original;
}

static void merge_copies(Decoding *decoding)
{
	Model *model = decoding->model;
	int **places =
		arena_array(&decoding->scratch, (size_t)model->n_graphs, sizeof(int *));
	for (int g = 0; g < model->n_graphs; g++) {
		int n = model->graphs[g].n_tensors;
		places[g] = arena_array(&decoding->scratch, (size_t)n, sizeof(int));
		for (int i = 0; i < n; i++)
			places[g][i] = i;
	}
	for (size_t i = 0; i < decoding->n; i++) {
		const Decoded *it = &decoding->all[i];
		int original = original_of(decoding, it);
		if (original == it->tensor)
			continue;
		places[it->graph][it->tensor] = places[it->graph][original];
		decoding->goes[it->graph][it->tensor] = true;
	}
	for (int g = 0; g < model->n_graphs; g++)
		rename_tensors(model, g, places[g]);
}

/* --- What stays --- */

/* Of what may go, keep what something names. */
static void find_what_goes(Decoding *decoding)
{
	const Model *model = decoding->model;
	for (int g = 0; g < model->n_graphs; g++) {
		int n = model->graphs[g].n_tensors;
		int *used = arena_array(&decoding->scratch, (size_t)n, sizeof *used);
		mark_used_tensors(model, g, used);
		for (int i = 0; i < n; i++)
			decoding->goes[g][i] = decoding->goes[g][i] && !used[i];
	}
}

/* Whether something that stays uses the buffers; used[] is one a buffer. */
static void mark_kept_buffers(const Decoding *decoding, int *used)
{
	Model *model = decoding->model;
	Buffer *none = model->buffers[0];
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			if (decoding->goes[g][i])
				model->graphs[g].tensors[i].buffer = none;
	mark_used_buffers(model, used);
}

static Buffer *buffer_for(Decoding *decoding, const int *used, Buffer **taken, size_t i)
{
	const Decoded *it = &decoding->all[i];
	Buffer *first = taken[it->from->index];
	if (first && first->n_bytes == it->n_bytes &&
		memcmp(first->data, it->values, it->n_bytes) == 0)
		return first;
	if (first || used[it->from->index])
		return model_add_buffer(decoding->model, it->values, it->n_bytes);
	it->from->data = it->values;
	it->from->n_bytes = it->n_bytes;
	return it->from;
}

static void set_constants(Decoding *decoding)
{
	Model *model = decoding->model;
	size_t n = (size_t)model->n_buffers;
	int *used = arena_array(&decoding->scratch, n, sizeof *used);
	Buffer **taken = arena_array(&decoding->scratch, n, sizeof(Buffer *));
	mark_kept_buffers(decoding, used);
	for (size_t i = 0; i < decoding->n; i++) {
		const Decoded *it = &decoding->all[i];
		if (decoding->goes[it->graph][it->tensor])
			continue;
		Buffer *buffer = buffer_for(decoding, used, taken, i);
		if (!taken[it->from->index])
			taken[it->from->index] = buffer;
		model->graphs[it->graph].tensors[it->tensor].buffer = buffer;
	}
}

bool decode(Model *model, Error *err)
{
	Decoding decoding = {.model = model};
	Arena *scratch = &decoding.scratch;
	int n_buffers = model->n_buffers;
	if (count_decoders(model) == 0)
		return true;
	decoding.last_of = arena_array(scratch, (size_t)n_buffers, sizeof *decoding.last_of);
	for (int i = 0; i < n_buffers; i++)
		decoding.last_of[i] = -1;
	decoding.was_packed = arena_array(scratch, (size_t)n_buffers, sizeof(bool));
	decoding.goes = arena_array(scratch, (size_t)model->n_graphs, sizeof(bool *));
	for (int g = 0; g < model->n_graphs; g++)
		decoding.goes[g] =
			arena_array(scratch, (size_t)model->graphs[g].n_tensors, sizeof(bool));
	bool ok = unpack_all(&decoding, err);
	if (ok) {
		drop_operators(model);
		merge_copies(&decoding);
		find_what_goes(&decoding);
		set_constants(&decoding);
		decode_drop(model, decoding.goes, decoding.was_packed, n_buffers);
	}
	arena_finish(scratch);
	return ok;
}
