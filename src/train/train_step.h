/* SPDX-License-Identifier: Apache-2.0 */
/* A batch of the training loop: from samples to a loss, and to parameters that have moved. */
#ifndef TRAIN_TRAIN_STEP_H
#define TRAIN_TRAIN_STEP_H

#include "src/train/train_feed.h"

/* What was seen in some samples. */
typedef struct Tally {
	double loss;     /* summed over samples */
	int64_t n;       /* samples */
	int64_t n_right; /* rows whose label has the highest output */
} Tally;

typedef struct StepSlice {
	Tally tally;
	bool has_failed; /* to read */
	Error err;
} StepSlice;

/* A slice's samples as the net sees them, and what goes with them: one for each Slice.memory. */
typedef struct StepWorker {
	float *inputs;  /* [slice, in_count] */
	float *taught;  /* [slice, out_count], of a teacher that is asked */
	float *other;   /* [in_count] */
	float *scratch; /* [row_count] */
	Mix *mixes;     /* [slice] */
} StepWorker;

typedef struct StepBatch {
	const int64_t *samples;
	int n;
	int64_t epoch, step,
		n_steps; /* from 0, and of all epochs: for augmentation and rules */
} StepBatch;

typedef struct Stepper {
	Net *net;
	Team *team;
	Optimizer *optimizer;
	const TrainFeed *feed;
	const TrainSettings *how;
	const TrainRule *rules;
	int n_rules;
	const int64_t *partners; /* the samples that mixup mixes with */
	int64_t n_partners;

	/* Filled by stepper_prepare. */
	StepSlice *slices; /* of a batch */
	StepWorker *workers;
	double *norms;      /* sums of squares of gradients */
	size_t *first_norm; /* of each parameter */
	size_t n_norms;

	/* What is at hand. */
	StepBatch batch;
	bool is_training;
} Stepper;

/* Make one ready whose first members are set. batch: the most samples that come, that of the net.
 * Memory is in the arena. */
void stepper_prepare(Stepper *stepper, int batch, Arena *arena);

/* Train on a batch. Adds to the tally, whose loss may come out as not finite. Fails where a sample
 * cannot be read; then the parameters are of no use. */
bool stepper_train(Stepper *stepper, const StepBatch *batch, double rate, Tally *tally,
	Error *err);

/* Look at a batch as it would be trained on, for the averages of batch normalisation, which move to it
 * by `share`; what the net computes by them stays. Fails as stepper_train does. */
bool stepper_gather(Stepper *stepper, const StepBatch *batch, double share, Error *err);

/* stepper_judge begins to be called, or is no more: rules are told. */
void stepper_judging(const Stepper *stepper, bool begins);

/* Only look at n samples, as they are. */
bool stepper_judge(Stepper *stepper, const int64_t *samples, int n, Tally *tally,
	Error *err);

/* The hooks of both, in train_slice.c. */
void stepper_load(void *context, const Slice *slice);
void stepper_look(void *context, const Slice *slice);

/* Whether labels tell what is right. */
static inline bool train_is_judged(const TrainData *data, const TrainSettings *how)
{
	return data->labels && how->objective.kind == LOSS_CROSS_ENTROPY;
}

#endif
