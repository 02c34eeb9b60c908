/* SPDX-License-Identifier: Apache-2.0 */
/* A user's data as the samples that a model runs on. */
#ifndef PASSES_SAMPLES_H
#define PASSES_SAMPLES_H

#include "src/data/feed.h"
#include "src/graph/model.h"
#include "src/run/plan.h"

typedef struct Samples {
	Feed feed;
	int input; /* the tensor they go into */
	int rows;  /* of data in a sample: the model's own batch, nearly always 1 */
	int64_t n; /* samples */
} Samples;

/*
 * Hold data against the model's input. data and how must outlive the samples. Fails, naming
 * model or data, where the model has not just one input, where shapes or types do not go
 * together, and where the rows do not fill whole batches of a model with a batch of its own.
 */
bool samples_open(const Model *model, const Array *data, const Preprocess *how,
	Samples *samples, Error *err);

/* Load a chunk's samples into a worker's input. */
bool samples_load(const Samples *samples, const Chunk *chunk, Worker *worker, Error *err);

#endif
