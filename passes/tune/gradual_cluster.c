/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "passes/cluster/value_list.h"
#include "passes/tune/gradual.h"
#include "passes/tune/tune_members.h"

typedef struct LearningPart {
	int tensor, k;
	Members members;
	WeightUnits units; /* for k-means: the weights behind the clusters, in float */
	Real *behind;      /* [n] they, while the net has the clusters' */
} LearningPart;

struct GradualCluster {
	Arena arena;
	GradualClusterSettings how;
	int n;
	LearningPart *parts;
	uint16_t *clusters; /* of all parts, one behind the other */
	size_t n_weights;
	bool is_moving; /* weights may still change their cluster */
};

/* --- Making one --- */

static LearningPart part_of(const GradualClusterSettings *how, const TunePart *from,
	uint16_t *clusters, Arena *arena)
{
	LearningPart part = {
		.tensor = from->tensor,
		.k = how->of_layer[from->layer],
		.members = {from->units.n, how->per_channel, from->units.channels, clusters},
		.units = from->units,
		.behind = arena_array(arena, from->units.n, sizeof(Real)),
	};
	return part;
}

static void make_parts(GradualCluster *cluster, const TuneParts *found)
{
	Arena *arena = &cluster->arena;
	for (int i = 0; i < found->n; i++)
		cluster->n_weights += found->parts[i].units.n;
	cluster->parts = arena_array(arena, (size_t)found->n, sizeof *cluster->parts);
	cluster->clusters = arena_array(arena, cluster->n_weights, sizeof *cluster->clusters);
	uint16_t *clusters = cluster->clusters;
	for (int i = 0; i < found->n; i++) {
		cluster->parts[i] = part_of(&cluster->how, &found->parts[i], clusters, arena);
		clusters += found->parts[i].units.n;
	}
	cluster->n = found->n;
}

GradualCluster *gradual_cluster_new(const Model *model,
	const GradualClusterSettings *settings, Error *err)
{
	Arena arena = {0};
	size_t n_ops = (size_t)model->graphs[0].n_ops;
	GradualCluster *cluster = arena_alloc(&arena, sizeof *cluster);
	bool *chosen = arena_array(&arena, n_ops, sizeof *chosen);
	TuneParts found;
	for (size_t i = 0; i < n_ops; i++)
		chosen[i] = settings->of_layer[i] > 0;
	if (!tune_parts(model, chosen, &arena, &found, err)) {
		arena_finish(&arena);
		return NULL;
	}
	cluster->arena = arena;
	cluster->how = *settings;
	make_parts(cluster, &found);
	cluster->how.of_layer = NULL;
	return cluster;
}

void gradual_cluster_free(GradualCluster *cluster)
{
	if (!cluster)
		return;
	Arena arena = cluster->arena;
	arena_finish(&arena);
}

/* --- Clusters --- */

/* The values of a set but 0; *has_zero tells whether there is any 0. */
static ValueList nonzero_values(const WeightUnits *units, int64_t set, bool *has_zero,
	Arena *arena)
{
	float *values = set_values(units, set, arena);
	size_t n = 0;
	for (size_t i = 0; i < set_length(units, set); i++)
		if (values[i] != 0)
			values[n++] = values[i];
	*has_zero = n < set_length(units, set);
	return n > 0 ? value_list(values, n, arena) : (ValueList){0};
}

/* The first cluster that does not end below the value, from 1. */
static uint16_t cluster_of(const ValueList *list, const Clusters *clusters, double value)
{
	size_t low = 0, high = clusters->n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list->values[clusters->ends[middle] - 1] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint16_t)(low + 1);
}

