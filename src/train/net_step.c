/* SPDX-License-Identifier: Apache-2.0 */
/* A step: weights are packed, slices go through the layers, gradients are summed. */
#include <string.h>

#include "src/graph/roles.h"
#include "src/train/net_parts.h"

/* How far a step moves averages towards its batch. */
#define AVERAGED_SHARE 0.1

/* --- Before and after the slices --- */

static void run_pack(void *context, int worker, int item)
{
	(void)worker;
	const Net *net = ((const NetStep *)context)->net;
	const PackPiece *piece = &net->packs[item];
	const TrainLayer *train = &net->layers[piece->layer].train;
	int weights = train->op->inputs[train->weights];
	train->pack(train, net->tensors[weights].constant, piece->piece);
}

static void sum_gradient(const NetStep *step, const ParamBlock *block,
	const Reader *reader, bool add)
{
	const Net *net = step->net;
	const NetLayer *layer = &net->layers[reader->layer];
	const TrainLayer *train = &layer->train;
	LayerSum slices = {
		.n_slices = net_slices(net, step->n),
		.partial = net->partials + layer->partial_offset,
		.partial_step = net->partial_count,
		.n = step->n,
	};
	if (train->is_deferred) {
		slices.in = net->tensors[data_index(train->op)].values.whole;
		slices.d_out = net->tensors[train->op->outputs[0]].gradient.whole;
	}
	train->sum(train, &slices, reader->input, block->first_row, block->n_rows, add,
		block->param->gradient + block->first);
}

static void run_block(void *context, int worker, int item)
{
	(void)worker;
	const NetStep *step = context;
	const Net *net = step->net;
	const ParamBlock *block = &net->blocks[item];
	const ParamReaders *readers = &net->readers[block->index];
	bool add = false;
	for (int i = 0; step->goes_back && i < readers->n; i++) {
		if (!net->layers[readers->readers[i].layer].has_backward)
			continue;
		sum_gradient(step, block, &readers->readers[i], add);
		add = true;
	}
	if (step->goes_back && !add)
		memset(block->param->gradient + block->first, 0, block->count * sizeof(Real));
	if (step->hooks->update)
		step->hooks->update(step->hooks->context, block);
}

/* --- Batch normalisation --- */

static void normalise_by(Net *net, NormBy by)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		Norm *norm = net->layers[i].norm;
		if (norm)
			norm->by = by;
		if (norm && by != NORM_BY_BATCH)
			norm_take_averages(norm);
	}
}

static void move_averages(Net *net, int n, double share, bool keeps)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		const NetLayer *layer = &net->layers[i];
		const NormSlices slices = net_norm_slices(net, layer, n);
		if (layer->norm)
			norm_average(layer->norm, &slices, share, keeps);
	}
}

void net_use_averages(Net *net, bool uses)
{
	net->uses_averages = uses;
}

/* --- All of it --- */

static void run(NetStep *step, Team *team, NormBy by)
{
	Net *net = step->net;
	int n_slices = net_slices(net, step->n), n_threads = team_size(team);
	net_add_workers(net, net->is_together && n_slices > n_threads ? n_slices : n_threads);
	normalise_by(net, by);
	team_run(team, net->n_packs, run_pack, step);
	net_run_slices(step, team);
}

void net_forward(Net *net, Team *team, int n, const StepHooks *hooks)
{
	NetStep step = {.net = net, .hooks = hooks, .n = n};
	run(&step, team, net->uses_averages ? NORM_BY_AVERAGES : NORM_BY_BATCH);
}

void net_gather_averages(Net *net, Team *team, int n, const StepHooks *hooks,
	double share)
{
	NetStep step = {.net = net, .hooks = hooks, .n = n};
	run(&step, team, NORM_GATHERS);
	move_averages(net, n, share, true);
}

void net_step(Net *net, Team *team, int n, const StepHooks *hooks)
{
	NetStep step = {.net = net, .hooks = hooks, .n = n, .goes_back = true};
	run(&step, team, NORM_BY_BATCH);
	move_averages(net, n, AVERAGED_SHARE, false);
	team_run(team, net->n_blocks, run_block, &step);
}

void net_update(Net *net, Team *team, const StepHooks *hooks)
{
	NetStep step = {.net = net, .hooks = hooks};
	team_run(team, net->n_blocks, run_block, &step);
}
