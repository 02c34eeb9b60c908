/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that is needed to go on with a training, as a file.
 *
 * Numbers of 8 bytes, little-endian: "whittrn1", the bytes of a Real (4), the hash of the
 * training; the count of values, whether there are squares, the counts of epochs and of rules;
 * where it stands. Then values, kept, moments and squares; the epochs; each rule's state after its
 * size; a hash of all before. Only for the program that wrote it: another version may refuse it.
 */
#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/train/train_step.h"

/* Where a training stands, between two steps. */
typedef struct TrainState {
	int epoch;      /* at hand */
	int64_t steps;  /* done in it */
	Tally seen;     /* in them */
	double rate;    /* of the last */
	double seconds; /* spent so far */
	int kept;       /* the epoch whose values are kept; -1: none is */
	bool is_best;   /* that is the best, not only the last */
	int n_worse;    /* epochs since it that could have been better */
} TrainState;

typedef struct Checkpoint {
	uint64_t training; /* a hash of what is trained, and how */
	TrainState state;
	int64_t optimizer_steps;
	size_t n_values;           /* of all parameters, one behind the other */
	const Real *values, *kept; /* n_values each; kept holds zeros where none are */
	const Real *moments;       /* n_values */
	const Real *squares;       /* n_values, or NULL */
	const TrainEpoch *epochs;  /* n_epochs that are over */
	int n_epochs;
	const Bytes *states; /* of the rules */
	int n_states;
} Checkpoint;

/* The bytes are in the arena. */
Bytes checkpoint_encode(const Checkpoint *checkpoint, Arena *arena);

/*
 * Read one from any bytes; what it points to is in the arena. Values and kept are finite, and
 * counts are not negative; whether all that goes together with a net and a training is the
 * caller's to check. Fails where the file is none, cut short or damaged; the message does not name
 * it.
 */
bool checkpoint_decode(Bytes file, Arena *arena, Checkpoint *checkpoint, Error *err);

#endif
