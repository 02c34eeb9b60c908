/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/decoders.h"

static bool verify_bytes(const Graph *graph, const Op *op, int place, size_t least,
	Error *err)
{
	char label[16];
	const Tensor *tensor = op_input(graph, op, place);
	if (!tensor)
		return failed(err, "input %d is left out", place);
	if (!tensor_is_constant(tensor))
		return failed(err, "input %d, tensor '%s', is not a constant", place,
			tensor_label(graph, op->inputs[place], label));
	return tensor->buffer->n_bytes >= least ||
		failed(err, "tensor '%s' has %zu bytes; its header alone needs %zu",
			tensor_label(graph, op->inputs[place], label), tensor->buffer->n_bytes,
			least);
}

bool verify_decode(const Graph *graph, const Op *op, Error *err)
{
	if (op->n_outputs < 1 || op->n_inputs % 2 != 0 || op->n_inputs / 2 != op->n_outputs)
		return failed(err, "%d inputs and %d outputs; it has two inputs an output",
			op->n_inputs, op->n_outputs);
	for (int k = 0; k < op->n_outputs; k++) {
		if (!op_output(graph, op, k))
			return failed(err, "output %d is left out", k);
		if (!verify_bytes(graph, op, encoded_place(k), 1, err) ||
			!verify_bytes(graph, op, ancillary_place(k), DECODER_HEADER_BYTES, err))
			return false;
	}
	return true;
}

int count_decoders(const Model *model)
{
	int n = 0;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_ops; i++)
			n += is_decode(&model->graphs[g].ops[i]);
	return n;
}

bool model_is_decoded(const Model *model, Error *err)
{
	char label[16];
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++)
			if (is_decode(&graph->ops[i]))
				return failed(err, "%s: weights are encoded; `whit huffman -d` first",
					tensor_label(graph, graph->ops[i].outputs[0], label));
	}
	return true;
}
