/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/dead.h"

#include <math.h>

#include "passes/channels/add_to_bias.h"
#include "passes/channels/channel_choice.h"
#include "passes/channels/constant_channels.h"
#include "src/graph/decoders.h"

/* What a layer reads, by columns of its weights. */
typedef struct Reads {
	int op;
	const ChannelWeights *layer;
	bool *is_known;  /* of each column, whether it always reads one value */
	double *offsets; /* and then that, less the zero point; otherwise 0 */
	bool has_room;   /* for what they give in the biases */
} Reads;

typedef struct Search {
	const Channels *channels;
	ChannelChoice choice;
	Reads *reads;
	int n_reads;
	bool *is_needed; /* each class */
} Search;

/* --- What layers read --- */

static double zero_point_of(const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	return tensor->type == TYPE_FLOAT32 || !q || q->n_zero_points < 1
		? 0
		: (double)q->zero_point[0];
}

static bool has_room(const Channels *channels, const Reads *reads)
{
	Arena scratch = {0};
	const ChannelWeights *layer = reads->layer;
	double *magnitudes =
		arena_array(&scratch, layer->view.n_channels, sizeof *magnitudes);
	for (size_t f = 0; f < layer->view.n_channels; f++)
		for (size_t k = 0; k < layer->view.length; k++)
			magnitudes[f] +=
				fabs(weight_at(layer, f, k) * reads->offsets[column_of(layer, f, k)]);
	bool room = can_add_to_bias(channels->graph, layer->op, magnitudes);
	arena_finish(&scratch);
	return room;
}

static Reads reads_of(const Channels *channels, int op, const ChannelWeights *layer,
	const ConstantChannels *constants, Arena *arena)
{
	int in = data_index(layer->op);
	size_t n = (size_t)layer->geometry.width;
	Reads reads = {.op = op, .layer = layer};
	reads.is_known = arena_array(arena, n, sizeof *reads.is_known);
	reads.offsets = arena_array(arena, n, sizeof *reads.offsets);
	for (size_t column = 0; column < n; column++) {
		double value;
		if (!constant_value(constants, in, column, n, &value))
			continue;
		reads.is_known[column] = true;
		reads.offsets[column] = value - zero_point_of(&channels->graph->tensors[in]);
	}
	reads.has_room = has_room(channels, &reads);
	return reads;
}

/* --- Which classes can go --- */

/* Whether a weight asks for what it multiplies to be there, as nothing else could give it. */
static bool needs(const Reads *reads, size_t filter, size_t k)
{
	const ChannelWeights *layer = reads->layer;
	int column = column_of(layer, filter, k);
	if (weight_at(layer, filter, k) == 0)
		return false;
	if (!reads->is_known[column])
		return true;
	return reads->offsets[column] != 0 &&
		(!reads->has_room || layer->coverage[tap_of(layer, k)] < 1);
}

static void mark_needed(Search *search, const Reads *reads)
{
	const WeightView *view = &reads->layer->view;
	const ChannelChoice *choice = &search->choice;
	for (size_t f = 0; f < view->n_channels; f++) {
		if (choice->is_going[class_made(choice, reads->layer, f)])
			continue;
		for (size_t k = 0; k < view->length; k++)
			if (needs(reads, f, k))
				search->is_needed[class_read(choice, reads->layer, f, k)] = true;
	}
}

/* Once over all layers; what goes may leave others unread. */
static bool sweep(Search *search)
{
	bool found = false;
	for (int c = 0; c < search->channels->n_classes; c++)
		search->is_needed[c] = search->channels->is_fixed[c];
	for (int i = 0; i < search->n_reads; i++)
		mark_needed(search, &search->reads[i]);
	for (int c = 0; c < search->channels->n_classes; c++)
		if (!search->is_needed[c] && !search->choice.is_going[c])
			found = choose_class(&search->choice, c) || found;
	return found;
}

static Search search_dead(const Channels *channels, ChannelWeights *const *layers,
	const ConstantChannels *constants, Arena *arena)
{
	size_t n_ops = (size_t)channels->graph->n_ops;
	Search search = {.channels = channels, .choice = channel_choice(channels, arena)};
	search.reads = arena_array(arena, n_ops, sizeof *search.reads);
	search.is_needed =
		arena_array(arena, (size_t)channels->n_classes, sizeof *search.is_needed);
	for (int i = 0; i < channels->graph->n_ops; i++)
		if (channels->rules[i] == CHANNELS_MIXED)
			search.reads[search.n_reads++] =
				reads_of(channels, i, layers[i], constants, arena);
	while (sweep(&search))
		;
	return search;
}

bool prune_dead(Model *model, ChannelReport *report, Error *err)
{
	Arena arena = {0};
	ConstantChannels constants;
	if (!model_has_network(model, err) || !model_is_decoded(model, err))
		return false;
	Channels channels = channels_of(model, &arena);
	ChannelWeights **layers = channel_weights(&channels, &arena);
	bool ok = constant_channels(model, &channels, layers, &arena, &constants, err);
	if (ok) {
		Search search = search_dead(&channels, layers, &constants, &arena);
		TensorUses uses = tensor_uses(model, &arena);
		for (int i = 0; i < search.n_reads; i++)
			fold_channels(model, &uses, &search.choice, search.reads[i].op,
				search.reads[i].layer, search.reads[i].offsets);
		remove_channels(model, &channels, search.choice.is_going, report);
	}
	arena_finish(&arena);
	return ok;
}
