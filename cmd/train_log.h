/* SPDX-License-Identifier: Apache-2.0 */
/* A file with a line for each epoch, as CSV or as JSON. */
#ifndef CMD_TRAIN_LOG_H
#define CMD_TRAIN_LOG_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "src/train/train.h"

typedef enum TrainLogKind { TRAIN_LOG_CSV, TRAIN_LOG_JSONL } TrainLogKind;

/* Which kind a path's suffix asks for. */
bool train_log_kind(const char *path, TrainLogKind *kind, Error *err);

typedef struct TrainLog {
	const char *path; /* NULL: no log is wanted */
	TrainLogKind kind;
	FILE *file; /* from the first line on */
} TrainLog;

/*
 * Write an epoch's line, behind a header where it is the first of a CSV file, so that it can be
 * seen at once. What was in the file goes with the first line. Figures that are not there are
 * left empty, or null. Fails with the file's name.
 */
bool train_log_add(TrainLog *log, const TrainEpoch *epoch, Error *err);
bool train_log_close(TrainLog *log, Error *err);

/* The same as an object: epoch from 1, learning_rate, loss, accuracy, validation_loss,
 * validation_accuracy, seconds, best. */
cJSON *train_epoch_json(const TrainEpoch *epoch);

#endif
