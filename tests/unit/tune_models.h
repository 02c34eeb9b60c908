/* SPDX-License-Identifier: Apache-2.0 */
/* The small problem of train_case.h, tuned by rules. */
#ifndef TESTS_UNIT_TUNE_MODELS_H
#define TESTS_UNIT_TUNE_MODELS_H

#include "src/train/rule.h"
#include "tests/unit/train_case.h"

enum { TUNE_CONV, TUNE_DENSE, TUNE_SOFTMAX, TUNE_LAYERS };

/* The weights of a layer, *n of them. */
const float *weights_of(const Model *model, int layer, size_t *n);

/* A copy of the model, trained by rules; it must work. Free it before the model. */
Model *tuned(const Model *model, const TrainData *data, const TrainSettings *how,
	const TrainRule *rules, int n_rules);

/*
 * The same, interrupted after so many steps and resumed from a checkpoint: with `rules`, then with
 * `others`, which are made anew.
 */
Model *tuned_with_a_break(const Model *model, const TrainData *data,
	const TrainSettings *how, const TrainRule *rules, const TrainRule *others,
	int n_rules, int n_steps);

#endif
