/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line on stderr, where that is a terminal, that says how training goes:
 * "epoch 3/20, 28 %: loss 0.1234, accuracy 96.31 %, held out 96.10 %, 1:02 left".
 */
#ifndef CMD_TRAIN_LIVE_H
#define CMD_TRAIN_LIVE_H

#include "src/train/train.h"

typedef struct TrainLive {
	bool is_shown, is_drawn;
	int n_epochs;
	double started_at, next_at; /* by a clock that only goes forwards */
	int64_t steps;              /* seen since the start of this program */
	double held_out; /* of the last epoch that is over: accuracy, or loss; NAN */
	bool held_out_is_share;
} TrainLive;

void train_live_start(TrainLive *live, int n_epochs, bool is_quiet);

/* After each step, and after each epoch. */
void train_live_step(TrainLive *live, const TrainEpoch *epoch, int64_t epoch_steps);
void train_live_epoch(TrainLive *live, const TrainEpoch *epoch);

/* Take the line away: when all is done, and before anything else is printed. */
void train_live_end(TrainLive *live);

#endif
