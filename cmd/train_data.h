/* SPDX-License-Identifier: Apache-2.0 */
/* What --data, --labels and a teacher give for a model that is to be trained. */
#ifndef CMD_TRAIN_DATA_H
#define CMD_TRAIN_DATA_H

#include "cmd/progress.h"
#include "cmd/train_options.h"
#include "passes/teacher.h"

typedef struct TrainSource {
	DataSet set;
	Model *teacher_model;
	Teacher *teacher;
	TrainData data; /* for train(); lives as long as all this */
	int outputs;    /* values of a row of the model's output */
} TrainSource;

/*
 * Open all that the options name, for a model, and complete what they leave to model and data: the
 * loss, alpha, and which epoch is kept. Start the source from zeros; it must stay where it is, and
 * wants close_train_source in any case. meter tells how far a teacher's logits are.
 */
bool open_train_source(TrainOptions *options, const Model *model, Arena *arena,
	Meter *meter, TrainSource *source, Error *err);
void close_train_source(TrainSource *source);

#endif
