/* SPDX-License-Identifier: Apache-2.0 */
/* The weights of layers as numbers, and which channels they read and make. */
#ifndef PASSES_CHANNELS_CHANNEL_WEIGHTS_H
#define PASSES_CHANNELS_CHANNEL_WEIGHTS_H

#include "passes/channels/channels.h"
#include "passes/layers/layer_data.h"
#include "passes/quantize/quant_weights.h"

/*
 * Value k of filter f is values[f * view.channel_step + k * view.step]. Beside integer
 * activations it is the stored integer, beside float32 the real number.
 */
typedef struct ChannelWeights {
	const Op *op;
	LayerGeometry geometry;
	WeightView view;
	const float *values;
	/* Of each tap, the share of output positions for which it is inside the image, or of a
	 * TRANSPOSE_CONV those that it reaches: 1 is all. */
	const double *coverage;
	int n_units; /* of the data */
} ChannelWeights;

/* Of the operators whose rule is MIXED or DEPTHWISE, one an operator; NULL for others. In
 * the arena; they hold for as long as the model does not change. */
ChannelWeights **channel_weights(const Channels *channels, Arena *arena);

/* What the numbers of a filter are to be multiplied with to be real ones. */
double filter_scale(const Graph *graph, const ChannelWeights *layer, size_t filter);

static inline double weight_at(const ChannelWeights *layer, size_t filter, size_t k)
{
	const WeightView *view = &layer->view;
	return (double)layer->values[filter * view->channel_step + k * view->step];
}

static inline size_t tap_of(const ChannelWeights *layer, size_t k)
{
	return k / (size_t)layer->geometry.width;
}

/* Which of the values of an input position it multiplies; of a FULLY_CONNECTED that may be
 * one of several positions, each with all units. */
static inline int column_of(const ChannelWeights *layer, size_t filter, size_t k)
{
	const LayerGeometry *geometry = &layer->geometry;
	int group = (int)filter / geometry->channels;
	return group * geometry->width + (int)(k % (size_t)geometry->width);
}

#endif
