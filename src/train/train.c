/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train.h"

#include <string.h>

#include "src/base/file.h"
#include "src/train/train_parts.h"

/* --- An epoch --- */

/* The loss or a value is no number any more. */
static bool stop_broken(Training *training, const char *what, Error *err)
{
	training_store_kept(training);
	return failed(err,
		"%s: epoch %d, step %lld: %s is not finite; a lower learning rate may help",
		training->model->name, training->state.epoch + 1,
		(long long)training->state.steps, what);
}

static bool do_step(Training *training, Error *err)
{
	TrainState *state = &training->state;
	Batches *batches = &training->batches;
	StepBatch batch = {
		.samples = batches->order + state->steps * batches->batch,
		.n = batches_size(batches, state->steps),
		.epoch = state->epoch,
		.step = state->epoch * training->epoch_steps + state->steps,
		.n_steps = training->n_steps,
	};
	Tally tally = {0};
	state->rate = schedule_rate(&training->how->schedule, batch.step,
		training->epoch_steps, training->n_steps);
	if (!stepper_train(&training->stepper, &batch, state->rate, &tally, err))
		return false;
	state->steps++;
	state->seen.loss += tally.loss;
	state->seen.n += tally.n;
	state->seen.n_right += tally.n_right;
	return isfinite(tally.loss) || stop_broken(training, "the loss", err);
}

/* After a step, or an epoch: a checkpoint where it is time for one. */
static bool save_when_due(Training *training, Error *err)
{
	if (!training->how->checkpoint ||
		(!training->is_interrupted &&
			training_clock() - training->saved_at < training->how->checkpoint_seconds))
		return true;
	if (!training_is_finite(training))
		return stop_broken(training, "a parameter", err);
	return training_save(training, err);
}

static bool do_steps(Training *training, Error *err)
{
	const TrainWatch *watch = training->watch;
	batches_shuffle(&training->batches, training->state.epoch);
	while (training->state.steps < training->epoch_steps && !training->is_interrupted) {
		if (!do_step(training, err))
			return false;
		if (watch->step) {
			TrainEpoch epoch = training_describe(training);
			training->is_interrupted =
				!watch->step(watch->context, &epoch, training->epoch_steps);
		}
		if (!save_when_due(training, err))
			return false;
	}
	return true;
}

static bool validate(Training *training, TrainEpoch *epoch, Error *err)
{
	const Batches *batches = &training->batches;
	Tally tally = {0};
	bool ok = true;
	stepper_judging(&training->stepper, true);
	for (int64_t i = 0; ok && i < batches->n_validation; i += batches->batch) {
		int64_t left = batches->n_validation - i;
		int n = left < batches->batch ? (int)left : batches->batch;
		ok = stepper_judge(&training->stepper, batches->validation + i, n, &tally, err);
	}
	stepper_judging(&training->stepper, false);
	if (!ok || tally.n == 0)
		return ok;
	epoch->validation_loss = tally.loss / (double)tally.n;
	if (train_is_judged(training->feed.data, training->how))
		epoch->validation_accuracy =
			(double)tally.n_right / ((double)tally.n * training->feed.rows);
	return true;
}

static bool is_better(const TrainSettings *how, const TrainEpoch *epoch,
	const TrainEpoch *than)
{
	if (how->keep == KEEP_MOST_ACCURATE &&
		epoch->validation_accuracy != than->validation_accuracy)
		return epoch->validation_accuracy > than->validation_accuracy;
	return epoch->validation_loss < than->validation_loss;
}

/* Until an epoch is the best, what is kept is the last. */
static void keep_values(Training *training, TrainEpoch *epoch)
{
	const TrainSettings *how = training->how;
	TrainState *state = &training->state;
	bool could_be = how->keep != KEEP_LAST && epoch->epoch >= how->keep_from &&
		isfinite(epoch->validation_loss);
	epoch->is_best = could_be &&
		(!state->is_best || is_better(how, epoch, &training->epochs[state->kept]));
	if (state->is_best && !epoch->is_best) {
		state->n_worse++;
		return;
	}
	training_get_values(training, training->kept);
	state->kept = epoch->epoch;
	state->is_best = epoch->is_best;
	state->n_worse = 0;
}

static bool end_epoch(Training *training, Error *err)
{
	TrainState *state = &training->state;
	if (!training_is_finite(training))
		return stop_broken(training, "a parameter", err);
	TrainEpoch epoch = training_describe(training);
	if (!validate(training, &epoch, err))
		return false;
	keep_values(training, &epoch);
	training->epochs[state->epoch] = epoch;
	state->epoch++;
	state->steps = 0;
	state->seen = (Tally){0};
	if (training->watch->epoch)
		training->watch->epoch(training->watch->context, &epoch);
	return save_when_due(training, err);
}

static bool is_out_of_patience(const Training *training)
{
	return training->how->patience > 0 &&
		training->state.n_worse >= training->how->patience;
}

