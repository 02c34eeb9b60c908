/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of operator does with views. */
#include <string.h>

#include "formats/onnx/views.h"

enum { MOST_OPERANDS = 64 };

/* The output as a view, and the tensor that is computed instead. */
static int turn_output(Views *views, int output, const View *like)
{
	bool is_image = views->is_image[like->source];
	int source = views_add_source(views, output, like->perm);
	views->is_image[source] = is_image;
	return source;
}

/* The operator over its data's source, with one other operand replaced (none: -1). */
static bool write_turned(Views *views, const Op *op, int data, int replaced, int by)
{
	int inputs[MOST_OPERANDS], outputs[MOST_OPERANDS];
	if (op->n_inputs > MOST_OPERANDS || op->n_outputs > MOST_OPERANDS)
		return false;
	const View view = *view_of(views, op->inputs[data]);
	memcpy(inputs, op->inputs, (size_t)op->n_inputs * sizeof *inputs);
	inputs[data] = view.source;
	if (replaced >= 0)
		inputs[replaced] = by;
	for (int i = 0; i < op->n_outputs; i++)
		outputs[i] = turn_output(views, op->outputs[i], &view);
	views_write(views, op, inputs, outputs);
	return true;
}

static bool turn_unary(Views *views, const Op *op)
{
	return is_permuted(views, op->inputs[0]) && write_turned(views, op, 0, -1, -1);
}

/* Over the last dimension, which must stay the last. */
static bool turn_softmax(Views *views, const Op *op)
{
	int last = views->graph->tensors[op->inputs[0]].rank - 1;
	return is_permuted(views, op->inputs[0]) &&
		view_of(views, op->inputs[0])->perm[last] == last &&
		write_turned(views, op, 0, -1, -1);
}

/* The view that decides for operands which must all lie alike: the first of the output's rank. */
static const View *leading_view(const Views *views, const Op *op)
{
	int rank = op_output(views->graph, op, 0)->rank;
	for (int i = 0; i < op->n_inputs; i++)
		if (is_permuted(views, op->inputs[i]) &&
			op_input(views->graph, op, i)->rank == rank)
			return view_of(views, op->inputs[i]);
	return NULL;
}

static bool turn_operands(Views *views, const Op *op, int *inputs, View *leading)
{
	const View *found = leading_view(views, op);
	int rank = op_output(views->graph, op, 0)->rank, inverse[MAX_RANK];
	if (!found || op->n_inputs > MOST_OPERANDS)
		return false;
	*leading = *found;
	perm_invert(rank, leading->perm, inverse);
	for (int i = 0; i < op->n_inputs; i++) {
		const Tensor *t = op_input(views->graph, op, i);
		if (!t || type_bits(t->type) % 8 != 0)
			return false;
	}
	for (int i = 0; i < op->n_inputs; i++)
		inputs[i] = views_moved(views, op->inputs[i], rank, inverse);
	return true;
}

static bool turn_arithmetic(Views *views, const Op *op)
{
	int inputs[MOST_OPERANDS];
	View leading;
	if (!turn_operands(views, op, inputs, &leading))
		return false;
	int output = turn_output(views, op->outputs[0], &leading);
	views_write(views, op, inputs, &output);
	return true;
}

static int counted_from_start(int axis, int rank)
{
	return axis < 0 ? axis + rank : axis;
}

static bool turn_concatenation(Views *views, const Op *op)
{
	int inputs[MOST_OPERANDS], rank = op_output(views->graph, op, 0)->rank;
	int axis = counted_from_start(op->attrs.concatenation.axis, rank);
	View leading;
	if (axis < 0 || axis >= rank || !turn_operands(views, op, inputs, &leading))
		return false;
	Op turned = *op;
	turned.attrs.concatenation.axis = leading.perm[axis];
	int output = turn_output(views, op->outputs[0], &leading);
	views_write(views, &turned, inputs, &output);
	return true;
}

/* Operators with an axis among their inputs. */
static bool turn_axis(Views *views, const Op *op, int data, int axis_input)
{
	int axis, n, rank = op_input(views->graph, op, data)->rank;
	if (!is_permuted(views, op->inputs[data]) ||
		!views_integers(views, op->inputs[axis_input], 1, &axis, &n) || n != 1)
		return false;
	axis = counted_from_start(axis, rank);
	if (axis < 0 || axis >= rank)
		return false;
	int32_t turned = view_of(views, op->inputs[data])->perm[axis];
	int rank_of_axis = op_input(views->graph, op, axis_input)->rank;
	int list = views_add_int32s(views, rank_of_axis, (const int[]){1}, &turned);
	return write_turned(views, op, data, axis_input, list);
}

