/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "src/graph/decoders.h"

static bool verify_scales(const Quantization *q, Error *err)
{
	for (int i = 0; i < q->n_scales; i++)
		if (!isfinite(q->scale[i]) || q->scale[i] < 0)
			return failed(err, "scale %d is %g", i, (double)q->scale[i]);
	if (q->n_scales > 0 && q->n_zero_points > 1 && q->n_zero_points != q->n_scales)
		return failed(err, "%d zero points beside %d scales", q->n_zero_points,
			q->n_scales);
	return true;
}

static bool verify_quantization(const Tensor *tensor, Error *err)
{
	const Quantization *q = tensor->quantization;
	if (!q)
		return true;
	if (!verify_scales(q, err))
		return failed_in(err, "quantization: ");
	if (q->n_scales <= 1)
		return true;
	/* Converters give one-dimensional biases the axis of the weights: it has no meaning. */
	if (q->axis >= 0 && tensor->rank == 1 && tensor->dims[0] == q->n_scales)
		return true;
	if (q->axis < 0 || q->axis >= tensor->rank)
		return failed(err, "quantization: axis %d of a tensor of %d dimensions", q->axis,
			tensor->rank);
	if (tensor->dims[q->axis] != q->n_scales)
		return failed(err, "quantization: %d scales along axis %d, which has length %d",
			q->n_scales, q->axis, tensor->dims[q->axis]);
	return true;
}

/* Sizes: dimensions that multiply without overflow, and constants of just that size. */
static bool verify_size(const Tensor *tensor, Error *err)
{
	int64_t count = 1;
	bool known = true, zero = false;
	for (int i = 0; i < tensor->rank; i++) {
		int n = tensor->dims[i];
		if (n < -1)
			return failed(err, "dimension %d is %d", i, n);
		known = known && n >= 0;
		zero = zero || n == 0;
		if (n > 1 && count > INT64_MAX / 16 / n)
			return failed(err, "shape: too many elements");
		count *= n > 1 ? n : 1;
	}
	if (zero)
		count = 0;
	size_t bytes;
	if (!type_bits(tensor->type) || !tensor_is_constant(tensor) || tensor->is_sparse)
		return true;
	if (!known)
		return failed(err, "a constant of unknown shape");
	if (!type_bytes(tensor->type, count, &bytes) || bytes != tensor->buffer->n_bytes)
		return failed(err, "%zu bytes of data, but its shape needs %lld %s values",
			tensor->buffer->n_bytes, (long long)count, type_name(tensor->type));
	return true;
}

static bool verify_tensors(const Graph *graph, Error *err)
{
	for (int i = 0; i < graph->n_tensors; i++) {
		char label[16];
		const Tensor *tensor = &graph->tensors[i];
		if (!verify_size(tensor, err) || !verify_quantization(tensor, err))
			return failed_in(err, "tensor '%s': ", tensor_label(graph, i, label));
	}
	return true;
}

static bool verify_list(const Graph *graph, const char *what, int n, const int *list,
	bool may_omit, Error *err)
{
	for (int i = 0; i < n; i++)
		if (list[i] >= graph->n_tensors || list[i] < (may_omit ? -1 : 0))
			return failed(err, "%s %d is tensor %d, of %d", what, i, list[i],
				graph->n_tensors);
	return true;
}

/* Each operator reads only what is there by then, and no tensor is computed twice. Unknown
 * operators may also read memory to work in, which nothing computes. */
static bool verify_order(const Graph *graph, bool *ready, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_tensors; i++) {
		const Tensor *tensor = &graph->tensors[i];
		ready[i] = tensor_is_constant(tensor) || tensor->is_variable;
	}
	for (int i = 0; i < graph->n_inputs; i++)
		ready[graph->inputs[i]] = true;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++)
			if (op->code->type != OP_OTHER && op->inputs[k] >= 0 && !ready[op->inputs[k]])
				return failed(err,
					"operator %d (%s) reads tensor '%s' before it is computed", i,
					op->code->name, tensor_label(graph, op->inputs[k], label));
		for (int k = 0; k < op->n_outputs; k++) {
			if (op->outputs[k] < 0)
				continue;
			if (ready[op->outputs[k]] && !graph->tensors[op->outputs[k]].is_variable)
				return failed(err, "operator %d (%s) computes tensor '%s' a second time",
					i, op->code->name, tensor_label(graph, op->outputs[k], label));
			ready[op->outputs[k]] = true;
		}
	}
	for (int i = 0; i < graph->n_outputs; i++)
		if (!ready[graph->outputs[i]])
			return failed(err, "output '%s' is never computed",
				tensor_label(graph, graph->outputs[i], label));
	return true;
}

static bool verify_graph(const Graph *graph, Error *err)
{
	if (!verify_tensors(graph, err) ||
		!verify_list(graph, "input", graph->n_inputs, graph->inputs, false, err) ||
		!verify_list(graph, "output", graph->n_outputs, graph->outputs, false, err))
		return false;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!verify_list(graph, "input", op->n_inputs, op->inputs, true, err) ||
			!verify_list(graph, "output", op->n_outputs, op->outputs, true, err) ||
			!verify_list(graph, "intermediate", op->n_intermediates, op->intermediates,
				true, err) ||
			(is_decode(op) && !verify_decode(graph, op, err)))
			return failed_in(err, "operator %d (%s): ", i, op->code->name);
	}
	Arena scratch = {0};
	bool *ready = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *ready);
	bool ok = verify_order(graph, ready, err);
	arena_finish(&scratch);
	return ok;
}

static bool verify_signature(const Model *model, const Signature *signature, Error *err)
{
	if (signature->graph < 0 || signature->graph >= model->n_graphs)
		return failed(err, "signature '%s': subgraph %d of %d", signature->key,
			signature->graph, model->n_graphs);
	int n = model->graphs[signature->graph].n_tensors;
	for (int i = 0; i < signature->n_inputs + signature->n_outputs; i++) {
		const TensorName *name = i < signature->n_inputs
			? &signature->inputs[i]
			: &signature->outputs[i - signature->n_inputs];
		if (name->tensor < 0 || name->tensor >= n)
			return failed(err, "signature '%s': '%s' is tensor %d, of %d", signature->key,
				name->name, name->tensor, n);
	}
	return true;
}

bool model_verify(const Model *model, Error *err)
{
	if (model->n_graphs == 0)
		return failed(err, "no subgraph");
	if (model->buffers[0]->n_bytes > 0)
		return failed(err, "buffer 0, that of computed tensors, has %zu bytes",
			model->buffers[0]->n_bytes);
	for (int i = 0; i < model->n_graphs; i++)
		if (!verify_graph(&model->graphs[i], err))
			return i == 0 ? false : failed_in(err, "subgraph %d: ", i);
	for (int i = 0; i < model->n_signatures; i++)
		if (!verify_signature(model, &model->signatures[i], err))
			return false;
	return true;
}
