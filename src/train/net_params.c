/* SPDX-License-Identifier: Apache-2.0 */
/* A net's parameters: which there are, and who reads them. */
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

/* What is left to be filled follows from the shape. */
static int append(Net *net, Param param)
{
	size_t index = (size_t)net->n_params;
	param.count = (size_t)shape_count(param.shape);
	param.gradient = arena_array(&net->arena, param.count, sizeof(Real));
	param.n_rows = param.shape.rank > 0 ? param.shape.dims[0] : 1;
	param.row_count = param.count / (size_t)param.n_rows;
	param.fan_in = fan_in_of(&param, net->graph->ops[param.op].code->type);
	net->params = arena_grow(&net->arena, net->params, index, &net->params_capacity,
		sizeof *net->params);
	net->params[index] = param;
	return net->n_params++;
}

static int add_param(Net *net, int layer, int input)
{
	const TrainLayer *train = &net->layers[layer].train;
	int tensor = train->op->inputs[input];
	NetTensor *made = &net->tensors[tensor];
	Real *values =
		arena_copy(&net->arena, made->constant, made->count * sizeof *made->constant);
	made->constant = values;
	made->param = append(net,
		(Param){
			.tensor = tensor,
			.op = layer,
			.kind = kind_of(train, input),
			.shape = known_input_shape(net->graph, train->op, input),
			.values = values,
		});
	return made->param;
}

static void read_param(Net *net, int param, int layer, int input)
{
	ParamReaders *readers = &net->readers[param];
	readers->readers = arena_grow(&net->arena, readers->readers, (size_t)readers->n,
		&readers->capacity, sizeof *readers->readers);
	readers->readers[readers->n++] = (Reader){layer, input};
}

static void add_norm(Net *net, int layer)
{
	static const ParamKind kinds[N_NORM_PARTS] = {[NORM_GAMMA] = PARAM_FACTORS,
		[NORM_BETA] = PARAM_BIAS,
		[NORM_MEAN] = PARAM_AVERAGE,
		[NORM_VARIANCE] = PARAM_AVERAGE};
	const Norm *norm = net->layers[layer].norm;
	for (int i = 0; norm && i < N_NORM_PARTS; i++) {
		int param = append(net,
			(Param){
				.tensor = -1,
				.op = layer,
				.kind = kinds[i],
				.shape = {1, {(int)norm->channels}},
				.values = norm->parts[i],
			});
		if (kinds[i] != PARAM_AVERAGE)
			read_param(net, param, layer, norm_input(norm, (NormPart)i));
	}
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
	read_param(net, param, layer, input);
	return true;
}

/* Blocks of whole rows, small enough to be shared among threads and to stay in a cache. */
static void cut_blocks(Net *net)
{
	enum { BLOCK_ELEMENTS = 16 * 1024 };
	size_t capacity = 0;
	for (int i = 0; i < net->n_params; i++) {
		Param *param = &net->params[i];
		if (param->kind == PARAM_AVERAGE)
			continue;
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
	size_t most = (size_t)net->graph->n_tensors + N_NORM_PARTS * (size_t)net_n_norms(net);
	net->readers = arena_array(&net->arena, most, sizeof *net->readers);
	for (int i = 0; i < net->graph->n_ops; i++) {
		const TrainLayer *train = &net->layers[i].train;
		if (!net->layers[i].is_skipped &&
			(!add_reader(net, i, train->weights, err) ||
				!add_reader(net, i, train->bias, err)))
			return false;
		add_norm(net, i);
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
