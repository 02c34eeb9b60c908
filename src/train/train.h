/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The training loop: mini-batches, loss, optimiser, validation, checkpoints.
 *
 * The result depends on model, data, settings, rules, seed and the CPU's vectors, not on the
 * number of threads; nor on whether it was interrupted and resumed.
 */
#ifndef TRAIN_TRAIN_H
#define TRAIN_TRAIN_H

#include "src/graph/model.h"
#include "src/train/augment.h"
#include "src/train/optimizer.h"
#include "src/train/rule.h"
#include "src/train/schedule.h"

/*
 * What is trained on. A sample is what the model's only input holds: one row, or as many as the
 * input's first dimension says (`rows` below). Outputs are those of the model's only output: its
 * values a row are `outputs` below. Logits are what goes into a last SOFTMAX or, of one output,
 * LOGISTIC; where there is none, the outputs themselves.
 */
typedef struct TrainData {
	int64_t n; /* samples */
	void *context;
	/* Write a sample in real numbers. From any thread. */
	bool (*read)(void *context, int64_t sample, float *to, Error *err);
	ImageShape image; /* of a row, for augmentation; zeros: by the input's shape */

	/* Each may be NULL. */
	const int32_t *labels; /* [n * rows] */
	const float *targets;  /* [n * rows, outputs]: what LOSS_SQUARED wants */
	const float *teacher;  /* [n * rows, outputs]: a teacher's logits; of LOSS_SQUARED its
	                        * outputs */
	/*
	 * A teacher asked on the way, for samples as the net sees them, augmented: n samples of
	 * inputs, one behind the other, to as many of outputs, as above. worker, 0 to n_threads - 1,
	 * names the thread. Instead of `teacher`.
	 */
	void *teacher_context;
	bool (*teach)(void *context, int worker, int n, const float *inputs, float *outputs,
		Error *err);
} TrainData;

typedef enum LossKind {
	LOSS_CROSS_ENTROPY, /* by labels; of one output, that is binary */
	LOSS_SQUARED, /* by targets; without them and a teacher the input itself is wanted,
	                     * as of an autoencoder */
} LossKind;

/*
 * alpha times what the teacher says plus 1 - alpha times what labels or targets say. The teacher's
 * part is T^2 KL of softmaxes, or the squared error. Where only one of the two is there, it is all
 * there is: alpha does not matter.
 */
typedef struct Objective {
	LossKind kind;
	double alpha;
	double temperature;
	double label_smoothing; /* 0 to 1 */
} Objective;

/* Which epoch's parameters are the result, and tell when to stop. */
typedef enum TrainKeep {
	KEEP_LAST,
	KEEP_LEAST_LOSS,    /* of validation */
	KEEP_MOST_ACCURATE, /* of validation; of equals the least loss */
} TrainKeep;

typedef struct TrainSettings {
	int epochs, batch; /* at least 1 */
	OptimizerSettings optimizer;
	Schedule schedule;
	bool
		batch_norm; /* behind convolutions, see src/train/norm.h; gone from what comes out */
	double clip;    /* the greatest norm that all gradients together may have; 0: any */
	Objective objective;
	Augment augment;
	double validation; /* share of the samples, below 1; 0: none */
	TrainKeep keep;
	int keep_from; /* the first epoch, from 0, that may be kept: after gradual pruning, say */
	int patience; /* stop after so many epochs that are no better; 0: never */
	uint64_t seed;
	int n_threads;       /* 0: one a core */
	size_t memory_bytes; /* data that takes no more as float32 is read once and kept */

	/* A checkpoint is written to a file, and over it, so many seconds after the last (0: after
	 * each step), when interrupted, and at the end; NULL: none. */
	const char *checkpoint;
	double checkpoint_seconds;
	const char *resume; /* a checkpoint to go on from; NULL: from the start */
	uint64_t salt; /* a hash of what else shapes the result, such as the rules' settings:
	                     * a checkpoint of another is refused */
} TrainSettings;

#define TRAIN_DEFAULTS \
	((TrainSettings){ \
		.epochs = 10, \
		.batch = 128, \
		.optimizer = OPTIMIZER_DEFAULTS, \
		.schedule = SCHEDULE_DEFAULTS, \
		.objective = {.alpha = 0.9, .temperature = 4}, \
		.seed = 1, \
		.memory_bytes = (size_t)1 << 30, \
		.checkpoint_seconds = 10, \
	})

/* How an epoch went, or goes so far. Accuracy is a share; NAN where there is none. */
typedef struct TrainEpoch {
	int epoch;             /* from 0 */
	int64_t steps;         /* done in it */
	double rate;           /* of the last of them */
	double loss, accuracy; /* means of what was seen in them, as the parameters moved */
	double validation_loss, validation_accuracy; /* at its end; NAN before, and without */
	double seconds; /* since the start, earlier runs that were resumed included */
	bool is_best;   /* so far, by settings->keep; never for KEEP_LAST */
} TrainEpoch;

/* What is told on the way. Any may be NULL; all are called by the thread that calls train(). */
typedef struct TrainWatch {
	void *context;
	/* After each step. False: stop here, leaving a checkpoint if one is asked for. */
	bool (*step)(void *context, const TrainEpoch *epoch, int64_t epoch_steps);
	/* At the end of each epoch; when resumed, first for those that the checkpoint tells of. */
	void (*epoch)(void *context, const TrainEpoch *epoch);
} TrainWatch;

typedef struct TrainResult {
	TrainEpoch *epochs; /* in the model's arena */
	int n_epochs;
	int kept;            /* the epoch whose parameters these are */
	bool is_interrupted; /* by watch->step; then the model is as it was */
	bool has_stopped;    /* early, out of patience */
	int64_t n_train, n_validation;
	int n_norms; /* convolutions that were normalised */
} TrainResult;

/*
 * Train graph 0 of a model in place; only parameters change. watch and result may be NULL.
 *
 * Fails, naming the place, where model and data do not go together, labels are not 0 to the
 * number of outputs less 1 (0 or 1 for one output), a teacher's or targets' values are not finite, an
 * operator has no gradient, or a checkpoint cannot be written, is damaged, or is of another
 * training. Where the loss or a parameter stops being finite, the message names epoch and step,
 * counted from 1, and the model gets the best parameters so far, those after the last epoch
 * where none are best, or stays as it was; on other failures it stays as it was.
 *
 * A step calls the rules' `before`, `computed` and `after` in their order, `propagated` and
 * `gradients` the other way round; validation calls `computed`, with `judge` around it.
 */
bool train(Model *model, const TrainData *data, const TrainSettings *how,
	const TrainRule *rules, int n_rules, const TrainWatch *watch, TrainResult *result,
	Error *err);

#endif
