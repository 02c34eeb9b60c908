/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export_layout.h"

#include <stdlib.h>

#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"

/* Sets of tensors that are in one order (a union-find forest). */
typedef struct Groups {
	int *parent;
	bool *is_images; /* of a set's root */
} Groups;

static int root_of(const Groups *groups, int tensor)
{
	while (groups->parent[tensor] != tensor) {
		groups->parent[tensor] = groups->parent[groups->parent[tensor]];
		tensor = groups->parent[tensor];
	}
	return tensor;
}

static void join(const Groups *groups, int a, int b)
{
	a = root_of(groups, a);
	b = root_of(groups, b);
	groups->parent[a] = b;
	groups->is_images[b] = groups->is_images[a] || groups->is_images[b];
}

/* Height and width, and nothing else, of images. */
static bool reduces_images(const Graph *graph, const Op *op)
{
	Error err = {0};
	int64_t axes[MAX_RANK];
	int n, reduced = 0;
	if (!constant_ints(graph, op, 1, MAX_RANK, axes, &n, &err))
		return false;
	for (int i = 0; i < n; i++)
		reduced |= 1 << (axes[i] < 0 ? axes[i] + 4 : axes[i]);
	return op_input(graph, op, 0)->rank == 4 && reduced == (1 << 1 | 1 << 2);
}

/* Whether a new shape only has other dimensions of 1 between the first and the last. */
static bool is_squeezed(const Tensor *a, const Tensor *b)
{
	if (a->rank < 3 || b->rank < 3 || a->dims[0] != b->dims[0] ||
		a->dims[a->rank - 1] != b->dims[b->rank - 1])
		return false;
	int i = 1, k = 1;
	for (;;) {
		while (i < a->rank - 1 && a->dims[i] == 1)
			i++;
		while (k < b->rank - 1 && b->dims[k] == 1)
			k++;
		bool ends = i == a->rank - 1 || k == b->rank - 1;
		if (ends || a->dims[i] != b->dims[k])
			return i == a->rank - 1 && k == b->rank - 1;
		i++;
		k++;
	}
}

static bool is_joined(const OnnxOperator *how, const Tensor *in, const Tensor *out)
{
	if (in->rank < 3)
		return false;
	return how->layout == LAYOUT_RESHAPE ? is_squeezed(in, out) : in->rank == out->rank;
}

static void join_op(const OnnxWriter *w, const Groups *groups, const Op *op)
{
	const OnnxOperator *how = onnx_operator(op->code->type);
	const Tensor *out = op_output(w->graph, op, 0);
	if (how->layout == LAYOUT_FREE)
		return;
	bool is_images = how->layout == LAYOUT_IMAGES ||
		(how->layout == LAYOUT_REDUCING && reduces_images(w->graph, op));
	for (int i = 0; i < op->n_inputs; i++) {
		int tensor = op->inputs[i];
		if (tensor < 0 || !onnx_mask_has(how->joined, i) ||
			onnx_constant_of(w, tensor) >= 0)
			continue;
		if (is_images)
			groups->is_images[root_of(groups, tensor)] = true;
		if (is_joined(how, op_input(w->graph, op, i), out))
			join(groups, tensor, op->outputs[0]);
	}
	for (int i = 0; i < op->n_outputs; i++)
		if (out->rank > 2)
			join(groups, op->outputs[i], op->outputs[0]);
	if (is_images)
		groups->is_images[root_of(groups, op->outputs[0])] = true;
}

static void lay_out_images(OnnxWriter *w, Arena *scratch)
{
	size_t n = (size_t)w->graph->n_tensors;
	Groups groups = {arena_array(scratch, n, sizeof *groups.parent),
		arena_array(scratch, n, sizeof *groups.is_images)};
	for (int i = 0; i < w->graph->n_tensors; i++)
		groups.parent[i] = i;
	for (int i = 0; i < w->graph->n_ops; i++)
		join_op(w, &groups, &w->graph->ops[i]);
	for (int i = 0; i < w->graph->n_tensors; i++)
		if (w->graph->tensors[i].rank > 2 && onnx_constant_of(w, i) < 0 &&
			groups.is_images[root_of(&groups, i)])
			w->tensors[i].order = CHANNELS_FIRST;
}

