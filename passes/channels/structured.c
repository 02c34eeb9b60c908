/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/structured.h"

#include <math.h>

#include "passes/channels/channel_groups.h"
#include "passes/channels/channel_readers.h"
#include "passes/channels/channel_scores.h"
#include "src/graph/decoders.h"

typedef struct Pruning {
	const StructuredSettings *settings;
	Channels channels;
	ChannelWeights **layers;
	ChannelGroups groups;
	double *shares; /* each group; negative: left alone */
	double *units;  /* each group: what its scores are measured in */
	int *limits;    /* each group: classes that may still go */
	bool *stays;    /* each class, for sure */
	double *scores; /* each class */
	bool has_data;  /* then: */
	ChannelReaders readers;
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

static bool is_candidate(const Pruning *pruning, int class)
{
	int group = pruning->groups.group_of[class];
	return group >= 0 && pruning->shares[group] >= 0;
}

/* --- How important each class is --- */

static bool check_scores(const Pruning *pruning, const Model *model, Error *err)
{
	for (int c = 0; c < pruning->channels.n_classes; c++)
		if (is_candidate(pruning, c) && !isfinite(pruning->scores[c]))
			return failed(err, "%s: weights that are not finite, or too large to compare",
				model->name);
	return true;
}

/* The root mean square of each group's scores. */
static void measure_groups(Pruning *pruning)
{
	const ChannelGroups *groups = &pruning->groups;
	for (int c = 0; c < pruning->channels.n_classes; c++)
		if (is_candidate(pruning, c))
			pruning->units[groups->group_of[c]] +=
				pruning->scores[c] * pruning->scores[c];
	for (int g = 0; g < groups->n; g++) {
		double square = pruning->units[g] / fmax(groups->n_classes[g], 1);
		bool counts = pruning->settings->is_global && square > 0;
		pruning->units[g] = counts ? sqrt(square) : 1;
	}
}

static bool score(Pruning *pruning, const Model *model, const Samples *samples,
	Error *err)
{
	const StructuredSettings *settings = pruning->settings;
	Arena *arena = &pruning->arena;
	ReadingSettings reading = {samples, settings->n_threads, settings->batch};
	pruning->has_data = samples != NULL;
	if (!samples) {
		pruning->scores = channel_scores(&pruning->channels, pruning->layers, arena);
		return check_scores(pruning, model, err);
	}
	if (!channel_readers(model, &pruning->channels, pruning->layers, &reading, arena,
			&pruning->readers, err))
		return false;
	size_t n = (size_t)pruning->channels.n_classes;
	pruning->scores = arena_array(arena, n, sizeof *pruning->scores);
	readers_score(&pruning->readers, pruning->scores);
	return check_scores(pruning, model, err);
}

/* --- Which go --- */

/* Of a global share all but one of each group. */
static void limit_groups(Pruning *pruning)
{
	const ChannelGroups *groups = &pruning->groups;
	for (int g = 0; g < groups->n; g++) {
		int most = groups->n_classes[g] - 1;
		int wanted = (int)lround(fmax(pruning->shares[g], 0) * groups->n_classes[g]);
		pruning->limits[g] =
			pruning->settings->is_global || wanted > most ? most : wanted;
	}
}

static long count_wanted(const Pruning *pruning)
{
	long n = 0;
	for (int c = 0; c < pruning->channels.n_classes; c++)
		n += is_candidate(pruning, c);
	return pruning->settings->is_global ? lround(pruning->settings->sparsity * (double)n)
										: n;
}

/* Of those that may go, the one that matters least, the first of several; -1: none. */
static int least_important(const Pruning *pruning)
{
	int best = -1;
	double least = HUGE_VAL;
	for (int c = 0; c < pruning->channels.n_classes; c++) {
		if (!is_candidate(pruning, c) || pruning->stays[c] || pruning->choice.is_going[c])
			continue;
		int group = pruning->groups.group_of[c];
		double score = pruning->scores[c] / pruning->units[group];
		if (pruning->limits[group] > 0 && score < least) {
			least = score;
			best = c;
		}
	}
	return best;
}

/* With data, each that goes changes how important those are that are left. */
static void choose(Pruning *pruning)
{
	long left = count_wanted(pruning);
	for (int c; left > 0 && (c = least_important(pruning)) >= 0;) {
		if (!choose_class(&pruning->choice, c)) {
			pruning->stays[c] = true;
			continue;
		}
		pruning->limits[pruning->groups.group_of[c]]--;
		left--;
		if (pruning->has_data) {
			readers_lose(&pruning->readers, c);
			readers_score(&pruning->readers, pruning->scores);
		}
	}
}

static void begin(Pruning *pruning, const Model *model)
{
	Arena *arena = &pruning->arena;
	const StructuredSettings *settings = pruning->settings;
	pruning->channels = channels_of(model, arena);
	pruning->layers = channel_weights(&pruning->channels, arena);
	pruning->groups = channel_groups(&pruning->channels, arena);
	pruning->choice = channel_choice(&pruning->channels, arena);
	pruning->shares = group_shares(&pruning->channels, &pruning->groups,
		settings->sparsity, settings->of_layer, arena);
	size_t n_groups = (size_t)pruning->groups.n;
	size_t n_classes = (size_t)pruning->channels.n_classes;
	pruning->units = arena_array(arena, n_groups, sizeof *pruning->units);
	pruning->limits = arena_array(arena, n_groups, sizeof *pruning->limits);
	pruning->stays = arena_array(arena, n_classes, sizeof *pruning->stays);
	limit_groups(pruning);
}

bool prune_channels(Model *model, const Samples *samples,
	const StructuredSettings *settings, ChannelReport *report, Error *err)
{
	Pruning pruning = {.settings = settings};
	if (!model_has_network(model, err) || !model_is_decoded(model, err) ||
		!check_settings(model, settings, err))
		return false;
	begin(&pruning, model);
	bool ok = score(&pruning, model, samples, err);
	if (ok) {
		measure_groups(&pruning);
		choose(&pruning);
	}
	ok =
		ok && (!samples || readers_settle(model, &pruning.readers, &pruning.choice, err));
	if (ok)
		remove_channels(model, &pruning.channels, pruning.choice.is_going, report);
	arena_finish(&pruning.arena);
	return ok &&
		(!samples || plan_check(model, 1, err) || failed_in(err, "once pruned: "));
}