static void cluster_set_anew(LearningPart *part, int64_t set)
{
	Arena scratch = {0};
	bool has_zero;
	const WeightUnits *units = &part->units;
	ValueList list = nonzero_values(units, set, &has_zero, &scratch);
	const WeightedValues input = {list.n, list.values, list.counts};
	Clusters clusters = {0};
	if (list.n > 0)
		clusters = kmeans(&input, (CentreRule){0}, (size_t)part->k - has_zero, &scratch);
	for (size_t i = 0; i < set_length(units, set); i++) {
		size_t place = set_place(units, set, i);
		float value = units->values[place];
		part->members.cluster[place] = clusters.n > 0 && value != 0
			? cluster_of(&list, &clusters, (double)value)
			: 0;
	}
	arena_finish(&scratch);
}

static void cluster_part_anew(LearningPart *part, const Real *values)
{
	const Members *members = &part->members;
	for (size_t i = 0; i < members->n; i++)
		part->units.values[i] = (float)values[i];
	if (!members->is_per_channel)
		cluster_set_anew(part, WHOLE_TENSOR);
	for (size_t c = 0; members->is_per_channel && c < members->channels.n; c++)
		cluster_set_anew(part, (int64_t)c);
}

/* What has become 0 since, as by pruning, has left its cluster. */
static void leave_zeros(const Members *members, const Real *values)
{
	for (size_t i = 0; i < members->n; i++)
		if (values[i] == 0)
			members->cluster[i] = 0;
}

/* --- The rule --- */

static void cluster_before(void *context, Net *net, int64_t step, int64_t n_steps)
{
	GradualCluster *cluster = context;
	cluster->is_moving = step < gradual_steps(cluster->how.until, n_steps);
	bool is_time = cluster->is_moving && step % cluster->how.interval == 0;
	for (int i = 0; i < cluster->n; i++) {
		LearningPart *part = &cluster->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (!param)
			continue;
		if (is_time || step == 0)
			cluster_part_anew(part, param->values);
		leave_zeros(&part->members, param->values);
		memcpy(part->behind, param->values, param->count * sizeof *part->behind);
		members_tie(&part->members, param->values);
	}
}

static void cluster_gradients(void *context, Net *net)
{
	const GradualCluster *cluster = context;
	for (int i = 0; i < cluster->n; i++) {
		const LearningPart *part = &cluster->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (!param)
			continue;
		if (!cluster->is_moving) {
			members_sum(&part->members, param->gradient);
			continue;
		}
		memcpy(param->values, part->behind, param->count * sizeof *part->behind);
		for (size_t k = 0; k < param->count; k++)
			if (part->members.cluster[k] == 0)
				param->gradient[k] = 0;
	}
}

/* What the optimiser remembers of weights from when they moved on their own differs among those
 * of a cluster. */
static void cluster_after(void *context, Net *net)
{
	const GradualCluster *cluster = context;
	for (int i = 0; i < cluster->n && !cluster->is_moving; i++) {
		const LearningPart *part = &cluster->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (param)
			members_tie(&part->members, param->values);
	}
}

static size_t cluster_state(void *context, const void **bytes)
{
	const GradualCluster *cluster = context;
	*bytes = cluster->clusters;
	return cluster->n_weights * sizeof *cluster->clusters;
}

static bool cluster_restore(void *context, const void *bytes, size_t n, Error *err)
{
	GradualCluster *cluster = context;
	if (n != cluster->n_weights * sizeof *cluster->clusters)
		return failed(err, "gradual clustering: %zu bytes for %zu weights", n,
			cluster->n_weights);
	for (size_t i = 0; i < cluster->n_weights; i++) {
		uint16_t number;
		memcpy(&number, (const char *)bytes + i * sizeof number, sizeof number);
		if (number > MOST_CLUSTERS)
			return failed(err, "gradual clustering: weight %zu is of cluster %d", i,
				number);
	}
	memcpy(cluster->clusters, bytes, n);
	return true;
}

TrainRule gradual_cluster_rule(GradualCluster *cluster)
{
	return (TrainRule){
		.context = cluster,
		.before = cluster_before,
		.gradients = cluster_gradients,
		.after = cluster_after,
		.state = cluster_state,
		.restore = cluster_restore,
	};
}
