/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_clusters.h"

#include "passes/cluster/value_list.h"

typedef struct ClusteredPart {
	int layer, tensor;
	int n_clusters; /* the most of a set */
	Members members;
} ClusteredPart;

struct TuneClusters {
	Arena arena;
	int n;
	ClusteredPart *parts;
};

/* --- Which weights share a value --- */

/* The different values of a set but 0, in rising order. */
static ValueList shared_values(const WeightUnits *units, int64_t set, Arena *arena)
{
	ValueList list =
		value_list(set_values(units, set, arena), set_length(units, set), arena);
	size_t n = 0;
	for (size_t i = 0; i < list.n; i++)
		if (list.values[i] != 0)
			list.values[n++] = list.values[i];
	list.n = n;
	return list;
}

/* The place of a value in the list, from 1; 0 for 0. */
static uint16_t cluster_of(const ValueList *list, double value)
{
	size_t low = 0, high = list->n;
	while (value != 0 && low < high) {
		size_t middle = (low + high) / 2;
		if (list->values[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return value == 0 ? 0 : (uint16_t)(low + 1);
}

/* Number the clusters of a set; false where there are too many. */
static bool number_set(const WeightUnits *units, int64_t set, ClusteredPart *part,
	size_t *n_values)
{
	Arena scratch = {0};
	ValueList list = shared_values(units, set, &scratch);
	bool ok = list.n <= MOST_CLUSTERS;
	for (size_t i = 0; ok && i < set_length(units, set); i++) {
		size_t place = set_place(units, set, i);
		part->members.cluster[place] = cluster_of(&list, (double)units->values[place]);
	}
	if (ok && (int)list.n > part->n_clusters)
		part->n_clusters = (int)list.n;
	*n_values += list.n;
	arena_finish(&scratch);
	return ok;
}

static bool number_channels(const WeightUnits *units, ClusteredPart *part)
{
	size_t n_values = 0, n_nonzero = 0;
	part->members.is_per_channel = true;
	part->n_clusters = 0;
	for (size_t c = 0; c < units->channels.n; c++)
		if (!number_set(units, (int64_t)c, part, &n_values))
			return false;
	for (size_t i = 0; i < units->n; i++)
		n_nonzero += units->values[i] != 0;
	return 2 * n_values <= n_nonzero;
}

static bool find_clusters(const TunePart *from, Arena *arena, ClusteredPart *part)
{
	const WeightUnits *units = &from->units;
	size_t n_values = 0;
	*part = (ClusteredPart){
		.layer = from->layer,
		.tensor = from->tensor,
		.members = {.n = units->n,
			.channels = units->channels,
			.cluster = arena_array(arena, units->n, sizeof(uint16_t))},
	};
	return number_set(units, WHOLE_TENSOR, part, &n_values) ||
		number_channels(units, part);
}

TuneClusters *tune_clusters_new(const Model *model, const bool *chosen, Error *err)
{
	Arena arena = {0}, scratch = {0};
	TuneClusters *clusters = arena_alloc(&arena, sizeof *clusters);
	TuneParts found;
	bool ok = tune_parts(model, chosen, &scratch, &found, err);
	if (ok)
		clusters->parts = arena_array(&arena, (size_t)found.n, sizeof *clusters->parts);
	for (int i = 0; ok && i < found.n; i++)
		if (find_clusters(&found.parts[i], &arena, &clusters->parts[clusters->n]))
			clusters->n++;
	arena_finish(&scratch);
	if (!ok) {
		arena_finish(&arena);
		return NULL;
	}
	clusters->arena = arena;
	return clusters;
}

void tune_clusters_free(TuneClusters *clusters)
{
	if (!clusters)
		return;
	Arena arena = clusters->arena;
	arena_finish(&arena);
}

int tune_clusters_of(const TuneClusters *clusters, int layer)
{
	for (int i = 0; i < clusters->n; i++)
		if (clusters->parts[i].layer == layer)
			return clusters->parts[i].n_clusters;
	return 0;
}

/* --- The rule --- */

static void sum_gradients(void *context, Net *net)
{
	const TuneClusters *clusters = context;
	for (int i = 0; i < clusters->n; i++) {
		const ClusteredPart *part = &clusters->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (param)
			members_sum(&part->members, param->gradient);
	}
}

TrainRule tune_clusters_rule(TuneClusters *clusters)
{
	return (TrainRule){.context = clusters, .gradients = sum_gradients};
}
