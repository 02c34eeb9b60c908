/* SPDX-License-Identifier: Apache-2.0 */
/* What distil and tune have in common: from options to a trained model in a file. */
#ifndef CMD_TRAINING_H
#define CMD_TRAINING_H

#include <cjson/cJSON.h>

#include "cmd/command.h"
#include "cmd/train_data.h"

enum { MOST_TRAIN_RULES = 4 };

/* What training is to keep of a model. */
typedef struct TrainKeeping {
	TrainRule rules[MOST_TRAIN_RULES];
	int n_rules;
	uint64_t salt;    /* of what shapes them, see TrainSettings */
	int keep_from;    /* see TrainSettings */
	const char *text; /* what is kept, for people; NULL: nothing */
	cJSON *json;      /* the same, for machines; NULL: nothing */
} TrainKeeping;

/*
 * Make the rules for a model that is about to be trained, and the last changes to what came of it,
 * before it is written; either may be NULL.
 */
typedef struct TrainWork {
	void *context;
	bool (*keep)(void *context, const Model *model, const TrainSource *source,
		Arena *arena, TrainKeeping *keeping, Error *err);
	bool (*finish)(void *context, Model *model, Error *err);
} TrainWork;

/* Read, train, write, report. Returns the exit status; a signal that interrupted it ends the program,
 * when the checkpoint is written. */
int train_command(Call *call, TrainOptions *options, const TrainWork *work);

#endif
