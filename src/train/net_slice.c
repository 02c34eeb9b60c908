/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of a batch go through the layers. */
#include <string.h>

#include "src/train/add.h"
#include "src/train/clamp.h"
#include "src/train/net_parts.h"

/* --- A layer --- */

static void fill_values(const Slice *slice, const NetLayer *layer, NetWorker *worker)
{
	const Net *net = slice->net;
	const Op *op = layer->train.op;
	for (int k = 0; k < op->n_inputs; k++) {
		int tensor = op->inputs[k];
		const NetTensor *made = tensor < 0 ? NULL : &net->tensors[tensor];
		worker->in[k] = !made || !made->count ? NULL
			: made->constant                  ? made->constant
											  : net_values(net, slice, tensor);
	}
	for (int k = 0; k < op->n_outputs; k++) {
		worker->out[k] = net_values(net, slice, op->outputs[k]);
		worker->d_out[k] = net_gradient(net, slice, op->outputs[k]);
	}
}

static LayerPass pass_of(const Slice *slice, const NetLayer *layer)
{
	Net *net = slice->net;
	NetWorker *worker = &net->workers[slice->worker];
	fill_values(slice, layer, worker);
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

static void run_forward(const NetStep *step, const Slice *slice, const NetLayer *layer)
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
static void prepare_gradient(const NetStep *step, const Slice *slice,
	const NetLayer *layer, const LayerPass *pass, int k)
{
	int tensor = layer->train.op->outputs[k];
	size_t count = (size_t)slice->n * step->net->tensors[tensor].count;
	Real *gradient = pass->d_out[k];
	if (layer->is_unread[k])
		memset(gradient, 0, count * sizeof *gradient);
	if (step->hooks->propagated)
		step->hooks->propagated(step->hooks->context, slice, tensor, pass->out[k],
			gradient, count);
	activation_undo(layer->train.activation, pass->out[k], gradient, count);
}

static void prepare_gradients(const NetStep *step, const Slice *slice,
	const NetLayer *layer, const LayerPass *pass)
{
	for (int k = 0; k < layer->train.op->n_outputs; k++)
		prepare_gradient(step, slice, layer, pass, k);
}

/* First halves of a layer that is normalised by the batch. */
static void begin_forward(const Slice *slice, const NetLayer *layer)
{
	const LayerPass pass = pass_of(slice, layer);
	norm_begin(layer->norm, &pass);
}

static void begin_backward(const NetStep *step, const Slice *slice, const NetLayer *layer)
{
	const LayerPass pass = pass_of(slice, layer);
	prepare_gradients(step, slice, layer, &pass);
	norm_begin_back(layer->norm, &pass);
}

/*
 * Give an input its gradient. One that has some already gets it by way of `added`, one input
 * after another, since the operator fills what it is given.
 */
static void run_backward(const NetStep *step, const Slice *slice, const NetLayer *layer)
{
	const Net *net = step->net;
	const Op *op = layer->train.op;
	NetWorker *worker = &net->workers[slice->worker];
	LayerPass pass = pass_of(slice, layer);
	if (!layer->norm)
		prepare_gradients(step, slice, layer, &pass);
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

/* --- All layers --- */

/* The layer whose turn is at a time, as net_memory.c counts it; NULL where there is nothing to do. */
static const NetLayer *layer_at(const NetStep *step, int time)
{
	int n = step->net->graph->n_ops;
	const NetLayer *layer = &step->net->layers[time < n ? time : 2 * n - time];
	return time == n || (time < n ? layer->is_skipped : !layer->has_backward) ? NULL
																			  : layer;
}

/* Whether slices wait for each other in a layer. */
static bool is_halved(const NetLayer *layer)
{
	return layer && layer->norm && layer->norm->by == NORM_BY_BATCH;
}

static void load(const NetStep *step, const Slice *slice)
{
	const Net *net = step->net;
	const StepHooks *hooks = step->hooks;
	hooks->load(hooks->context, slice);
	for (int i = 0; hooks->computed && i < net->graph->n_inputs; i++)
		hooks->computed(hooks->context, slice, net->graph->inputs[i],
			slice_input(slice, i),
			(size_t)slice->n * net->tensors[net->graph->inputs[i]].count);
}

static void look(const NetStep *step, const Slice *slice)
{
	clear_gradients(slice);
	if (step->hooks->loss)
		step->hooks->loss(step->hooks->context, slice);
}

static int last_time(const NetStep *step)
{
	int n = step->net->graph->n_ops;
	return step->goes_back ? 2 * n : n;
}

/* From where all slices are to where they wait for each other, or the end. */
static void run_slice(void *context, int worker, int item)
{
	const NetStep *step = context;
	Net *net = step->net;
	int n_ops = net->graph->n_ops, end = last_time(step);
	int memory = net->is_together ? item : worker;
	Slice slice = {net, item, item * net->slice, net->slice, worker, memory};
	if (slice.n > step->n - slice.first)
		slice.n = step->n - slice.first;
	if (!step->is_half)
		load(step, &slice);
	for (int time = step->time; time <= end; time++) {
		const NetLayer *layer = layer_at(step, time);
		bool is_first_half = is_halved(layer) && !(step->is_half && time == step->time);
		if (is_first_half && time < n_ops)
			begin_forward(&slice, layer);
		else if (is_first_half)
			begin_backward(step, &slice, layer);
		if (is_first_half)
			return;
		if (time == n_ops)
			look(step, &slice);
		else if (layer && time < n_ops)
			run_forward(step, &slice, layer);
		else if (layer)
			run_backward(step, &slice, layer);
	}
}

NormSlices net_norm_slices(const Net *net, const NetLayer *layer, int n)
{
	return (NormSlices){net->partials + layer->partial_offset, net->partial_count, n,
		net->slice};
}

void net_run_slices(NetStep *step, Team *team)
{
	const Net *net = step->net;
	int n_slices = net_slices(net, step->n), end = last_time(step);
	team_run(team, n_slices, run_slice, step);
	for (int time = 0; time <= end; time++) {
		const NetLayer *layer = layer_at(step, time);
		if (!is_halved(layer))
			continue;
		const NormSlices slices = net_norm_slices(net, layer, step->n);
		if (time < net->graph->n_ops)
			norm_turn(layer->norm, &slices);
		else
			norm_turn_back(layer->norm, &slices);
		step->time = time;
		step->is_half = true;
		team_run(team, n_slices, run_slice, step);
	}
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
