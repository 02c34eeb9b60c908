/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/views.h"

#include <string.h>

#include "src/kernels/move.h"

/* --- Permutations --- */

void perm_invert(int rank, const int *perm, int *inverse)
{
	for (int i = 0; i < rank; i++)
		inverse[perm[i]] = i;
}

static bool perm_is_identity(int rank, const int *perm)
{
	for (int i = 0; i < rank; i++)
		if (perm[i] != i)
			return false;
	return true;
}

bool perm_is_reshape(int rank, const int *dims, const int *perm)
{
	int last = -1;
	for (int i = 0; i < rank; i++) {
		if (dims[perm[i]] == 1)
			continue;
		if (perm[i] < last)
			return false;
		last = perm[i];
	}
	return true;
}

/* --- Tensors --- */

void views_reserve(Views *views)
{
	size_t n = (size_t)views->graph->n_tensors, old = views->capacity;
	if (n <= old)
		return;
	size_t room = 2 * n + 64;
	View *of = arena_array(views->scratch, room, sizeof *of);
	bool *is_image = arena_array(views->scratch, room, sizeof *is_image);
	int *producer = arena_array(views->scratch, room, sizeof *producer);
	for (size_t i = 0; i < room; i++)
		producer[i] = -1;
	if (old > 0) {
		memcpy(of, views->of, old * sizeof *of);
		memcpy(is_image, views->is_image, old * sizeof *is_image);
		memcpy(producer, views->producer, old * sizeof *producer);
	}
	views->of = of;
	views->is_image = is_image;
	views->producer = producer;
	views->capacity = room;
}

static int add_tensor(Views *views, Tensor tensor)
{
	int added = graph_add_tensor(views->model, views->graph, tensor);
	views_reserve(views);
	return added;
}

int views_add_tensor(Views *views, int like, int rank, const int *dims)
{
	Arena *arena = &views->model->arena;
	Tensor tensor = views->graph->tensors[like];
	tensor.rank = rank;
	tensor.dims = arena_copy(arena, dims, (size_t)rank * sizeof *dims);
	tensor.buffer = views->model->buffers[0];
	tensor.name = "";
	if (tensor.quantization)
		tensor.quantization =
			arena_copy(arena, tensor.quantization, sizeof *tensor.quantization);
	return add_tensor(views, tensor);
}

int views_add_int32s(Views *views, int rank, const int *dims, const int32_t *values)
{
	Arena *arena = &views->model->arena;
	size_t bytes = sizeof *values;
	for (int i = 0; i < rank; i++)
		bytes *= (size_t)dims[i];
	Tensor tensor = {
		.name = "",
		.type = TYPE_INT32,
		.rank = rank,
		.dims = arena_copy(arena, dims, (size_t)rank * sizeof *dims),
		.buffer = model_add_buffer(views->model, arena_copy(arena, values, bytes), bytes),
	};
	return add_tensor(views, tensor);
}

int views_add_source(Views *views, int tensor, const int *perm)
{
	const Tensor *t = &views->graph->tensors[tensor];
	int dims[MAX_RANK], rank = t->rank;
	for (int i = 0; i < rank; i++)
		dims[perm[i]] = t->dims[i];
	int source = views_add_tensor(views, tensor, rank, dims);
	views->graph->tensors[source].name = views->graph->tensors[tensor].name;
	View *view = &views->of[tensor];
	*view = (View){.kind = VIEW_PERMUTED, .source = source};
	memcpy(view->perm, perm, (size_t)rank * sizeof *perm);
	return source;
}

bool is_permuted(const Views *views, int tensor)
{
	return tensor >= 0 && view_of(views, tensor)->kind == VIEW_PERMUTED;
}

bool views_integers(const Views *views, int tensor, int max, int *values, int *n)
{
	const Tensor *t = &views->graph->tensors[tensor];
	size_t count = t->buffer->n_bytes / sizeof(int32_t);
	if (t->type != TYPE_INT32 || !tensor_is_constant(t) || count > (size_t)max)
		return false;
	*n = (int)count;
	memcpy(values, t->buffer->data, t->buffer->n_bytes);
	return true;
}

/* --- Operators --- */

static void write(Views *views, Op op)
{
	views->ops = arena_grow(views->scratch, views->ops, (size_t)views->n_ops,
		&views->ops_capacity, sizeof *views->ops);
	for (int i = 0; i < op.n_outputs; i++)
		views->producer[op.outputs[i]] = views->n_ops;
	views->ops[views->n_ops++] = op;
}

void views_write(Views *views, const Op *like, const int *inputs, const int *outputs)
{
	Arena *arena = &views->model->arena;
	Op op = *like;
	op.inputs = arena_copy(arena, inputs, (size_t)op.n_inputs * sizeof *inputs);
	op.outputs = arena_copy(arena, outputs, (size_t)op.n_outputs * sizeof *outputs);
	write(views, op);
}