/* --- Flattened images --- */

/* Whether an operator computes each value of its output from the one at its place in an input,
 * its first: other operands are single numbers. */
static bool is_by_value(const OnnxWriter *w, const Op *op, int input)
{
	const OnnxOperator *how = onnx_operator(op->code->type);
	if (how->layout != LAYOUT_EACH)
		return false;
	for (int i = 0; i < op->n_inputs; i++) {
		int constant = i == input ? -1 : onnx_constant_of(w, op->inputs[i]);
		if (i != input && (constant < 0 || shape_count(onnx_shape(w, constant)) != 1))
			return false;
	}
	return tensor_dims_equal(op_input(w->graph, op, input), op_output(w->graph, op, 0));
}

/* Whether an operator can take the columns of its input, [rows, n], in any order: a dense layer
 * whose weights are there to be put into that order. */
static bool is_dense_over(const OnnxWriter *w, const Op *op, int input)
{
	if (op->code->type != OP_FULLY_CONNECTED || input != 0)
		return false;
	int constant = onnx_constant_of(w, op->inputs[1]);
	const Tensor *in = op_input(w->graph, op, 0);
	if (constant < 0 || in->rank != 2)
		return false;
	const Tensor *weights = &w->graph->tensors[constant];
	const Quantization *q = weights->quantization;
	return weights->dims[1] == in->dims[1] && (!q || q->n_scales <= 1 || q->axis == 0);
}

/* Find the tensors [rows, n] whose columns may be in any order. */
static bool *find_orderless(const OnnxWriter *w, Arena *scratch)
{
	const Graph *graph = w->graph;
	bool *is_free = arena_array(scratch, (size_t)graph->n_tensors, sizeof *is_free);
	for (int i = 0; i < graph->n_tensors; i++)
		is_free[i] = graph->tensors[i].rank == 2;
	for (int i = 0; i < graph->n_outputs; i++)
		is_free[graph->outputs[i]] = false;
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0 && !is_dense_over(w, op, k) &&
				!(is_by_value(w, op, k) && is_free[op->outputs[0]]))
				is_free[op->inputs[k]] = false;
	}
	return is_free;
}

static bool flattens(const OnnxWriter *w, const Op *op)
{
	const Tensor *in = op_input(w->graph, op, 0), *out = op_output(w->graph, op, 0);
	return onnx_operator(op->code->type)->layout == LAYOUT_RESHAPE && out->rank == 2 &&
		in->dims[0] == out->dims[0] &&
		onnx_order(w, op->inputs[0]).kind == ORDER_CHANNELS_FIRST;
}

static void lay_out_flattened(OnnxWriter *w, Arena *scratch)
{
	const bool *is_free = find_orderless(w, scratch);
	for (int i = 0; i < w->graph->n_ops; i++) {
		const Op *op = &w->graph->ops[i];
		int out = op->outputs[0];
		if (!is_free[out])
			continue;
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0 && is_by_value(w, op, k) &&
				onnx_order(w, op->inputs[k]).kind == ORDER_FLAT)
				w->tensors[out].order = onnx_order(w, op->inputs[k]);
		const Tensor *in = op_input(w->graph, op, 0);
		if (flattens(w, op))
			w->tensors[out].order = (Order){ORDER_FLAT, in->dims[in->rank - 1]};
	}
}

void onnx_lay_out(OnnxWriter *w)
{
	Arena scratch = {0};
	lay_out_images(w, &scratch);
	lay_out_flattened(w, &scratch);
	arena_finish(&scratch);
}
