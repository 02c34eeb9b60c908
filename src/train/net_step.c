/* SPDX-License-Identifier: Apache-2.0 */
/* A step: weights are packed, slices go through the layers, gradients are summed. */
#include <string.h>

#include "src/graph/roles.h"
#include "src/train/add.h"
#include "src/train/clamp.h"
#include "src/train/net_parts.h"

/* How far a step moves averages towards its batch. */
#define AVERAGED_SHARE 0.1

typedef struct Step {
	Net *net;
	const StepHooks *hooks;
	int n;
	bool goes_back;
} Step;

/* --- A slice --- */

static void fill_values(const Slice *slice, const Op *op, const Real **in, Real **out)
{
	const Net *net = slice->net;
	for (int k = 0; k < op->n_inputs; k++) {
		int tensor = op->inputs[k];
		const NetTensor *made = tensor < 0 ? NULL : &net->tensors[tensor];
		in[k] = !made || !made->count ? NULL
			: made->constant          ? made->constant
									  : net_values(net, slice, tensor);
	}
	for (int k = 0; k < op->n_outputs; k++)
		out[k] = net_values(net, slice, op->outputs[k]);
}

static LayerPass pass_of(const Slice *slice, const NetLayer *layer)
{
	Net *net = slice->net;
	NetWorker *worker = &net->workers[slice->worker];
	fill_values(slice, layer->train.op, worker->in, worker->out);
	return (LayerPass){
		.n = slice->n,
		.in = worker->in,
		.out = worker->out,
		.state = net_at(net, slice, layer->state, layer->train.state_count),
		.scratch = worker->scratch,
		.d_out = worker->d_out,
		.d_in = worker->d_in,
		.partial = net->partials + (size_t)slice->index * net->partial_count +
			layer->partial_offset,
	};
}

static void run_forward(const Step *step, const Slice *slice, const NetLayer *layer)
{
	const Net *net = step->net;
	const Op *op = layer->train.op;
	LayerPass pass = pass_of(slice, layer);
	layer->train.forward(&layer->train, &pass);
	for (int k = 0; k < op->n_outputs; k++) {
		size_t count = (size_t)slice->n * net->tensors[op->outputs[k]].count;
		if (!layer->train.clamps)
			activation_do(layer->train.activation, pass.out[k], count);
		if (step->hooks->computed)
			step->hooks->computed(step->hooks->context, slice, op->outputs[k],
				pass.out[k], count);
	}
}

/* The gradient of an output, as the operator itself sees it. */
static void prepare_gradient(const Step *step, const Slice *slice, const NetLayer *layer,
	const LayerPass *pass, int k)
{
	int tensor = layer->train.op->outputs[k];
	size_t count = (size_t)slice->n * step->net->tensors[tensor].count;
	Real *gradient = net_gradient(step->net, slice, tensor);
	step->net->workers[slice->worker].d_out[k] = gradient;
	if (layer->is_unread[k])
		memset(gradient, 0, count * sizeof *gradient);
	if (step->hooks->propagated)
		step->hooks->propagated(step->hooks->context, slice, tensor, pass->out[k],
			gradient, count);
	activation_undo(layer->train.activation, pass->out[k], gradient, count);
}

/*
 * Give an input its gradient. One that has some already gets it by way of `added`, one input
 * after another, since the operator fills what it is given.
 */
static void run_backward(const Step *step, const Slice *slice, const NetLayer *layer)
{
	const Net *net = step->net;
	const Op *op = layer->train.op;
	NetWorker *worker = &net->workers[slice->worker];
	LayerPass pass = pass_of(slice, layer);
	for (int k = 0; k < op->n_outputs; k++)
		prepare_gradient(step, slice, layer, &pass, k);
	Real *added = worker->added;
	for (int k = 0; k < op->n_inputs; k++) {
		int tensor = op->inputs[k];
		bool is_wanted = tensor >= 0 && net->tensors[tensor].is_wanted &&
			!net->tensors[tensor].constant;
		worker->d_in[k] = !is_wanted ? NULL
			: layer->adds[k]         ? added
									 : net_gradient(net, slice, tensor);
		if (is_wanted && layer->adds[k])
			added += (size_t)slice->n * net->tensors[tensor].count;
	}
	layer->train.backward(&layer->train, &pass);
	for (int k = 0; k < op->n_inputs; k++)
		if (pass.d_in[k] && layer->adds[k])
			add_to(net_gradient(net, slice, op->inputs[k]), pass.d_in[k],
				(size_t)slice->n * net->tensors[op->inputs[k]].count);
}

