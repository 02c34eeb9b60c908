/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_scores.h"

#include <math.h>

static const int *classes_read(const Channels *channels, const ChannelWeights *layer)
{
	return channels->classes[data_index(layer->op)];
}

static const int *classes_made(const Channels *channels, const ChannelWeights *layer)
{
	return channels->classes[layer->op->outputs[0]];
}

/* Squares of the weights of each filter, to the class that it makes. */
static void add_filters(const Channels *channels, const ChannelWeights *layer,
	double *squares)
{
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		double scale = filter_scale(channels->graph, layer, f), sum = 0;
		for (size_t k = 0; k < layer->view.length; k++)
			sum += weight_at(layer, f, k) * weight_at(layer, f, k);
		squares[classes_made(channels, layer)[f]] += sum * scale * scale;
	}
}

/* Squares of the weights of all filters, to the class that each reads. */
static void add_columns(const Channels *channels, const ChannelWeights *layer,
	double *squares)
{
	const int *classes = classes_read(channels, layer);
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		double scale = filter_scale(channels->graph, layer, f);
		for (size_t k = 0; k < layer->view.length; k++) {
			double weight = weight_at(layer, f, k) * scale;
			squares[classes[column_of(layer, f, k) % layer->n_units]] += weight * weight;
		}
	}
}

/* Norms of depthwise filters, of all that a class has of a layer. What is left in squares
 * is zeros, as it was. */
static void multiply_filters(const Channels *channels, const ChannelWeights *layer,
	double *squares, double *factors)
{
	enum { DONE = -1 };
	const int *classes = classes_made(channels, layer);
	add_filters(channels, layer, squares);
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		if (squares[classes[f]] == DONE)
			continue;
		factors[classes[f]] *= sqrt(squares[classes[f]]);
		squares[classes[f]] = DONE;
	}
	for (size_t f = 0; f < layer->view.n_channels; f++)
		squares[classes[f]] = 0;
}

double *channel_scores(const Channels *channels, ChannelWeights *const *layers,
	Arena *arena)
{
	Arena scratch = {0};
	size_t n = (size_t)channels->n_classes;
	double *made = arena_array(&scratch, n, sizeof *made);
	double *read = arena_array(&scratch, n, sizeof *read);
	double *squares = arena_array(&scratch, n, sizeof *squares);
	double *scores = arena_array(arena, n, sizeof *scores);
	for (size_t c = 0; c < n; c++)
		scores[c] = 1;
	for (int i = 0; i < channels->graph->n_ops; i++) {
		if (channels->rules[i] == CHANNELS_DEPTHWISE)
			multiply_filters(channels, layers[i], squares, scores);
		if (channels->rules[i] != CHANNELS_MIXED)
			continue;
		add_filters(channels, layers[i], made);
		add_columns(channels, layers[i], read);
	}
	for (size_t c = 0; c < n; c++)
		scores[c] *= sqrt(made[c]) * sqrt(read[c]);
	arena_finish(&scratch);
	return scores;
}
