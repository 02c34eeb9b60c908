/* SPDX-License-Identifier: Apache-2.0 */
/* The options of commands that train: distil and tune. */
#ifndef CMD_TRAIN_OPTIONS_H
#define CMD_TRAIN_OPTIONS_H

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "cmd/options.h"
#include "src/train/train.h"

/* Stands for a choice that the model and the data make. */
enum { BY_ITSELF = -1 };

typedef struct TrainOptions {
	Streams io;
	DataOptions data;
	const char *labels;        /* a source; NULL: what comes with the data */
	const char *teacher;       /* a source of logits, or NULL */
	const char *teacher_model; /* or a model that gives them */
	double alpha;              /* below 0: by what there is to learn from */
	int batch;                 /* 0: by how many samples there are */
	int loss;                  /* a LossKind or BY_ITSELF */
	int keep;                  /* a TrainKeep or BY_ITSELF */
	const char *augment;
	const char *log, *plot;
	bool json, quiet;
	TrainSettings how;
} TrainOptions;

#define TRAIN_OPTIONS_DEFAULTS \
	((TrainOptions){ \
		.data = DATA_OPTIONS_DEFAULTS, \
		.alpha = -1, \
		.loss = BY_ITSELF, \
		.keep = BY_ITSELF, \
		.how = TRAIN_DEFAULTS, \
	})

extern const Choice train_losses[], train_optimizers[], train_schedules[], train_keeps[];

/* Entries of an option array: what is learnt from. */
#define OPTS_TEACHING(p) \
	OPT_TEXT(0, "labels", &(p)->labels, "SOURCE", "a class, or targets, for each row"), \
		OPT_TEXT(0, "teacher", &(p)->teacher, "SOURCE", \
			"a teacher's logits for each row"), \
		OPT_TEXT(0, "teacher-model", &(p)->teacher_model, "FILE", \
			"a teacher, asked on the way"), \
		OPT_REAL('T', "temperature", &(p)->how.objective.temperature, 0.01, 1000, "T", \
			"what logits are divided by"), \
		OPTION(OPTION_REAL, 0, "alpha", "A", "the teacher's share of the loss", \
			.to.real = &(p)->alpha, .high = 1, .shown = "0.9; 1 without labels"), \
		OPTION(OPTION_CHOICE, 0, "loss", "LOSS", "what is made small", \
			.to.choice = &(p)->loss, .choice_bytes = sizeof(p)->loss, \
			.choices = train_losses, .shown = "by the model"), \
		OPT_REAL(0, "label-smoothing", &(p)->how.objective.label_smoothing, 0, 1, "S", \
			"share of a label that goes to all classes")

/* How it is learnt. */
#define OPTS_LEARNING(p) \
	OPT_INT(0, "epochs", &(p)->how.epochs, 1, 100000, "N", \
		"how often all samples are seen"), \
		OPTION(OPTION_INT, 0, "batch", "N", "samples a step", .to.integer = &(p)->batch, \
			.low = 1, .high = 65536, .shown = "128; fewer of few samples"), \
		OPT_REAL(0, "learning-rate", &(p)->how.schedule.rate, 0, 1000, "R", \
			"how far a step goes"), \
		OPT_REAL(0, "lr", &(p)->how.schedule.rate, 0, 1000, "R", \
			"the same as --learning-rate"), \
		OPT_CHOICE(0, "schedule", &(p)->how.schedule.kind, train_schedules, "NAME", \
			"how the rate changes"), \
		OPT_REAL(0, "warmup", &(p)->how.schedule.warm_up, 0, 100000, "EPOCHS", \
			"in which the rate rises from 0"), \
		OPT_REAL(0, "final-rate", &(p)->how.schedule.final_share, 0, 1, "SHARE", \
			"cosine: the last rate, of the first"), \
		OPT_INT(0, "step-every", &(p)->how.schedule.every, 1, 100000, "EPOCHS", \
			"step: how long a rate lasts"), \
		OPT_REAL(0, "step-factor", &(p)->how.schedule.factor, 0, 1, "F", \
			"step: what the next is, of it"), \
		OPT_CHOICE(0, "optimizer", &(p)->how.optimizer.kind, train_optimizers, "NAME", \
			"how weights follow gradients"), \
		OPT_REAL(0, "momentum", &(p)->how.optimizer.momentum, 0, 0.9999, "M", \
			"sgd: what a step keeps of the one before"), \
		OPT_REAL(0, "weight-decay", &(p)->how.optimizer.weight_decay, 0, 100, "D", \
			"share of a weight lost a step, times the rate"), \
		OPT_FLAG(0, "batch-norm", &(p)->how.batch_norm, \
			"normalise behind convolutions, until it is written"), \
		OPT_REAL(0, "clip", &(p)->how.clip, 0, 1e30, "NORM", \
			"the most that gradients may be together; 0: any"), \
		OPT_TEXT(0, "augment", &(p)->augment, "LIST", \
			"shift=N, flip, noise=S, cutout=N, mixup=A"), \
		OPT_REAL(0, "validation", &(p)->how.validation, 0, 0.9, "SHARE", \
			"samples held out to judge by"), \
		OPTION(OPTION_CHOICE, 0, "keep", "WHICH", "the epoch that is the result", \
			.to.choice = &(p)->keep, .choice_bytes = sizeof(p)->keep, \
			.choices = train_keeps, .shown = "the best on what is held out"), \
		OPTION(OPTION_INT, 0, "patience", "N", "stop after N epochs that are no better", \
			.to.integer = &(p)->how.patience, .low = 1, .high = 100000, \
			.shown = "never")

/* What is told of it, and how it is gone on with. */
#define OPTS_TRAINING_FILES(p) \
	OPT_TEXT(0, "checkpoint", &(p)->how.checkpoint, "FILE", \
		"where all is kept that --resume needs"), \
		OPT_REAL(0, "checkpoint-every", &(p)->how.checkpoint_seconds, 0, 1e6, "SECONDS", \
			"how old it may be; 0: a step"), \
		OPT_TEXT(0, "resume", &(p)->how.resume, "FILE", \
			"go on from a checkpoint, and keep it up to date"), \
		OPT_TEXT(0, "log", &(p)->log, "FILE", "a line an epoch: .csv or .jsonl"), \
		OPT_TEXT(0, "plot", &(p)->plot, "FILE", "the learning curve, as .png"), \
		OPT_THREADS(&(p)->how.n_threads), OPT_JSON(&(p)->json), \
		OPT_FLAG(0, "quiet", &(p)->quiet, "show no progress, and no report")

/* Complete the settings, and refuse what does not go together or could not be written in the
 * end: before anything is read. */
bool train_options_check(TrainOptions *options, Error *err);

#endif
