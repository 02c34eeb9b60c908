/* SPDX-License-Identifier: Apache-2.0 */
/* The layers that read channels, as these go one after the other. */
#ifndef PASSES_CHANNELS_CHANNEL_READERS_H
#define PASSES_CHANNELS_CHANNEL_READERS_H

#include "passes/channels/channel_choice.h"
#include "passes/channels/elimination.h"

/* A layer that mixes channels. */
typedef struct ChannelReader {
	int op;
	const ChannelWeights *layer;
	const int *classes;      /* of the units that it reads */
	const ChannelRows *rows; /* what it read at first */
	Elimination elimination;
} ChannelReader;

/* How a model is run again and again. */
typedef struct ReadingSettings {
	const Samples *samples;
	int n_threads, batch;
} ReadingSettings;

typedef struct ChannelReaders {
	const Channels *channels;
	ReadingSettings settings;
	ChannelReader *list;
	int n;
} ChannelReaders;

/* All of a model, in the arena; fails as channel_rows does. */
bool channel_readers(const Model *model, const Channels *channels,
	ChannelWeights *const *layers, const ReadingSettings *settings, Arena *arena,
	ChannelReaders *readers, Error *err);

/* The loss for each class if it went now: the mean square by which all its readers' sums
 * would differ. */
void readers_score(const ChannelReaders *readers, double *scores);

/* A class goes. */
void readers_lose(ChannelReaders *readers, int class);

/*
 * Give the layers the weights and biases that make up for the classes that are gone, before
 * these are removed: one after the other, each for what it reads by then. Moves the graph's
 * tensors. Fails as channel_rows does.
 */
bool readers_settle(Model *model, const ChannelReaders *readers,
	const ChannelChoice *choice, Error *err);

#endif