void views_write_new(Views *views, OpType type, int n_inputs, const int *inputs,
	int output)
{
	Op op = {.code = model_op_code(views->model, type),
		.n_inputs = n_inputs,
		.n_outputs = 1};
	views_write(views, &op, inputs, &output);
}

/* TRANSPOSE a tensor that is no view to another; RESHAPE where that does it. */
static void write_transpose(Views *views, int from, const int *perm, int to)
{
	const Tensor *in = &views->graph->tensors[from], *out = &views->graph->tensors[to];
	int rank = in->rank;
	bool is_reshape = perm_is_reshape(rank, in->dims, perm);
	int list = views_add_int32s(views, 1, &rank, is_reshape ? out->dims : perm);
	views_write_new(views, is_reshape ? OP_RESHAPE : OP_TRANSPOSE, 2,
		(const int[]){from, list}, to);
}

int views_plain(Views *views, int tensor)
{
	View view = *view_of(views, tensor);
	int rank = views->graph->tensors[tensor].rank;
	if (view.kind == VIEW_NONE || view.is_written)
		return tensor;
	if (perm_is_identity(rank, view.perm))
		return view.source;
	views->of[tensor].is_written = true;
	/* Its name went to the source; what is moved back gets one of its own. */
	Tensor *t = &views->graph->tensors[tensor];
	if (t->name[0] && t->name == views->graph->tensors[view.source].name)
		t->name = arena_text(&views->model->arena, "%s/transposed", t->name);
	write_transpose(views, view.source, view.perm, tensor);
	return tensor;
}

/* --- Operands in another order --- */

static int moved_constant(Views *views, int tensor, int rank, const int *dims,
	const int *perm)
{
	const Tensor *t = &views->graph->tensors[tensor];
	size_t element = (size_t)type_bits(t->type) / 8;
	Buffer *buffer = t->buffer;
	void *data = arena_alloc(&views->model->arena, buffer->n_bytes);
	int moved[MAX_RANK];
	for (int i = 0; i < rank; i++)
		moved[i] = dims[perm[i]];
	move_transpose(buffer->data, dims, perm, rank, element, data);
	int added = views_add_tensor(views, tensor, rank, moved);
	Tensor *result = &views->graph->tensors[added];
	result->name = views->graph->tensors[tensor].name;
	result->buffer = model_add_buffer(views->model, data, buffer->n_bytes);
	return added;
}

/* The constant that a DEQUANTIZE turns into a tensor, if it has one scale; -1. */
static int stored_behind(const Views *views, int tensor)
{
	int producer = views->producer[tensor];
	const Op *op = producer < 0 ? NULL : &views->ops[producer];
	if (!op || op->code->type != OP_DEQUANTIZE)
		return -1;
	const Tensor *stored = &views->graph->tensors[op->inputs[0]];
	bool one_scale = stored->quantization && stored->quantization->n_scales == 1;
	return tensor_is_constant(stored) && one_scale ? op->inputs[0] : -1;
}

int views_moved(Views *views, int tensor, int rank, const int *perm)
{
	const Tensor *t = &views->graph->tensors[tensor];
	int dims[MAX_RANK] = {0}, out[MAX_RANK], composed[MAX_RANK] = {0}, own = t->rank;
	for (int i = 0; i < rank; i++)
		dims[i] = i < rank - own ? 1 : t->dims[i - (rank - own)];
	for (int i = 0; i < rank; i++)
		out[i] = dims[perm[i]];
	if (tensor_is_constant(t))
		return moved_constant(views, tensor, rank, dims, perm);
	int stored = stored_behind(views, tensor), added;
	if (stored >= 0) {
		int moved = moved_constant(views, stored, rank, dims, perm);
		added = views_add_tensor(views, tensor, rank, out);
		views_write_new(views, OP_DEQUANTIZE, 1, &moved, added);
		return added;
	}
	View view = *view_of(views, tensor);
	if (view.kind == VIEW_PERMUTED && own == rank) { /* one step instead of two */
		for (int i = 0; i < rank; i++)
			composed[i] = view.perm[perm[i]];
		if (perm_is_identity(rank, composed))
			return view.source;
		added = views_add_tensor(views, tensor, rank, out);
		write_transpose(views, view.source, composed, added);
		return added;
	}
	int plain = views_plain(views, tensor);
	if (own < rank) {
		int opened = views_add_tensor(views, plain, rank, dims);
		int shape = views_add_int32s(views, 1, &rank, dims);
		views_write_new(views, OP_RESHAPE, 2, (const int[]){plain, shape}, opened);
		plain = opened;
	}
	added = views_add_tensor(views, tensor, rank, out);
	write_transpose(views, plain, perm, added);
	return added;
}
