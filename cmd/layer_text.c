/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/layer_text.h"

#include "src/graph/roles.h"

#include <stdio.h>

const char *dims_text(const Tensor *tensor, char text[DIMS_TEXT_BYTES])
{
	size_t used = (size_t)snprintf(text, DIMS_TEXT_BYTES, tensor->rank ? "" : "scalar");
	for (int i = 0; i < tensor->rank && used < DIMS_TEXT_BYTES; i++) {
		const char *between = i ? "x" : "";
		size_t left = DIMS_TEXT_BYTES - used;
		int length = tensor->dims[i] < 0
			? snprintf(text + used, left, "%s?", between)
			: snprintf(text + used, left, "%s%d", between, tensor->dims[i]);
		used += (size_t)length;
	}
	return text;
}

const char *output_text(const Graph *graph, const Op *op, char text[DIMS_TEXT_BYTES])
{
	char dims[DIMS_TEXT_BYTES];
	const Tensor *out = op_output(graph, op, 0);
	if (!out)
		snprintf(text, DIMS_TEXT_BYTES, "-");
	else if (op->n_outputs > 1)
		snprintf(text, DIMS_TEXT_BYTES, "%.48s +%d", dims_text(out, dims),
			op->n_outputs - 1);
	else
		dims_text(out, text);
	return text;
}

const char *types_text(const Graph *graph, const Op *op, const Tensor *weights,
	char text[TYPES_TEXT_BYTES])
{
	const Tensor *in = op_data(graph, op), *out = op_output(graph, op, 0);
	DataType to = out ? out->type : in ? in->type : TYPE_FLOAT32;
	DataType from = in ? in->type : to, by = weights ? weights->type : to;
	bool is_cast = from != to, is_hybrid = by != to && by != from;
	snprintf(text, TYPES_TEXT_BYTES, "%s%s%s%s%s", is_cast ? type_name(from) : "",
		is_cast ? ">" : "", in || out ? type_name(to) : "-", is_hybrid ? "/" : "",
		is_hybrid ? type_name(by) : "");
	return text;
}