static bool run(Training *training, Error *err)
{
	while (training->state.epoch < training->how->epochs && !training->is_interrupted &&
		!is_out_of_patience(training)) {
		if (!do_steps(training, err))
			return false;
		if (!training->is_interrupted && !end_epoch(training, err))
			return false;
	}
	if (training->is_interrupted)
		return true;
	if (training->how->checkpoint && !training_save(training, err))
		return false;
	training_store_kept(training);
	return true;
}

/* --- Beginning and end --- */

static bool check_settings(const TrainData *data, const TrainSettings *how, Error *err)
{
	if (data->n < (how->validation > 0 ? 2 : 1))
		return failed(err, "%lld samples are too few to train on", (long long)data->n);
	if (how->keep != KEEP_LAST && how->validation <= 0)
		return failed(err, "the best epoch is known by validation, which has no samples");
	if (how->keep == KEEP_MOST_ACCURATE && !train_is_judged(data, how))
		return failed(err, "the most accurate epoch is known by labels of classes");
	if (how->patience > 0 && how->keep == KEEP_LAST)
		return failed(err, "patience is for the best epoch, but the last is to be kept");
	return true;
}

static void prepare_steps(Training *training)
{
	const TrainSettings *how = training->how;
	Stepper *stepper = &training->stepper;
	training->optimizer = optimizer_new(training->net, &how->optimizer);
	training->epoch_steps = batches_steps(&training->batches);
	training->n_steps = training->epoch_steps * how->epochs;
	*stepper = (Stepper){
		.net = training->net,
		.team = training->team,
		.optimizer = training->optimizer,
		.feed = &training->feed,
		.how = how,
		.rules = training->rules,
		.n_rules = training->n_rules,
		.partners = training->batches.train,
		.n_partners = training->batches.n_train,
	};
	stepper_prepare(stepper, training->batches.batch, &training->arena);
	for (int i = 0; i < net_n_params(training->net); i++)
		training->n_values += net_param(training->net, i)->count;
	training->kept = arena_array(&training->arena, training->n_values, sizeof(Real));
	training->epochs =
		arena_array(&training->arena, (size_t)how->epochs, sizeof *training->epochs);
	training->state.kept = -1;
}

static bool looks_back(const Training *training)
{
	for (int i = 0; i < training->n_rules; i++)
		if (training->rules[i].propagated)
			return true;
	return false;
}

static bool prepare(Training *training, const TrainData *data, Error *err)
{
	const TrainSettings *how = training->how;
	if (!check_settings(data, how, err))
		return false;
	training->batches =
		batches_new(data->n, how->validation, how->batch, how->seed, &training->arena);
	if (training->batches.batch > training->batches.n_train)
		training->batches.batch = (int)training->batches.n_train;
	training->net = net_new(training->model,
		&(NetSettings){.batch = training->batches.batch,
			.before_softmax = how->objective.kind == LOSS_CROSS_ENTROPY,
			.keeps_outputs = looks_back(training),
			.batch_norm = how->batch_norm},
		err);
	if (!training->net)
		return false;
	training->team = team_new(how->n_threads);
	if (!train_feed_open(training->model, training->net, data, how, training->team,
			&training->arena, &training->feed, err))
		return false;
	prepare_steps(training);
	return (!how->checkpoint && !how->resume) || training_identify(training, err);
}

static bool start(Training *training, Error *err)
{
	const TrainSettings *how = training->how;
	if (how->checkpoint && !file_write_check(how->checkpoint, err))
		return false;
	if (how->resume && !training_resume(training, err))
		return false;
	if (!how->resume && how->batch_norm && !training_gather(training, err))
		return false;
	for (int i = 0; training->watch->epoch && i < training->state.epoch; i++)
		training->watch->epoch(training->watch->context, &training->epochs[i]);
	training->started_at = training->saved_at = training_clock();
	return true;
}

static void tell_result(const Training *training, TrainResult *result)
{
	size_t n = (size_t)training->state.epoch;
	*result = (TrainResult){
		.epochs = arena_array(&training->model->arena, n, sizeof *result->epochs),
		.n_epochs = (int)n,
		.kept = training->state.kept,
		.is_interrupted = training->is_interrupted,
		.has_stopped = is_out_of_patience(training),
		.n_train = training->batches.n_train,
		.n_validation = training->batches.n_validation,
		.n_norms = training->net ? net_n_norms(training->net) : 0,
	};
	if (n)
		memcpy(result->epochs, training->epochs, n * sizeof *result->epochs);
}

bool train(Model *model, const TrainData *data, const TrainSettings *how,
	const TrainRule *rules, int n_rules, const TrainWatch *watch, TrainResult *result,
	Error *err)
{
	const TrainWatch nobody = {0};
	Training training = {
		.model = model,
		.how = how,
		.rules = rules,
		.n_rules = n_rules,
		.watch = watch ? watch : &nobody,
		.state = {.kept = -1},
	};
	bool ok =
		prepare(&training, data, err) && start(&training, err) && run(&training, err);
	if (result)
		tell_result(&training, result);
	optimizer_free(training.optimizer);
	net_free(training.net);
	team_free(training.team);
	arena_finish(&training.arena);
	return ok;
}
