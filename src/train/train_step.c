/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train_step.h"

#include <math.h>

/* Places for sums of squares: one a row of a parameter, since blocks are of whole rows. */
static void place_norms(Stepper *stepper, Arena *arena)
{
	Net *net = stepper->net;
	int n_params = net_n_params(net);
	stepper->first_norm =
		arena_array(arena, (size_t)n_params, sizeof *stepper->first_norm);
	for (int i = 0; i < n_params; i++) {
		stepper->first_norm[i] = stepper->n_norms;
		stepper->n_norms += (size_t)net_param(net, i)->n_rows;
	}
	stepper->norms = arena_array(arena, stepper->n_norms, sizeof *stepper->norms);
}

void stepper_prepare(Stepper *stepper, int batch, Arena *arena)
{
	const TrainFeed *feed = stepper->feed;
	Net *net = stepper->net;
	int n_workers = team_size(stepper->team), n_slices = net_slices(net, batch);
	if (stepper->how->batch_norm && n_slices > n_workers)
		n_workers = n_slices;
	size_t slice = (size_t)(net_slice(batch) < batch ? net_slice(batch) : batch);
	stepper->slices = arena_array(arena, (size_t)n_slices, sizeof *stepper->slices);
	stepper->workers = arena_array(arena, (size_t)n_workers, sizeof *stepper->workers);
	for (int i = 0; i < n_workers; i++)
		stepper->workers[i] = (StepWorker){
			.inputs = arena_array(arena, slice * feed->in_count, sizeof(float)),
			.taught = arena_array(arena, slice * feed->out_count, sizeof(float)),
			.other = arena_array(arena, feed->in_count, sizeof(float)),
			.scratch = arena_array(arena, feed->row_count, sizeof(float)),
			.mixes = arena_array(arena, slice, sizeof(Mix)),
		};
	place_norms(stepper, arena);
}

/* --- Rules --- */

static void rules_before(const Stepper *stepper, int64_t step, int64_t n_steps)
{
	for (int i = 0; i < stepper->n_rules; i++)
		if (stepper->rules[i].before)
			stepper->rules[i].before(stepper->rules[i].context, stepper->net, step,
				n_steps);
}

static void rules_gradients(const Stepper *stepper)
{
	for (int i = stepper->n_rules - 1; i >= 0; i--)
		if (stepper->rules[i].gradients)
			stepper->rules[i].gradients(stepper->rules[i].context, stepper->net);
}

static void rules_after(const Stepper *stepper)
{
	for (int i = 0; i < stepper->n_rules; i++)
		if (stepper->rules[i].after)
			stepper->rules[i].after(stepper->rules[i].context, stepper->net);
}

static void rules_computed(void *context, const Slice *slice, int tensor, Real *values,
	size_t count)
{
	const Stepper *stepper = context;
	for (int i = 0; i < stepper->n_rules; i++)
		if (stepper->rules[i].computed)
			stepper->rules[i].computed(stepper->rules[i].context, slice, tensor, values,
				count);
}

static void rules_propagated(void *context, const Slice *slice, int tensor,
	const Real *values, Real *gradient, size_t count)
{
	const Stepper *stepper = context;
	for (int i = stepper->n_rules - 1; i >= 0; i--)
		if (stepper->rules[i].propagated)
			stepper->rules[i].propagated(stepper->rules[i].context, slice, tensor, values,
				gradient, count);
}

/* --- Moving the parameters --- */

static void square_block(void *context, const ParamBlock *block)
{
	Stepper *stepper = context;
	double sum = 0;
	for (size_t i = 0; i < block->count; i++) {
		double value = (double)block->param->gradient[block->first + i];
		sum += value * value;
	}
	stepper->norms[stepper->first_norm[block->index] + (size_t)block->first_row] = sum;
}

/* What gradients are multiplied by, so that their norm is not above `clip`. */
static double clip_factor(Stepper *stepper)
{
	double sum = 0, most = stepper->how->clip;
	const StepHooks hooks = {.context = stepper, .update = square_block};
	if (most <= 0)
		return 1;
	net_update(stepper->net, stepper->team, &hooks);
	for (size_t i = 0; i < stepper->n_norms; i++)
		sum += stepper->norms[i];
	return sqrt(sum) > most ? most / sqrt(sum) : 1;
}

static void move_block(void *context, const ParamBlock *block)
{
	const Stepper *stepper = context;
	optimizer_update(stepper->optimizer, block);
}

/* --- A batch --- */

static bool sum_slices(const Stepper *stepper, Tally *tally, Error *err)
{
	int n_slices = net_slices(stepper->net, stepper->batch.n);
	for (int i = 0; i < n_slices; i++) {
		const StepSlice *slice = &stepper->slices[i];
		if (slice->has_failed)
			return failed(err, "%s", slice->err.text);
		tally->loss += slice->tally.loss;
		tally->n += slice->tally.n;
		tally->n_right += slice->tally.n_right;
	}
	return true;
}

static StepHooks hooks_of(Stepper *stepper)
{
	StepHooks hooks = {.context = stepper, .load = stepper_load, .loss = stepper_look};
	for (int i = 0; i < stepper->n_rules; i++) {
		if (stepper->rules[i].computed)
			hooks.computed = rules_computed;
		if (stepper->rules[i].propagated)
			hooks.propagated = rules_propagated;
	}
	return hooks;
}

bool stepper_train(Stepper *stepper, const StepBatch *batch, double rate, Tally *tally,
	Error *err)
{
	stepper->batch = *batch;
	stepper->is_training = true;
	/* Without clipping and rules a block moves while it is in the cache. */
	bool at_once = stepper->how->clip <= 0 && stepper->n_rules == 0;
	StepHooks hooks = hooks_of(stepper);
	rules_before(stepper, batch->step, batch->n_steps);
	if (at_once) {
		optimizer_begin(stepper->optimizer, rate, 1);
		hooks.update = move_block;
	}
	net_step(stepper->net, stepper->team, batch->n, &hooks);
	if (!at_once) {
		rules_gradients(stepper);
		optimizer_begin(stepper->optimizer, rate, clip_factor(stepper));
		const StepHooks move = {.context = stepper, .update = move_block};
		net_update(stepper->net, stepper->team, &move);
		rules_after(stepper);
	}
	return sum_slices(stepper, tally, err);
}

bool stepper_gather(Stepper *stepper, const StepBatch *batch, double share, Error *err)
{
	Tally ignored = {0};
	stepper->batch = *batch;
	stepper->is_training = true;
	const StepHooks hooks = {.context = stepper,
		.load = stepper_load,
		.loss = stepper_look};
	net_gather_averages(stepper->net, stepper->team, batch->n, &hooks, share);
	return sum_slices(stepper, &ignored, err);
}

void stepper_judging(const Stepper *stepper, bool begins)
{
	net_use_averages(stepper->net, begins);
	for (int i = 0; i < stepper->n_rules; i++) {
		const TrainRule *rule = &stepper->rules[begins ? i : stepper->n_rules - 1 - i];
		if (rule->judge)
			rule->judge(rule->context, stepper->net, begins);
	}
}

bool stepper_judge(Stepper *stepper, const int64_t *samples, int n, Tally *tally,
	Error *err)
{
	stepper->batch = (StepBatch){.samples = samples, .n = n};
	stepper->is_training = false;
	StepHooks hooks = hooks_of(stepper);
	net_forward(stepper->net, stepper->team, n, &hooks);
	return sum_slices(stepper, tally, err);
}
