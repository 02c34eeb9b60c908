/* SPDX-License-Identifier: Apache-2.0 */
/* What distil and tune say of their work. */
#ifndef CMD_TRAIN_REPORT_H
#define CMD_TRAIN_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "cmd/train_options.h"

typedef struct TrainOutcome {
	const Model *model;
	const TrainOptions *options;
	const TrainResult *result;
	size_t file_bytes; /* of what was written */
	size_t n_params;   /* numbers that could learn */
	const char *kept;  /* what of earlier compression stayed, for people; NULL: nothing */
	cJSON *kept_json;  /* the same, for machines, taken over; NULL: nothing */
} TrainOutcome;

void print_train_table(const TrainOutcome *outcome, FILE *to);
void print_train_json(const TrainOutcome *outcome, FILE *to);

#endif