static void clear_gradients(const Slice *slice)
{
	const Net *net = slice->net;
	for (int i = 0; i < net->graph->n_outputs; i++)
		memset(net_gradient(net, slice, net->outputs[i]), 0,
			(size_t)slice->n * net->tensors[net->outputs[i]].count * sizeof(Real));
}

static void run_slice(void *context, int worker, int item)
{
	const Step *step = context;
	Net *net = step->net;
	const StepHooks *hooks = step->hooks;
	Slice slice = {net, item, item * net->slice, net->slice, worker};
	if (slice.n > step->n - slice.first)
		slice.n = step->n - slice.first;
	hooks->load(hooks->context, &slice);
	for (int i = 0; hooks->computed && i < net->graph->n_inputs; i++)
		hooks->computed(hooks->context, &slice, net->graph->inputs[i],
			slice_input(&slice, i),
			(size_t)slice.n * net->tensors[net->graph->inputs[i]].count);
	for (int i = 0; i < net->graph->n_ops; i++)
		if (!net->layers[i].is_skipped)
			run_forward(step, &slice, &net->layers[i]);
	clear_gradients(&slice);
	if (hooks->loss)
		hooks->loss(hooks->context, &slice);
	for (int i = net->graph->n_ops - 1; step->goes_back && i >= 0; i--)
		if (net->layers[i].has_backward)
			run_backward(step, &slice, &net->layers[i]);
}

Real *slice_input(const Slice *slice, int i)
{
	return net_values(slice->net, slice, slice->net->graph->inputs[i]);
}

const Real *slice_output(const Slice *slice, int i)
{
	return net_values(slice->net, slice, slice->net->outputs[i]);
}

Real *slice_output_gradient(const Slice *slice, int i)
{
	return net_gradient(slice->net, slice, slice->net->outputs[i]);
}

/* --- Before and after the slices --- */

static void run_pack(void *context, int worker, int item)
{
	(void)worker;
	const Net *net = ((const Step *)context)->net;
	const PackPiece *piece = &net->packs[item];
	const TrainLayer *train = &net->layers[piece->layer].train;
	int weights = train->op->inputs[train->weights];
	train->pack(train, net->tensors[weights].constant, piece->piece);
}

static void sum_gradient(const Step *step, const ParamBlock *block, const Reader *reader,
	bool add)
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
	const Step *step = context;
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

void net_forward(Net *net, Team *team, int n, const StepHooks *hooks)
{
	Step step = {.net = net, .hooks = hooks, .n = n};
	net_add_workers(net, team_size(team));
	team_run(team, net->n_packs, run_pack, &step);
	team_run(team, net_slices(net, n), run_slice, &step);
}

/* --- Batch normalisation --- */

static void normalise_by(Net *net, NormBy by)
{
	for (int i = 0; i < net->graph->n_ops; i++)
		if (net->layers[i].norm)
			net->layers[i].norm->by = by;
}

static void move_averages(Net *net, int n, double share, bool keeps)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		const NetLayer *layer = &net->layers[i];
		const NormSlices slices = {net->partials + layer->partial_offset,
			net->partial_count, n, net->slice};
		if (layer->norm)
			norm_average(layer->norm, &slices, share, keeps);
	}
}

void net_use_averages(Net *net, bool uses)
{
	normalise_by(net, uses ? NORM_BY_AVERAGES : NORM_BY_SLICE);
}

void net_gather_averages(Net *net, Team *team, int n, const StepHooks *hooks,
	double share)
{
	normalise_by(net, NORM_GATHERS);
	net_forward(net, team, n, hooks);
	move_averages(net, n, share, true);
	normalise_by(net, NORM_BY_SLICE);
}

/* --- All of it --- */

void net_step(Net *net, Team *team, int n, const StepHooks *hooks)
{
	Step step = {.net = net, .hooks = hooks, .n = n, .goes_back = true};
	net_add_workers(net, team_size(team));
	team_run(team, net->n_packs, run_pack, &step);
	team_run(team, net_slices(net, n), run_slice, &step);
	move_averages(net, n, AVERAGED_SHARE, false);
	team_run(team, net->n_blocks, run_block, &step);
}

void net_update(Net *net, Team *team, const StepHooks *hooks)
{
	Step step = {.net = net, .hooks = hooks};
	team_run(team, net->n_blocks, run_block, &step);
}