static bool turn_split(Views *views, const Op *op)
{
	return turn_axis(views, op, 1, 0);
}

static bool turn_split_v(Views *views, const Op *op)
{
	return turn_axis(views, op, 0, 2);
}

/* Paddings: a pair for each dimension. */
static bool turn_pad(Views *views, const Op *op)
{
	int pads[2 * MAX_RANK], turned[2 * MAX_RANK], n;
	int rank = op_input(views->graph, op, 0)->rank;
	if (!is_permuted(views, op->inputs[0]) ||
		!views_integers(views, op->inputs[1], 2 * MAX_RANK, pads, &n) || n != 2 * rank)
		return false;
	const int *perm = view_of(views, op->inputs[0])->perm;
	for (int i = 0; i < rank; i++) {
		turned[2 * perm[i]] = pads[2 * i];
		turned[2 * perm[i] + 1] = pads[2 * i + 1];
	}
	int list = views_add_int32s(views, 2, (const int[]){rank, 2}, turned);
	return write_turned(views, op, 0, 1, list);
}

/* Inputs 1 and on have a number for each dimension. */
static bool turn_slice(Views *views, const Op *op)
{
	int inputs[4], values[MAX_RANK], turned[MAX_RANK], n;
	int rank = op_input(views->graph, op, 0)->rank;
	const StridedSliceAttrs *masks = &op->attrs.strided_slice;
	bool is_masked = op->code->type == OP_STRIDED_SLICE &&
		(masks->begin_mask || masks->end_mask || masks->ellipsis_mask ||
			masks->new_axis_mask || masks->shrink_axis_mask);
	if (!is_permuted(views, op->inputs[0]) || is_masked || op->n_inputs > 4)
		return false;
	const View view = *view_of(views, op->inputs[0]);
	inputs[0] = view.source;
	for (int k = 1; k < op->n_inputs; k++)
		if (!views_integers(views, op->inputs[k], MAX_RANK, values, &n) || n != rank)
			return false;
	for (int k = 1; k < op->n_inputs; k++) {
		views_integers(views, op->inputs[k], MAX_RANK, values, &n);
		for (int i = 0; i < rank; i++)
			turned[view.perm[i]] = values[i];
		inputs[k] = views_add_int32s(views, 1, &rank, turned);
	}
	int output = turn_output(views, op->outputs[0], &view);
	views_write(views, op, inputs, &output);
	return true;
}

/* What is left of a permutation when the marked dimensions of the source go. */
static int perm_without(int rank, const int *perm, const bool *gone, int *left)
{
	int n = 0, place[MAX_RANK];
	for (int i = 0, at = 0; i < rank; i++)
		place[i] = gone[i] ? -1 : at++;
	for (int i = 0; i < rank; i++)
		if (!gone[perm[i]])
			left[n++] = place[perm[i]];
	return n;
}

static bool turn_reduction(Views *views, const Op *op)
{
	int axes[MAX_RANK], n, rank = op_input(views->graph, op, 0)->rank;
	bool gone[MAX_RANK] = {false};
	if (!is_permuted(views, op->inputs[0]) ||
		!views_integers(views, op->inputs[1], MAX_RANK, axes, &n))
		return false;
	View view = *view_of(views, op->inputs[0]);
	for (int i = 0; i < n; i++) {
		int axis = counted_from_start(axes[i], rank);
		if (axis < 0 || axis >= rank)
			return false;
		axes[i] = view.perm[axis];
		gone[axes[i]] = true;
	}
	int list = views_add_int32s(views, 1, &n, axes);
	if (op->attrs.reduce.keep_dims)
		return write_turned(views, op, 0, 1, list);
	int left[MAX_RANK];
	perm_without(rank, view.perm, gone, left);
	memcpy(view.perm, left, sizeof left);
	int output = turn_output(views, op->outputs[0], &view);
	views_write(views, op, (const int[]){view.source, list}, &output);
	return true;
}

static bool turn_gather(Views *views, const Op *op)
{
	const Tensor *data = op_input(views->graph, op, 0);
	const Tensor *indices = op_input(views->graph, op, 1);
	int axis = counted_from_start(op->attrs.gather.axis, data->rank);
	if (!is_permuted(views, op->inputs[0]) || indices->rank != 1 ||
		!tensor_is_constant(indices) || op->attrs.gather.batch_dims != 0 || axis < 0 ||
		axis >= data->rank)
		return false;
	Op turned = *op;
	turned.attrs.gather.axis = view_of(views, op->inputs[0])->perm[axis];
	return write_turned(views, &turned, 0, -1, -1);
}

