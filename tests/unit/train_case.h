/* SPDX-License-Identifier: Apache-2.0 */
/* A small problem to train on: which of three thirds of an image is bright. */
#ifndef TESTS_UNIT_TRAIN_CASE_H
#define TESTS_UNIT_TRAIN_CASE_H

#include "src/train/train.h"

enum {
	CASE_SIZE = 6,
	CASE_INPUTS = CASE_SIZE * CASE_SIZE,
	CASE_CLASSES = 3,
	CASE_N = 150
};

typedef struct TrainCase {
	float inputs[CASE_N][CASE_INPUTS];
	int32_t labels[CASE_N];
	float teacher[CASE_N][CASE_CLASSES]; /* logits that know the labels */
	TrainData data;                      /* labels only, to begin with */
} TrainCase;

/* data points into the case. */
void train_case(TrainCase *made);

/* [1, 6, 6, 1] -> CONV_2D with RELU -> FULLY_CONNECTED -> SOFTMAX; always the same weights. */
Model *train_case_model(void);

/* The same with so many rows to a sample. */
Model *train_case_model_of(int rows);

/* Settings that learn it: 4 epochs, batches of 16, one thread. */
TrainSettings train_case_settings(void);

/* Whether two models' constants are the same bytes. */
bool same_constants(const Model *a, const Model *b);

/* Train a new model; it must work. The caller frees it. */
Model *trained(const TrainData *data, const TrainSettings *how, TrainResult *result);

#endif
