/* SPDX-License-Identifier: Apache-2.0 */
/* A user's data as the samples that a model runs on. */
#ifndef PASSES_SAMPLES_H
#define PASSES_SAMPLES_H

#include "src/data/feed.h"
#include "src/graph/model.h"
#include "src/run/plan.h"

/* Which of the data's samples: every fifth can be held out, to judge by what was not seen. */
typedef enum SampleShare { SAMPLES_ALL, SAMPLES_KEPT, SAMPLES_HELD_OUT } SampleShare;

typedef struct Samples {
	Feed feed;
	SampleShare share;
	int input; /* the tensor they go into */
	int rows;  /* of data in a sample: the model's own batch, nearly always 1 */
	int64_t n; /* samples */
} Samples;

/* The model's only input. Fails, naming the model, where it has not just one, or that has no
 * dimensions. */
bool samples_input(const Model *model, FeedInput *input, Error *err);

/*
 * Hold data against the model's input. data and how must outlive the samples. Fails, naming
 * model or data, where the model has not just one input, where shapes or types do not go
 * together, and where the rows do not fill whole batches of a model with a batch of its own.
 */
bool samples_open(const Model *model, const Array *data, const Preprocess *how,
	Samples *samples, Error *err);

/* The same samples, all of them opened, but for those that the share leaves out. */
Samples samples_share(const Samples *samples, SampleShare share);

/* The same data and share of it, held against another model's input. */
bool samples_open_again(const Model *model, const Samples *samples, Samples *own,
	Error *err);

/* Write sample i, rows of the model's input type, to out; fails as feed_rows does. */
bool samples_read(const Samples *samples, int64_t i, void *out, Error *err);

/* Load a chunk's samples into a worker's input. */
bool samples_load(const Samples *samples, const Chunk *chunk, Worker *worker, Error *err);

#endif