/* One after the other: nothing is written until it must be. */
static bool turn_transpose(Views *views, const Op *op)
{
	int in = op->inputs[0], out = op->outputs[0], perm[MAX_RANK], n;
	if (!views_integers(views, op->inputs[1], MAX_RANK, perm, &n) ||
		n != views->graph->tensors[in].rank)
		return false;
	View view = {.kind = VIEW_PERMUTED, .source = in};
	const View *before = view_of(views, in);
	for (int i = 0; i < n; i++)
		view.perm[i] = perm[i];
	if (before->kind == VIEW_PERMUTED) {
		view.source = before->source;
		for (int i = 0; i < n; i++)
			view.perm[i] = before->perm[perm[i]];
	}
	views->of[out] = view;
	Tensor *source = &views->graph->tensors[view.source];
	if (!source->name[0]) /* it goes by the name of what it stands for */
		source->name = views->graph->tensors[out].name;
	return true;
}

/* --- Reshapes --- */

/* RESHAPE of a view's source, whose output becomes a view by perm, or is just the output where
 * perm is NULL. */
static bool write_reshape(Views *views, const Op *op, const int *perm)
{
	const View view = *view_of(views, op->inputs[0]);
	int output = op->outputs[0], list = op->inputs[1];
	if (perm) {
		output = views_add_source(views, output, perm);
		views->is_image[output] = views->is_image[view.source];
		const Tensor *source = &views->graph->tensors[output];
		list = views_add_int32s(views, 1, &source->rank, source->dims);
	}
	views_write(views, op, (const int[]){view.source, list}, &output);
	return true;
}

static bool turn_reshape(Views *views, const Op *op)
{
	static const int row_image[4] = {0, 3, 1, 2}, row[3] = {0, 2, 1};
	const Tensor *in = op_input(views->graph, op, 0),
				 *out = op_output(views->graph, op, 0);
	if (!is_permuted(views, op->inputs[0]))
		return false;
	const View view = *view_of(views, op->inputs[0]);
	const Tensor *source = &views->graph->tensors[view.source];
	if (perm_is_reshape(in->rank, source->dims, view.perm))
		return write_reshape(views, op, NULL);
	bool closes = in->rank == 4 && out->rank == 3 && in->dims[2] == 1 &&
		in->dims[0] == out->dims[0] && in->dims[1] == out->dims[1] &&
		memcmp(view.perm, row_image, sizeof row_image) == 0;
	bool opens = in->rank == 3 && out->rank == 4 && out->dims[2] == 1 &&
		in->dims[0] == out->dims[0] && in->dims[1] == out->dims[1] &&
		memcmp(view.perm, row, sizeof row) == 0;
	if (closes || opens)
		return write_reshape(views, op, closes ? row : row_image);
	return shuffle_rows(views, op);
}

Rule *rule_for(OpType type)
{
	static Rule *const rules[N_OP_TYPES] = {
		[OP_ADD] = turn_arithmetic,
		[OP_CAST] = turn_unary,
		[OP_CONCATENATION] = turn_concatenation,
		[OP_DEQUANTIZE] = turn_unary,
		[OP_DIV] = turn_arithmetic,
		[OP_ELU] = turn_unary,
		[OP_GATHER] = turn_gather,
		[OP_HARD_SWISH] = turn_unary,
		[OP_LEAKY_RELU] = turn_unary,
		[OP_LOGISTIC] = turn_unary,
		[OP_LOG_SOFTMAX] = turn_softmax,
		[OP_MAXIMUM] = turn_arithmetic,
		[OP_MEAN] = turn_reduction,
		[OP_MINIMUM] = turn_arithmetic,
		[OP_MUL] = turn_arithmetic,
		[OP_PAD] = turn_pad,
		[OP_PADV2] = turn_pad,
		[OP_PRELU] = turn_arithmetic,
		[OP_QUANTIZE] = turn_unary,
		[OP_REDUCE_MAX] = turn_reduction,
		[OP_RELU] = turn_unary,
		[OP_RELU6] = turn_unary,
		[OP_RESHAPE] = turn_reshape,
		[OP_SLICE] = turn_slice,
		[OP_SOFTMAX] = turn_softmax,
		[OP_SPLIT] = turn_split,
		[OP_SPLIT_V] = turn_split_v,
		[OP_STRIDED_SLICE] = turn_slice,
		[OP_SUB] = turn_arithmetic,
		[OP_SUM] = turn_reduction,
		[OP_TANH] = turn_unary,
		[OP_TRANSPOSE] = turn_transpose,
	};
	return rules[type];
}
