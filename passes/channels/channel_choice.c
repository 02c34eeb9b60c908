/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_choice.h"

#include <math.h>

#include "passes/channels/add_to_bias.h"

ChannelChoice channel_choice(const Channels *channels, Arena *arena)
{
	size_t n_classes = (size_t)channels->n_classes;
	size_t n_bytes = (size_t)channels->n_tensors * sizeof *channels->n_units;
	return (ChannelChoice){
		.channels = channels,
		.is_going = arena_array(arena, n_classes, sizeof(bool)),
		.left = arena_copy(arena, channels->n_units, n_bytes),
	};
}

bool choose_class(ChannelChoice *choice, int class)
{
	const Channels *channels = choice->channels;
	size_t first = channels->first_member[class], end = channels->first_member[class + 1];
	bool ok = true;
	for (size_t i = first; i < end; i++)
		choice->left[channels->members[i].tensor]--;
	for (size_t i = first; i < end; i++) {
		int tensor = channels->members[i].tensor;
		ok = ok && choice->left[tensor] >= channels->least[tensor];
	}
	for (size_t i = first; !ok && i < end; i++)
		choice->left[channels->members[i].tensor]++;
	choice->is_going[class] = ok;
	return ok;
}

int class_read(const ChannelChoice *choice, const ChannelWeights *layer, size_t filter,
	size_t k)
{
	const int *classes = choice->channels->classes[data_index(layer->op)];
	return classes[column_of(layer, filter, k) % layer->n_units];
}

int class_made(const ChannelChoice *choice, const ChannelWeights *layer, size_t filter)
{
	return choice->channels->classes[layer->op->outputs[0]][filter];
}

/* What is folded into each bias, and the sizes of what that is made of. */
static bool sum_up(const ChannelChoice *choice, const ChannelWeights *layer,
	const double *offsets, double *sums, double *magnitudes)
{
	bool any = false;
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		if (choice->is_going[class_made(choice, layer, f)])
			continue;
		for (size_t k = 0; k < layer->view.length; k++) {
			if (!choice->is_going[class_read(choice, layer, f, k)])
				continue;
			double part = weight_at(layer, f, k) * offsets[column_of(layer, f, k)] *
				layer->coverage[tap_of(layer, k)];
			sums[f] += part;
			magnitudes[f] += fabs(part);
		}
		any = any || sums[f] != 0;
	}
	return any;
}

void fold_channels(Model *model, TensorUses *uses, const ChannelChoice *choice, int op,
	const ChannelWeights *layer, const double *offsets)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	double *sums = arena_array(&scratch, layer->view.n_channels, sizeof *sums);
	double *magnitudes =
		arena_array(&scratch, layer->view.n_channels, sizeof *magnitudes);
	if (sum_up(choice, layer, offsets, sums, magnitudes) &&
		can_add_to_bias(graph, layer->op, magnitudes))
		add_to_bias(model, uses, &graph->ops[op], sums);
	arena_finish(&scratch);
}
