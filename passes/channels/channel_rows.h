/* SPDX-License-Identifier: Apache-2.0 */
/* What layers read, on a user's data. */
#ifndef PASSES_CHANNELS_CHANNEL_ROWS_H
#define PASSES_CHANNELS_CHANNEL_ROWS_H

#include "passes/channels/channel_weights.h"
#include "passes/samples.h"

/* Positions of samples, drawn evenly, as a layer reads them: real numbers by the columns of
 * its weights. */
typedef struct ChannelRows {
	size_t n, width;
	float *values; /* [n, width] */
} ChannelRows;

/* No more rows than this, of no more samples, and no more values in all of them. */
enum { MOST_ROWS = 8192, MOST_ROW_SAMPLES = 1024, MOST_ROW_VALUES = 1 << 22 };

/*
 * Run a model on samples drawn evenly. The result has an entry an operator, empty for those
 * whose rule is not MIXED, or if only is not negative for all but that operator; in the
 * arena, the same for any number of threads, and of the same positions for models of the
 * same shapes. Fails as plan_new and samples_read do, and, naming the tensor, where a value
 * is not finite or has no real number.
 */
bool channel_rows(const Model *model, const Samples *samples, const Channels *channels,
	int only, int n_threads, int batch, Arena *arena, ChannelRows **rows, Error *err);

#endif
