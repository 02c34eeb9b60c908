/* SPDX-License-Identifier: Apache-2.0 */
/* Where a training stands. */
#include <string.h>
#include <time.h>

#include "src/train/train_parts.h"

double training_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void training_get_values(const Training *training, Real *values)
{
	for (int i = 0; i < net_n_params(training->net); i++) {
		const Param *param = net_param(training->net, i);
		memcpy(values, param->values, param->count * sizeof *values);
		values += param->count;
	}
}

void training_set_values(const Training *training, const Real *values)
{
	for (int i = 0; i < net_n_params(training->net); i++) {
		const Param *param = net_param(training->net, i);
		memcpy(param->values, values, param->count * sizeof *values);
		values += param->count;
	}
}

bool training_is_finite(const Training *training)
{
	for (int i = 0; i < net_n_params(training->net); i++) {
		const Param *param = net_param(training->net, i);
		for (size_t k = 0; k < param->count; k++)
			if (!isfinite(param->values[k]))
				return false;
	}
	return true;
}

void training_store_kept(Training *training)
{
	if (training->state.kept < 0)
		return;
	training_set_values(training, training->kept);
	net_store(training->net, training->model);
}

TrainEpoch training_describe(const Training *training)
{
	const TrainState *state = &training->state;
	double n = (double)state->seen.n, rows = (double)training->feed.rows;
	bool is_judged = train_is_judged(training->feed.data, training->how);
	return (TrainEpoch){
		.epoch = state->epoch,
		.steps = state->steps,
		.rate = state->rate,
		.loss = state->seen.loss / n,
		.accuracy = is_judged ? (double)state->seen.n_right / (n * rows) : (double)NAN,
		.validation_loss = (double)NAN,
		.validation_accuracy = (double)NAN,
		.seconds = state->seconds + training_clock() - training->started_at,
	};
}
