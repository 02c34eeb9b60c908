/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "formats/onnx/import.h"
#include "formats/onnx/views.h"

static const int to_image[4] = {0, 2, 3, 1}, from_image[4] = {0, 3, 1, 2};
static const int from_row[3] = {0, 2, 1};

/* --- What is asked for before --- */

static bool is_perm(const Views *views, const Op *op, int rank, const int *wanted)
{
	int perm[MAX_RANK], n;
	return op->code->type == OP_TRANSPOSE &&
		views_integers(views, op->inputs[1], MAX_RANK, perm, &n) && n == rank &&
		memcmp(perm, wanted, (size_t)rank * sizeof *perm) == 0;
}

/* [n, c, w] to [n, c, 1, w]. */
static bool opens_row(const Views *views, const Op *op)
{
	const Tensor *in = op_input(views->graph, op, 0),
				 *out = op_output(views->graph, op, 0);
	return op->code->type == OP_RESHAPE && in->rank == 3 && out->rank == 4 &&
		out->dims[0] == in->dims[0] && out->dims[1] == in->dims[1] && out->dims[2] == 1;
}

/* Tensors that are brought to channels last, maybe behind operators that would let that pass. */
static bool *wanted_images(const Views *views)
{
	const Graph *graph = views->graph;
	bool *wanted = arena_array(views->scratch, (size_t)graph->n_tensors, sizeof *wanted);
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		bool wants = is_perm(views, op, 4, to_image);
		bool passes = (rule_for(op->code->type) && op->code->type != OP_RESHAPE &&
						  op->code->type != OP_TRANSPOSE) ||
			opens_row(views, op);
		for (int k = 0; k < op->n_outputs; k++)
			wants = wants || (passes && wanted[op->outputs[k]]);
		for (int k = 0; wants && k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				wanted[op->inputs[k]] = true;
	}
	return wanted;
}

/* Let images come in with their channels last. */
static void turn_inputs(Views *views)
{
	Graph *graph = views->graph;
	bool *wanted = wanted_images(views);
	for (int i = 0; i < graph->n_inputs; i++) {
		int tensor = graph->inputs[i], rank = graph->tensors[tensor].rank;
		if (!wanted[tensor] || rank < 3 || rank > 4)
			continue;
		int source = views_add_source(views, tensor, rank == 4 ? from_image : from_row);
		views->is_image[source] = true;
		graph->inputs[i] = source;
		for (int k = 0; k < graph->n_outputs; k++)
			if (graph->outputs[k] == tensor)
				graph->outputs[k] = source;
	}
}

static bool is_input(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_inputs; i++)
		if (graph->inputs[i] == tensor)
			return true;
	return false;
}

/* A tensor with memory of its own: what is an input gets a copy. */
static int own_output(Views *views, int tensor)
{
	const Tensor *t = &views->graph->tensors[tensor];
	if (!is_input(views->graph, tensor))
		return tensor;
	int rank = t->rank, copy = views_add_tensor(views, tensor, rank, t->dims);
	int shape = views_add_int32s(views, 1, &rank, views->graph->tensors[copy].dims);
	views_write_new(views, OP_RESHAPE, 2, (const int[]){tensor, shape}, copy);
	return copy;
}

/* Images go out with their channels last; all else as it is meant to be. */
static void turn_outputs(Views *views, bool keep_border)
{
	Graph *graph = views->graph;
	for (int i = 0; i < graph->n_outputs; i++) {
		int tensor = graph->outputs[i], rank = graph->tensors[tensor].rank;
		const View *view = view_of(views, tensor);
		if (view->kind == VIEW_NONE)
			continue;
		const int *border = rank == 4 ? from_image : rank == 3 ? from_row : NULL;
		bool is_border = !keep_border && border && view->kind == VIEW_PERMUTED &&
			views->is_image[view->source] &&
			memcmp(view->perm, border, (size_t)rank * sizeof *border) == 0;
		const char *name = graph->tensors[tensor].name;
		int given = is_border ? view->source : views_plain(views, tensor);
		graph->outputs[i] = own_output(views, given);
		graph->tensors[graph->outputs[i]].name = name;
	}
}

/* --- Operators --- */

static bool makes_images(OpType type)
{
	switch (type) {
	case OP_AVERAGE_POOL_2D:
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_MAX_POOL_2D:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_TRANSPOSE_CONV:
		return true;
	default:
		return false;
	}
}

/* What works on images gives images, and so does what would let views of them pass. */
static void write_plain(Views *views, const Op *op)
{
	OpType type = op->code->type;
	bool passes = rule_for(type) && type != OP_TRANSPOSE && type != OP_RESHAPE;
	bool gives_images = makes_images(type);
	int *inputs = arena_array(views->scratch, (size_t)op->n_inputs, sizeof *inputs);
	for (int i = 0; i < op->n_inputs; i++) {
		inputs[i] = op->inputs[i] < 0 ? -1 : views_plain(views, op->inputs[i]);
		gives_images =
			gives_images || (passes && inputs[i] >= 0 && views->is_image[inputs[i]]);
	}
	views_write(views, op, inputs, op->outputs);
	for (int i = 0; i < op->n_outputs; i++)
		views->is_image[op->outputs[i]] = gives_images;
}

static void visit(Views *views, const Op *op)
{
	bool has_view = op->code->type == OP_TRANSPOSE, is_shuffled = false;
	for (int i = 0; i < op->n_inputs; i++) {
		ViewKind kind =
			op->inputs[i] < 0 ? VIEW_NONE : view_of(views, op->inputs[i])->kind;
		has_view = has_view || kind == VIEW_PERMUTED;
		is_shuffled = is_shuffled || kind == VIEW_SHUFFLED;
	}
	Rule *rule = has_view ? rule_for(op->code->type) : NULL;
	if (is_shuffled)
		shuffle_through(views, op);
	else if (!rule || !rule(views, op))
		write_plain(views, op);
}

static void untranspose_graph(Views *views, bool keep_border)
{
	Graph *graph = views->graph;
	if (!keep_border)
		turn_inputs(views);
	for (int i = 0; i < graph->n_ops; i++)
		visit(views, &graph->ops[i]);
	turn_outputs(views, keep_border);
	graph->ops = arena_copy(&views->model->arena, views->ops,
		(size_t)views->n_ops * sizeof *views->ops);
	graph->n_ops = views->n_ops;
	graph->op_capacity = (size_t)views->n_ops;
}

void untranspose(Model *model, bool keep_border)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Views views = {.model = model, .graph = graph, .scratch = &scratch};
	views_reserve(&views);
	untranspose_graph(&views, keep_border);
	arena_finish(&scratch);
}
