/* SPDX-License-Identifier: Apache-2.0 */
/* Training data held against a network, and read from it. */
#ifndef TRAIN_TRAIN_FEED_H
#define TRAIN_TRAIN_FEED_H

#include "src/base/hash.h"
#include "src/train/train.h"

typedef struct TrainFeed {
	const TrainData *data;
	ImageShape image;           /* of a row; zeros where it is none */
	int rows;                   /* of a sample */
	int outputs;                /* values of a row of the output */
	size_t row_count;           /* values of a row of the input */
	size_t in_count, out_count; /* of a sample */
	const float *memory;        /* [n, in_count], where all is kept; or NULL */
} TrainFeed;

/* Check that model, data and settings go together, as train() tells. The arena owns what is read
 * and kept. */
bool train_feed_open(const Model *model, const Net *net, const TrainData *data,
	const TrainSettings *how, Team *team, Arena *arena, TrainFeed *feed, Error *err);

/* Write a sample; fails where it cannot be read or is not finite. From any thread. */
bool train_feed_read(const TrainFeed *feed, int64_t sample, float *to, Error *err);

/* Add the data to a hash; of the inputs only some samples, as reading them can take long. */
bool train_feed_hash(const TrainFeed *feed, Hash *hash, Error *err);

#endif
