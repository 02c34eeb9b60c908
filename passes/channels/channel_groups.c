/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_groups.h"

/* Groups as they are told apart, layer by layer; group 0 is of what no layer makes. */
typedef struct Splitting {
	const Channels *channels;
	int *group_of; /* each class */
	int *part,
		*of_layer; /* of each group, the last one split off it, and for which layer */
	int *seen;     /* the last layer that made a class */
	int n;
} Splitting;

static bool makes_channels(ChannelRule rule)
{
	return rule == CHANNELS_MIXED || rule == CHANNELS_DEPTHWISE;
}

/* Split off those of each group that a layer makes. */
static void split(Splitting *splitting, int layer)
{
	const Channels *channels = splitting->channels;
	int out = channels->graph->ops[layer].outputs[0];
	for (int u = 0; u < channels->n_units[out]; u++) {
		int class = channels->classes[out][u];
		if (channels->is_fixed[class] || splitting->seen[class] == layer)
			continue;
		splitting->seen[class] = layer;
		int group = splitting->group_of[class];
		if (splitting->of_layer[group] != layer) {
			splitting->of_layer[group] = layer;
			splitting->part[group] = splitting->n++;
		}
		splitting->group_of[class] = splitting->part[group];
	}
}

/* The groups that have classes left, but for group 0, by numbers without gaps. */
static ChannelGroups number_groups(const Splitting *splitting, Arena *arena)
{
	size_t n = (size_t)splitting->channels->n_classes;
	ChannelGroups groups = {.group_of = splitting->group_of};
	groups.n_classes = arena_array(arena, n, sizeof *groups.n_classes);
	int *numbers = splitting->part; /* which are done with */
	for (int g = 0; g < splitting->n; g++)
		numbers[g] = -1;
	for (size_t c = 0; c < n; c++) {
		int group = groups.group_of[c];
		if (group > 0 && numbers[group] < 0)
			numbers[group] = groups.n++;
		groups.group_of[c] = group > 0 ? numbers[group] : -1;
		if (group > 0)
			groups.n_classes[groups.group_of[c]]++;
	}
	return groups;
}

ChannelGroups channel_groups(const Channels *channels, Arena *arena)
{
	const Graph *graph = channels->graph;
	size_t n = (size_t)channels->n_classes, most_groups = 1;
	for (int i = 0; i < graph->n_ops; i++)
		if (makes_channels(channels->rules[i]))
			most_groups += (size_t)channels->n_units[graph->ops[i].outputs[0]];
	Arena scratch = {0};
	Splitting splitting = {.channels = channels, .n = 1};
	splitting.group_of = arena_array(arena, n, sizeof *splitting.group_of);
	splitting.part = arena_array(&scratch, most_groups, sizeof *splitting.part);
	splitting.of_layer = arena_array(&scratch, most_groups, sizeof *splitting.of_layer);
	splitting.seen = arena_array(&scratch, n, sizeof *splitting.seen);
	for (size_t g = 0; g < most_groups; g++)
		splitting.of_layer[g] = -1;
	for (size_t c = 0; c < n; c++)
		splitting.seen[c] = -1;
	for (int i = 0; i < graph->n_ops; i++)
		if (makes_channels(channels->rules[i]))
			split(&splitting, i);
	ChannelGroups groups = number_groups(&splitting, arena);
	arena_finish(&scratch);
	return groups;
}

double *group_shares(const Channels *channels, const ChannelGroups *groups, double share,
	const double *of_layer, Arena *arena)
{
	const Graph *graph = channels->graph;
	double *shares = arena_array(arena, (size_t)groups->n, sizeof *shares);
	for (int g = 0; g < groups->n; g++)
		shares[g] = of_layer ? 1 : share;
	for (int i = 0; of_layer && i < graph->n_ops; i++) {
		if (!makes_channels(channels->rules[i]))
			continue;
		int out = graph->ops[i].outputs[0];
		for (int u = 0; u < channels->n_units[out]; u++) {
			int group = groups->group_of[channels->classes[out][u]];
			if (group >= 0 && of_layer[i] < shares[group])
				shares[group] = of_layer[i];
		}
	}
	return shares;
}
