/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/structured.h"

#include <math.h>
#include <stdlib.h>

#include "passes/channel_choice.h"
#include "passes/channel_groups.h"
#include "passes/channel_scores.h"

typedef struct Candidate {
	double score;
	int class;
} Candidate;

typedef struct Pruning {
	const StructuredSettings *settings;
	Channels channels;
	ChannelWeights **layers;
	ChannelGroups groups;
	double *shares;          /* each group; negative: left alone */
	ChannelMoments *moments; /* NULL without data */
	double *scores;          /* each class */
	ChannelChoice choice;
	Arena arena;
} Pruning;

static bool is_share(double share)
{
	return share >= 0 && share < 1;
}

static bool check_settings(const Model *model, const StructuredSettings *settings,
	Error *err)
{
	if (!is_share(settings->sparsity))
		return failed(err, "sparsity %g; it must be at least 0 and below 1",
			settings->sparsity);
	for (int i = 0; settings->of_layer && i < model->graphs[0].n_ops; i++)
		if (!(settings->of_layer[i] < 1))
			return failed(err, "operator %d: sparsity %g; it must be below 1", i,
				settings->of_layer[i]);
	return true;
}

/* --- How important each class is --- */

static bool is_candidate(const Pruning *pruning, int class)
{
	int group = pruning->groups.group_of[class];
	return group >= 0 && pruning->shares[group] >= 0;
}

/* Each group's by their root mean square. */
static void normalise(Pruning *pruning)
{
	const ChannelGroups *groups = &pruning->groups;
	double *squares = arena_array(&pruning->arena, (size_t)groups->n, sizeof *squares);
	for (int c = 0; c < pruning->channels.n_classes; c++)
		if (is_candidate(pruning, c))
			squares[groups->group_of[c]] += pruning->scores[c] * pruning->scores[c];
	for (int c = 0; c < pruning->channels.n_classes; c++) {
		int group = groups->group_of[c];
		if (is_candidate(pruning, c) && squares[group] > 0)
			pruning->scores[c] /= sqrt(squares[group] / groups->n_classes[group]);
	}
}

static bool score(Pruning *pruning, const Model *model, const Samples *samples,
	Error *err)
{
	const StructuredSettings *settings = pruning->settings;
	Arena *arena = &pruning->arena;
	if (samples &&
		!channel_moments(model, samples, &pruning->channels, pruning->layers,
			settings->n_threads, settings->batch, arena, &pruning->moments, err))
		return false;
	pruning->scores = samples
		? scores_by_data(&pruning->channels, pruning->layers, pruning->moments, arena)
		: scores_by_weights(&pruning->channels, pruning->layers, arena);
	if (settings->is_global)
		normalise(pruning);
	for (int c = 0; c < pruning->channels.n_classes; c++)
		if (is_candidate(pruning, c) && !isfinite(pruning->scores[c]))
			return failed(err, "%s: weights that are not finite, or too large to compare",
				model->name);
	return true;
}

/* --- Which go --- */

static int compare(const void *a, const void *b)
{
	const Candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->class < y->class ? -1 : x->class > y->class;
}

/* The least important first. */
static Candidate *candidates(Pruning *pruning, int *n)
{
	size_t n_classes = (size_t)pruning->channels.n_classes;
	Candidate *list = arena_array(&pruning->arena, n_classes, sizeof *list);
	*n = 0;
	for (int c = 0; c < pruning->channels.n_classes; c++)
		if (is_candidate(pruning, c))
			list[(*n)++] = (Candidate){pruning->scores[c], c};
	qsort(list, (size_t)*n, sizeof *list, compare);
	return list;
}

/* How many classes of each group may go: of a global share, all but one. */
static int *group_limits(Pruning *pruning)
{
	const ChannelGroups *groups = &pruning->groups;
	int *limits = arena_array(&pruning->arena, (size_t)groups->n, sizeof *limits);
	for (int g = 0; g < groups->n; g++) {
		int most = groups->n_classes[g] - 1;
		int wanted = (int)lround(fmax(pruning->shares[g], 0) * groups->n_classes[g]);
		limits[g] = pruning->settings->is_global || wanted > most ? most : wanted;
	}
	return limits;
}

static void choose(Pruning *pruning)
{
	int n;
	const Candidate *list = candidates(pruning, &n);
	int *limits = group_limits(pruning);
	long left =
		pruning->settings->is_global ? lround(pruning->settings->sparsity * n) : n;
	for (int i = 0; i < n && left > 0; i++) {
		int group = pruning->groups.group_of[list[i].class];
		if (limits[group] == 0 || !choose_class(&pruning->choice, list[i].class))
			continue;
		limits[group]--;
		left--;
	}
}

/* --- What they leave behind --- */

static void fold_means(Pruning *pruning, Model *model)
{
	const Channels *channels = &pruning->channels;
	TensorUses uses = tensor_uses(model, &pruning->arena);
	for (int i = 0; i < channels->graph->n_ops; i++) {
		if (channels->rules[i] != CHANNELS_MIXED)
			continue;
		const ChannelWeights *layer = pruning->layers[i];
		const Tensor *in = op_data(channels->graph, layer->op);
		double *offsets = pruning->moments[i].mean; /* in steps from here on */
		double step = in->type == TYPE_FLOAT32 ? 1 : (double)in->quantization->scale[0];
		for (int c = 0; c < layer->geometry.width; c++)
			offsets[c] /= step;
		fold_channels(model, &uses, &pruning->choice, i, layer, offsets);
	}
}

bool prune_channels(Model *model, const Samples *samples,
	const StructuredSettings *settings, ChannelReport *report, Error *err)
{
	Pruning pruning = {.settings = settings};
	Arena *arena = &pruning.arena;
	if (!model_has_network(model, err) || !check_settings(model, settings, err))
		return false;
	pruning.channels = channels_of(model, arena);
	pruning.layers = channel_weights(&pruning.channels, arena);
	pruning.groups = channel_groups(&pruning.channels, arena);
	pruning.shares = group_shares(&pruning.channels, &pruning.groups, settings->sparsity,
		settings->of_layer, arena);
	pruning.choice = channel_choice(&pruning.channels, arena);
	bool ok = score(&pruning, model, samples, err);
	if (ok) {
		choose(&pruning);
		if (samples)
			fold_means(&pruning, model);
		remove_channels(model, &pruning.channels, pruning.choice.is_going, report);
	}
	arena_finish(arena);
	return ok;
}
