/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/logits.h"

#include <math.h>

#include "passes/layers/model_part.h"

/* Whether its output's values are those of its first input, in the same order. */
static bool keeps_values(OpType type)
{
	switch (type) {
	case OP_DEQUANTIZE:
	case OP_EXPAND_DIMS:
	case OP_QUANTIZE:
	case OP_RESHAPE:
	case OP_SQUEEZE:
		return true;
	default:
		return false;
	}
}

/* The operator, back from a tensor, that computes its values; -1 where none does. State may be
 * read before an operator computes it anew: that one is not looked at. */
static int find_origin(const Graph *graph, int tensor)
{
	int before = graph->n_ops, op = graph_producer(graph, tensor);
	while (op >= 0 && op < before && keeps_values(graph->ops[op].code->type) &&
		op_input(graph, &graph->ops[op], 0)) {
		before = op;
		op = graph_producer(graph, graph->ops[op].inputs[0]);
	}
	return op < before ? op : -1;
}

static bool check_softmax(const Graph *graph, const Logits *logits, int output,
	Error *err)
{
	Shape in, out;
	if (!isfinite(logits->factor))
		return failed(err, "beta is %g", (double)logits->factor);
	if (!shape_of(graph, logits->tensor, &in, err) || !shape_of(graph, output, &out, err))
		return false;
	return shape_count(in) == shape_count(out) ||
		failed(err, "%lld values go in, but the output has %lld",
			(long long)shape_count(in), (long long)shape_count(out));
}

bool logits_find(const Model *model, int output, Logits *logits, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (output < 0 || output >= graph->n_outputs)
		return failed(err, "%s: no output %d; the model has %d", model->name, output,
			graph->n_outputs);
	int tensor = graph->outputs[output], origin = find_origin(graph, tensor);
	*logits = (Logits){.tensor = tensor, .origin = origin, .factor = 1};
	if (origin < 0)
		return true;
	const Op *op = &graph->ops[origin];
	OpType type = op->code->type;
	if ((type != OP_SOFTMAX && type != OP_LOG_SOFTMAX) || !op_input(graph, op, 0))
		return true;
	logits->tensor = op->inputs[0];
	logits->is_softmax = true;
	if (type == OP_SOFTMAX)
		logits->factor = op->attrs.softmax.beta;
	return check_softmax(graph, logits, tensor, err) ||
		failed_in(err, "%s: operator %d (%s): ", model->name, origin, op->code->name);
}

static void scale(const Array *from, float factor, Arena *arena, Array *to)
{
	size_t n = (size_t)shape_count(from->shape);
	const float *values = from->data;
	float *scaled = arena_array(arena, n, sizeof *scaled);
	for (size_t i = 0; i < n; i++)
		scaled[i] = factor * values[i];
	to->data = scaled;
}

bool logits_infer(const Model *model, const Logits *logits, const Samples *samples,
	const InferSettings *settings, Arena *arena, Array *out, Error *err)
{
	const Graph *graph = &model->graphs[0];
	ModelPart part;
	Shape shape;
	InferSettings how = *settings;
	how.output = 0;
	how.dequantize = true;
	model_part(model, logits->tensor, graph->n_ops - 1, arena, &part);
	if (!infer_shape(graph, graph->outputs[settings->output], samples, &shape, err))
		return failed_in(err, "%s: ", model->name);
	if (!infer(&part.model, samples, &how, arena, out, err))
		return false;
	out->shape = shape;
	if (logits->factor != 1)
		scale(out, logits->factor, arena, out);
	return true;
}
