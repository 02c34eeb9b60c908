/* SPDX-License-Identifier: Apache-2.0 */
/* A net's values written into a model. */
#include "src/graph/layer_bias.h"
#include "src/graph/roles.h"
#include "src/train/net_parts.h"

/* The output channel that weight i of n is of: the last dimension of depthwise weights counts it,
 * the first of others. */
static size_t channel_of(const Norm *norm, size_t i, size_t n)
{
	bool is_last = norm->conv.op->code->type == OP_DEPTHWISE_CONV_2D;
	return is_last ? i % norm->channels : i / (n / norm->channels);
}

static void store_param(const Net *net, const Param *param, Model *model)
{
	const Norm *norm = param->kind == PARAM_WEIGHTS ? net->layers[param->op].norm : NULL;
	float *values = arena_array(&model->arena, param->count, sizeof *values);
	for (size_t k = 0; k < param->count; k++) {
		Real value = param->values[k];
		values[k] = (float)value;
		if (norm && value != 0)
			values[k] = (float)((double)value *
				norm_factor(norm, channel_of(norm, k, param->count)));
	}
	model_set_constant(model, &model->graphs[0].tensors[param->tensor], values,
		param->count * sizeof *values);
}

static int count_readers(const Graph *graph, int tensor)
{
	int n = graph_is_output(graph, tensor);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			n += graph->ops[i].inputs[k] == tensor;
	return n;
}

/* A bias that others read is left to them. */
static void store_bias(const Norm *norm, int op_index, Model *model)
{
	Graph *graph = &model->graphs[0];
	Op *op = &graph->ops[op_index];
	size_t n = norm->channels;
	if (bias_index(op) >= 0 && count_readers(graph, bias_index(op)) > 1)
		op->n_inputs = roles_of(op->code->type).bias;
	Tensor *bias = layer_bias(model, graph, op, n);
	float *values = arena_array(&model->arena, n, sizeof *values);
	for (size_t k = 0; k < n; k++)
		values[k] = (float)norm_bias(norm, k);
	bias->type = TYPE_FLOAT32;
	model_set_constant(model, bias, values, n * sizeof *values);
}

void net_store(const Net *net, Model *model)
{
	for (int i = 0; i < net->n_params; i++)
		if (net->params[i].tensor >= 0)
			store_param(net, &net->params[i], model);
	for (int i = 0; i < net->graph->n_ops; i++)
		if (net->layers[i].norm)
			store_bias(net->layers[i].norm, i, model);
}
