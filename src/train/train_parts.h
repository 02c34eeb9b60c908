/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of train(), for its files only. */
#ifndef TRAIN_TRAIN_PARTS_H
#define TRAIN_TRAIN_PARTS_H

#include "src/train/batches.h"
#include "src/train/checkpoint.h"

typedef struct Training {
	Arena arena;
	Model *model;
	const TrainSettings *how;
	const TrainRule *rules;
	int n_rules;
	const TrainWatch *watch; /* never NULL */
	Net *net;
	Team *team;
	Optimizer *optimizer;
	TrainFeed feed;
	Batches batches;
	Stepper stepper;
	int64_t epoch_steps, n_steps;

	TrainState state;
	TrainEpoch *epochs; /* state.epoch of them are over */
	Real *kept;         /* all parameters' values, one behind the other */
	size_t n_values;
	bool is_interrupted;

	uint64_t hash;     /* of the training, where there are checkpoints */
	double started_at; /* so long before it, earlier runs took state.seconds */
	double saved_at;
} Training;

/* In train_state.c. Seconds of a clock that only goes forwards. */
double training_clock(void);

/* Copy all parameters' values, one behind the other, from or to the net. */
void training_get_values(const Training *training, Real *values);
void training_set_values(const Training *training, const Real *values);
bool training_is_finite(const Training *training);

/* Give the model the values that are kept, if any are. */
void training_store_kept(Training *training);

/* The epoch at hand, as far as it has come. */
TrainEpoch training_describe(const Training *training);

/* In train_gather.c. Normalisations begin with the averages of some batches, and with factors that
 * undo them, so that the net is what it was. Fails where a sample cannot be read. */
bool training_gather(Training *training, Error *err);

/* In train_save.c. Work out the hash; before the first step. */
bool training_identify(Training *training, Error *err);

/* Write a checkpoint of what is finite. */
bool training_save(Training *training, Error *err);

/* Go on from how->resume. */
bool training_resume(Training *training, Error *err);

#endif
