/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints of a training: made, and gone on from. */
#include <string.h>

#include "src/base/file.h"
#include "src/train/train_parts.h"

/* --- Which training it is --- */

static void hash_settings(Hash *hash, const TrainSettings *how)
{
	const OptimizerSettings *optimizer = &how->optimizer;
	const Schedule *schedule = &how->schedule;
	const int64_t numbers[] = {how->epochs, how->batch, (int64_t)optimizer->kind,
		optimizer->nesterov, (int64_t)schedule->kind, schedule->every,
		(int64_t)how->objective.kind, how->augment.flip, how->augment.shift,
		how->augment.cutout, (int64_t)how->keep, how->keep_from, how->patience,
		(int64_t)how->seed, (int64_t)how->salt, how->batch_norm};
	const double reals[] = {optimizer->momentum, optimizer->beta1, optimizer->beta2,
		optimizer->epsilon, optimizer->weight_decay, schedule->rate, schedule->warm_up,
		schedule->final_share, schedule->factor, how->clip, how->objective.alpha,
		how->objective.temperature, how->objective.label_smoothing, how->augment.noise,
		how->augment.mixup, how->validation};
	hash_add(hash, numbers, sizeof numbers);
	hash_add(hash, reals, sizeof reals);
}

/* Operators, shapes and the parameters at the start. */
static void hash_net(Hash *hash, const Training *training)
{
	const Graph *graph = &training->model->graphs[0];
	hash_add_number(hash, (uint64_t)graph->n_ops);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		hash_add_number(hash, (uint64_t)op->code->type);
		for (int k = 0; k < op->n_outputs; k++) {
			const Tensor *out = &graph->tensors[op->outputs[k]];
			hash_add(hash, out->dims, (size_t)out->rank * sizeof *out->dims);
		}
	}
	for (int i = 0; i < net_n_params(training->net); i++) {
		const Param *param = net_param(training->net, i);
		hash_add(hash, param->values, param->count * sizeof *param->values);
	}
}

bool training_identify(Training *training, Error *err)
{
	Hash hash = HASH_START;
	hash_settings(&hash, training->how);
	hash_net(&hash, training);
	hash_add_number(&hash, (uint64_t)training->n_rules);
	bool ok = train_feed_hash(&training->feed, &hash, err);
	training->hash = hash.value;
	return ok;
}

/* --- Saving --- */

static Real *join(const Training *training, Real *const *parts, Arena *arena)
{
	Real *joined = arena_array(arena, training->n_values, sizeof *joined), *to = joined;
	for (int i = 0; i < net_n_params(training->net); i++) {
		size_t count = net_param(training->net, i)->count;
		memcpy(to, parts[i], count * sizeof *to);
		to += count;
	}
	return joined;
}

static void part(const Training *training, const Real *joined, Real *const *parts)
{
	for (int i = 0; i < net_n_params(training->net); i++) {
		size_t count = net_param(training->net, i)->count;
		memcpy(parts[i], joined, count * sizeof *joined);
		joined += count;
	}
}

static const Bytes *rule_states(const Training *training, Arena *arena)
{
	Bytes *states = arena_array(arena, (size_t)training->n_rules, sizeof *states);
	for (int i = 0; i < training->n_rules; i++) {
		const TrainRule *rule = &training->rules[i];
		const void *bytes = NULL;
		size_t n = rule->state ? rule->state(rule->context, &bytes) : 0;
		states[i] = (Bytes){bytes, n};
	}
	return states;
}

bool training_save(Training *training, Error *err)
{
	Arena scratch = {0};
	const Optimizer *optimizer = training->optimizer;
	Real *values = arena_array(&scratch, training->n_values, sizeof *values);
	training_get_values(training, values);
	Checkpoint checkpoint = {
		.training = training->hash,
		.state = training->state,
		.optimizer_steps = optimizer->n_steps,
		.n_values = training->n_values,
		.values = values,
		.kept = training->kept,
		.moments = join(training, optimizer->moments, &scratch),
		.squares =
			optimizer->squares ? join(training, optimizer->squares, &scratch) : NULL,
		.epochs = training->epochs,
		.n_epochs = training->state.epoch,
		.states = rule_states(training, &scratch),
		.n_states = training->n_rules,
	};
	checkpoint.state.seconds += training_clock() - training->started_at;
	bool ok = file_write(training->how->checkpoint,
		checkpoint_encode(&checkpoint, &scratch), err);
	arena_finish(&scratch);
	training->saved_at = training_clock();
	return ok;
}

/* --- Going on --- */

static bool tally_fits(const Tally *tally, int64_t n, int rows)
{
	return tally->n == n && tally->n_right <= n * rows;
}

/* Samples of so many steps of an epoch. */
static int64_t samples_of(const Training *training, int64_t steps)
{
	int64_t n = steps * training->batches.batch;
	return n < training->batches.n_train ? n : training->batches.n_train;
}

static bool checkpoint_fits(const Training *training, const Checkpoint *checkpoint)
{
	const TrainState *state = &checkpoint->state;
	if (checkpoint->n_values != training->n_values ||
		!checkpoint->squares != !training->optimizer->squares ||
		checkpoint->n_states != training->n_rules ||
		state->epoch > training->how->epochs || checkpoint->n_epochs != state->epoch ||
		state->steps > training->epoch_steps ||
		(state->epoch == training->how->epochs && state->steps > 0) ||
		state->kept >= state->epoch || (state->is_best && state->kept < 0) ||
		state->n_worse > state->epoch ||
		checkpoint->optimizer_steps !=
			state->epoch * training->epoch_steps + state->steps)
		return false;
	for (int i = 0; i < checkpoint->n_epochs; i++)
		if (checkpoint->epochs[i].epoch != i)
			return false;
	return tally_fits(&state->seen, samples_of(training, state->steps),
		training->feed.rows);
}

static bool restore_rules(const Training *training, const Checkpoint *checkpoint,
	Error *err)
{
	for (int i = 0; i < training->n_rules; i++) {
		const TrainRule *rule = &training->rules[i];
		const Bytes *state = &checkpoint->states[i];
		if (rule->restore && !rule->restore(rule->context, state->data, state->n, err))
			return false;
	}
	return true;
}

static bool take_checkpoint(Training *training, Bytes file, Arena *arena, Error *err)
{
	Checkpoint checkpoint;
	if (!checkpoint_decode(file, arena, &checkpoint, err))
		return false;
	if (checkpoint.training != training->hash)
		return failed(err,
			"is of another training: model, data and settings must be those "
			"it was made with");
	if (!checkpoint_fits(training, &checkpoint))
		return failed(err, "the checkpoint is damaged");
	if (!restore_rules(training, &checkpoint, err))
		return false;
	training->state = checkpoint.state;
	training_set_values(training, checkpoint.values);
	memcpy(training->kept, checkpoint.kept, training->n_values * sizeof *training->kept);
	training->optimizer->n_steps = checkpoint.optimizer_steps;
	part(training, checkpoint.moments, training->optimizer->moments);
	if (checkpoint.squares)
		part(training, checkpoint.squares, training->optimizer->squares);
	memcpy(training->epochs, checkpoint.epochs,
		(size_t)checkpoint.n_epochs * sizeof *training->epochs);
	return true;
}

bool training_resume(Training *training, Error *err)
{
	Arena scratch = {0};
	Bytes file;
	bool ok = file_read(training->how->resume, &scratch, &file, err) &&
		(take_checkpoint(training, file, &scratch, err) ||
			failed_in(err, "%s: ", training->how->resume));
	arena_finish(&scratch);
	return ok;
}
