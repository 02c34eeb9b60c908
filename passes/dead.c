/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/dead.h"

#include <math.h>

#include "passes/add_to_bias.h"
#include "passes/constant_channels.h"

/* What a layer reads: one of geometry.width columns of its weights multiplies each. */
typedef struct Reads {
	int op;
	const ChannelWeights *layer;
	const int *in_classes, *out_classes;
	bool *is_known; /* of each column, whether it always reads one value */
	double *offset; /* and then that, less the zero point */
	bool has_room;  /* for what they give in the biases */
} Reads;

typedef struct Search {
	const Channels *channels;
	Reads *reads;
	int n_reads;
	bool *is_going, *is_blocked; /* each class */
	int *left;                   /* units of each tensor */
} Search;

/* --- What layers read --- */

static double zero_point_of(const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	return tensor->type == TYPE_FLOAT32 || !q || q->n_zero_points < 1
		? 0
		: (double)q->zero_point[0];
}

static int class_read(const Reads *reads, size_t filter, size_t k)
{
	return reads->in_classes[column_of(reads->layer, filter, k) % reads->layer->n_units];
}

static bool has_room(const Channels *channels, const Reads *reads)
{
	Arena scratch = {0};
	const ChannelWeights *layer = reads->layer;
	double *magnitudes =
		arena_array(&scratch, layer->view.n_channels, sizeof *magnitudes);
	for (size_t f = 0; f < layer->view.n_channels; f++)
		for (size_t k = 0; k < layer->view.length; k++) {
			int column = column_of(layer, f, k);
			if (reads->is_known[column])
				magnitudes[f] += fabs(weight_at(layer, f, k) * reads->offset[column]);
		}
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
	reads.in_classes = channels->classes[in];
	reads.out_classes = channels->classes[layer->op->outputs[0]];
	reads.is_known = arena_array(arena, n, sizeof *reads.is_known);
	reads.offset = arena_array(arena, n, sizeof *reads.offset);
	for (size_t column = 0; column < n; column++) {
		double value;
		if (!constant_value(constants, in, column, n, &value))
			continue;
		reads.is_known[column] = true;
		reads.offset[column] = value - zero_point_of(&channels->graph->tensors[in]);
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
	return reads->offset[column] != 0 &&
		(!reads->has_room || layer->may_miss[tap_of(layer, k)]);
}

static void block_needed(Search *search, const Reads *reads)
{
	const WeightView *view = &reads->layer->view;
	for (size_t f = 0; f < view->n_channels; f++) {
		if (search->is_going[reads->out_classes[f]])
			continue;
		for (size_t k = 0; k < view->length; k++)
			if (needs(reads, f, k))
				search->is_blocked[class_read(reads, f, k)] = true;
	}
}

/* Take a class from its tensors, if each has enough units left. */
static bool take(Search *search, int class)
{
	const Channels *channels = search->channels;
	size_t first = channels->first_member[class], end = channels->first_member[class + 1];
	bool ok = true;
	for (size_t i = first; i < end; i++)
		search->left[channels->members[i].tensor]--;
	for (size_t i = first; i < end; i++) {
		int tensor = channels->members[i].tensor;
		ok = ok && search->left[tensor] >= channels->least[tensor];
	}
	for (size_t i = first; !ok && i < end; i++)
		search->left[channels->members[i].tensor]++;
	return ok;
}

/* Once more over all layers: what goes may leave others unread. */
static bool sweep(Search *search)
{
	bool found = false;
	for (int c = 0; c < search->channels->n_classes; c++)
		search->is_blocked[c] = search->channels->is_fixed[c];
	for (int i = 0; i < search->n_reads; i++)
		block_needed(search, &search->reads[i]);
	for (int c = 0; c < search->channels->n_classes; c++)
		if (!search->is_blocked[c] && !search->is_going[c] && take(search, c))
			found = search->is_going[c] = true;
	return found;
}

static Search search_dead(const Channels *channels, ChannelWeights *const *layers,
	const ConstantChannels *constants, Arena *arena)
{
	size_t n = (size_t)channels->n_classes, n_ops = (size_t)channels->graph->n_ops;
	Search search = {.channels = channels};
	search.reads = arena_array(arena, n_ops, sizeof *search.reads);
	search.is_going = arena_array(arena, n, sizeof *search.is_going);
	search.is_blocked = arena_array(arena, n, sizeof *search.is_blocked);
	search.left = arena_copy(arena, channels->n_units,
		(size_t)channels->n_tensors * sizeof *search.left);
	for (size_t i = 0; i < n_ops; i++)
		if (layers[i] && channels->rules[i] == CHANNELS_MIXED)
			search.reads[search.n_reads++] =
				reads_of(channels, (int)i, layers[i], constants, arena);
	while (sweep(&search))
		;
	return search;
}

/* --- Into the biases --- */

static void fold(Model *model, TensorUses *uses, const Search *search, const Reads *reads)
{
	Arena scratch = {0};
	const ChannelWeights *layer = reads->layer;
	double *sums = arena_array(&scratch, layer->view.n_channels, sizeof *sums);
	bool any = false;
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		if (search->is_going[reads->out_classes[f]])
			continue;
		for (size_t k = 0; k < layer->view.length; k++)
			if (search->is_going[class_read(reads, f, k)])
				sums[f] += weight_at(layer, f, k) * reads->offset[column_of(layer, f, k)];
		any = any || sums[f] != 0;
	}
	if (any)
		add_to_bias(model, uses, &model->graphs[0].ops[reads->op], sums);
	arena_finish(&scratch);
}

bool prune_dead(Model *model, ChannelReport *report, Error *err)
{
	Arena arena = {0};
	ConstantChannels constants;
	if (!model_has_network(model, err))
		return false;
	Channels channels = channels_of(model, &arena);
	ChannelWeights **layers = channel_weights(&channels, &arena);
	bool ok = constant_channels(model, &channels, layers, &arena, &constants, err);
	if (ok) {
		Search search = search_dead(&channels, layers, &constants, &arena);
		TensorUses uses = tensor_uses(model, &arena);
		for (int i = 0; i < search.n_reads; i++)
			fold(model, &uses, &search, &search.reads[i]);
		remove_channels(model, &channels, search.is_going, report);
	}
	arena_finish(&arena);
	return ok;
}
