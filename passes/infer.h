/* SPDX-License-Identifier: Apache-2.0 */
/* A model's outputs for a whole data set. */
#ifndef PASSES_INFER_H
#define PASSES_INFER_H

#include "passes/samples.h"
#include "src/base/progress.h"

typedef struct InferSettings {
	int output;      /* which of the model's outputs */
	bool dequantize; /* float32 whatever the model gives */
	int n_threads;   /* 0: all cores */
	int batch;
	const Progress *progress; /* may be NULL */
} InferSettings;

#define INFER_DEFAULTS ((InferSettings){.batch = PLAN_DEFAULTS.batch})

/*
 * Run a model on all samples. The result is in the arena: [rows, ...] where the output is
 * declared [batch, ...], in the output's own type or float32. The same for any number of
 * threads.
 */
bool infer(const Model *model, const Samples *samples, const InferSettings *settings,
	Arena *arena, Array *out, Error *err);

/* The shape of that result for a tensor of the model: its first dimension is the rows, or, if
 * that is something else, they get one of their own. */
bool infer_shape(const Graph *graph, int tensor, const Samples *samples, Shape *shape,
	Error *err);

/* The samples themselves as the model sees them, in float32, in the arena. */
bool real_inputs(const Model *model, const Samples *samples, Arena *arena, Array *inputs,
	Error *err);

#endif
