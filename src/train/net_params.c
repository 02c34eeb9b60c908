/* SPDX-License-Identifier: Apache-2.0 */
/* A net's parameters: which there are, who reads them, and storing them. */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/net_parts.h"

static ParamKind kind_of(const TrainLayer *train, int input)
{
	if (train->op->code->type == OP_PRELU)
		return PARAM_FACTORS;
	return input == train->weights ? PARAM_WEIGHTS : PARAM_BIAS;
}

/* A depthwise filter lies along the last axis, others along the first. */
static size_t fan_in_of(const Param *param, OpType type)
{
	const Shape *shape = &param->shape;
	if (shape->rank == 0)
		return 1;
	int filters = shape->dims[type == OP_DEPTHWISE_CONV_2D ? shape->rank - 1 : 0];
	return param->count / (size_t)filters;
}

static int add_param(Net *net, int layer, int input)
{
	const TrainLayer *train = &net->layers[layer].train;
	int tensor = train->op->inputs[input], index = net->n_params;
	NetTensor *made = &net->tensors[tensor];
	Param param = {
		.tensor = tensor,
		.op = layer,
		.kind = kind_of(train, input),
		.shape = known_input_shape(net->graph, train->op, input),
		.count = made->count,
		.values = arena_array(&net->arena, made->count, sizeof(Real)),
		.gradient = arena_array(&net->arena, made->count, sizeof(Real)),
	};
	param.n_rows = param.shape.rank > 0 ? param.shape.dims[0] : 1;
	param.row_count = param.count / (size_t)param.n_rows;
	param.fan_in = fan_in_of(&param, train->op->code->type);
	memcpy(param.values, made->constant, param.count * sizeof(Real));
	made->constant = param.values;
	made->param = index;
	net->params = arena_grow(&net->arena, net->params, (size_t)index,
		&net->params_capacity, sizeof *net->params);
	net->params[index] = param;
	net->n_params++;
	return index;
}

static bool add_reader(Net *net, int layer, int input, Error *err)
{
	char label[16];
	const Op *op = net->layers[layer].train.op;
	if (input < 0 || input >= op->n_inputs || op->inputs[input] < 0)
		return true;
	int tensor = op->inputs[input];
	if (!net->tensors[tensor].constant) {
		failed(err, "'%s' is no constant float32, as weights that are trained must be",
			tensor_label(net->graph, tensor, label));
		return failed_in(err, "operator %d (%s): ", layer, op->code->name);
	}
	int param = net->tensors[tensor].param;
	if (param < 0)
		param = add_param(net, layer, input);
	ParamReaders *readers = &net->readers[param];
	readers->readers = arena_grow(&net->arena, readers->readers, (size_t)readers->n,
		&readers->capacity, sizeof *readers->readers);
	readers->readers[readers->n++] = (Reader){layer, input};
	return true;
}

/* Blocks of whole rows, small enough to be shared among threads and to stay in a cache. */
static void cut_blocks(Net *net)
{
	enum { BLOCK_ELEMENTS = 16 * 1024 };
	size_t capacity = 0;
	for (int i = 0; i < net->n_params; i++) {
		Param *param = &net->params[i];
		size_t fits = BLOCK_ELEMENTS / (param->row_count ? param->row_count : 1);
		int rows = fits < 1                ? 1
			: fits < (size_t)param->n_rows ? (int)fits
										   : param->n_rows;
		for (int first = 0; first < param->n_rows; first += rows) {
			int n = param->n_rows - first < rows ? param->n_rows - first : rows;
			net->blocks = arena_grow(&net->arena, net->blocks, (size_t)net->n_blocks,
				&capacity, sizeof *net->blocks);
			net->blocks[net->n_blocks++] = (ParamBlock){param, i, first, n,
				(size_t)first * param->row_count, (size_t)n * param->row_count};
		}
	}
}

static void list_packs(Net *net)
{
	size_t capacity = 0;
	for (int i = 0; i < net->graph->n_ops; i++)
		for (int k = 0; net->layers[i].train.pack && k < net->layers[i].train.n_packs;
			 k++) {
			net->packs = arena_grow(&net->arena, net->packs, (size_t)net->n_packs,
				&capacity, sizeof *net->packs);
			net->packs[net->n_packs++] = (PackPiece){i, k};
		}
}

bool net_find_params(Net *net, Error *err)
{
	/* Each tensor is one parameter at most. */
	net->readers =
		arena_array(&net->arena, (size_t)net->graph->n_tensors, sizeof *net->readers);
	for (int i = 0; i < net->graph->n_ops; i++) {
		const TrainLayer *train = &net->layers[i].train;
		if (!net->layers[i].is_skipped &&
			(!add_reader(net, i, train->weights, err) ||
				!add_reader(net, i, train->bias, err)))
			return false;
	}
	cut_blocks(net);
	list_packs(net);
	return true;
}

int net_n_params(const Net *net)
{
	return net->n_params;
}

Param *net_param(Net *net, int i)
{
	return &net->params[i];
}

void net_store(const Net *net, Model *model)
{
	for (int i = 0; i < net->n_params; i++) {
		const Param *param = &net->params[i];
		float *values = arena_array(&model->arena, param->count, sizeof *values);
		for (size_t k = 0; k < param->count; k++)
			values[k] = (float)param->values[k];
		model_set_constant(model, &model->graphs[0].tensors[param->tensor], values,
			param->count * sizeof *values);
	}
}
