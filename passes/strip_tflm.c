/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "passes/strip.h"
#include "src/graph/roles.h"

/* --- Zero points: one stands for all --- */

static void shorten_zero_points(Quantization *q)
{
	for (int i = 1; i < q->n_zero_points; i++)
		if (q->zero_point[i] != q->zero_point[0])
			return;
	if (q->n_zero_points > 1)
		q->n_zero_points = 1;
}

/* --- Biases --- */

static double first_scale(const Tensor *tensor)
{
	const Quantization *q = tensor ? tensor->quantization : NULL;
	return q && q->n_scales > 0 && q->n_zero_points > 0 ? (double)q->scale[0] : 0;
}

/* TFLM refuses a fully connected layer with one weight scale unless the bias's scale, which
 * is 0 where there is none, is about that of input times weights. */
static bool dense_runs_without(const Graph *graph, const Op *op)
{
	const Tensor *weights = op_weights(graph, op);
	if (weights && weights->quantization && weights->quantization->n_scales > 1)
		return true;
	double product = first_scale(op_data(graph, op)) * first_scale(weights);
	return fabs(product) / first_scale(op_output(graph, op, 0)) <= 0.02;
}

/* Whether an operator's kernel runs the same on an operand that has no quantisation. */
static bool ignores_quantization(const Graph *graph, const Op *op, int operand)
{
	const Tensor *input = op_data(graph, op);
	if (operand != roles_of(op->code->type).bias || !input ||
		(input->type != TYPE_INT8 && input->type != TYPE_INT16))
		return false;
	switch (op->code->type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_TRANSPOSE_CONV:
		return true;
	case OP_FULLY_CONNECTED:
		return dense_runs_without(graph, op);
	default:
		return false;
	}
}

static void mark(bool *marks, const int *list, int n)
{
	for (int i = 0; i < n; i++)
		if (list[i] >= 0)
			marks[list[i]] = true;
}

/* The tensors whose quantisation something may read. */
static void mark_read(const Graph *graph, bool *is_read)
{
	mark(is_read, graph->inputs, graph->n_inputs);
	mark(is_read, graph->outputs, graph->n_outputs);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		mark(is_read, op->outputs, op->n_outputs);
		mark(is_read, op->intermediates, op->n_intermediates);
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0 && !ignores_quantization(graph, op, k))
				is_read[op->inputs[k]] = true;
	}
}

static void strip_graph(Graph *graph)
{
	Arena scratch = {0};
	bool *is_read = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *is_read);
	mark_read(graph, is_read);
	for (int i = 0; i < graph->n_tensors; i++) {
		Tensor *tensor = &graph->tensors[i];
		tensor->signature_rank = 0;
		tensor->has_rank = false;
		if (!tensor->quantization || tensor->quantization->has_details)
			continue;
		shorten_zero_points(tensor->quantization);
		if (!is_read[i])
			tensor->quantization = NULL;
	}
	arena_finish(&scratch);
}

void strip_for_tflm(Model *model)
{
	for (int g = 0; g < model->n_graphs; g++)
		strip_graph(&model->graphs[g]);
}
