/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "passes/prune/prune_mask.h"
#include "passes/tune/gradual.h"
#include "passes/tune/lamp.h"
#include "passes/tune/tune_parts.h"

typedef struct PrunedPart {
	int tensor;
	size_t n;
	double first, last; /* shares of zeros */
	float *values;      /* [n] scratch, as are scores */
	float *scores;
	bool *goes; /* [n] has gone, or goes now */
} PrunedPart;

struct GradualPrune {
	Arena arena;
	GradualPruneSettings how;
	int n;
	PrunedPart *parts;
	bool *gone; /* of all parts, one behind the other */
	size_t n_weights;
};

int64_t gradual_steps(double until, int64_t n_steps)
{
	return (int64_t)(until * (double)n_steps);
}

int gradual_epochs(double until, int n_epochs)
{
	int n = (int)ceil(until * n_epochs);
	return n < n_epochs ? n : n_epochs - 1;
}

/* --- Making one --- */

static PrunedPart part_of(const TunePart *from, double share, bool *goes, Arena *arena)
{
	size_t n = from->units.n, n_zeros = 0;
	for (size_t i = 0; i < n; i++) {
		goes[i] = from->units.values[i] == 0;
		n_zeros += goes[i];
	}
	double first = n > 0 ? (double)n_zeros / (double)n : 0;
	return (PrunedPart){
		.tensor = from->tensor,
		.n = n,
		.first = first,
		.last = share > first ? share : first,
		.values = arena_array(arena, n, sizeof(float)),
		.scores = arena_array(arena, n, sizeof(float)),
		.goes = goes,
	};
}

static void make_parts(GradualPrune *prune, const TuneParts *found, Arena *arena)
{
	for (int i = 0; i < found->n; i++)
		prune->n_weights += found->parts[i].units.n;
	prune->parts = arena_array(arena, (size_t)found->n, sizeof *prune->parts);
	prune->gone = arena_array(arena, prune->n_weights, sizeof *prune->gone);
	bool *goes = prune->gone;
	for (int i = 0; i < found->n; i++) {
		const TunePart *from = &found->parts[i];
		double share = prune->how.of_layer[from->layer];
		prune->parts[prune->n++] = part_of(from, share, goes, arena);
		goes += from->units.n;
	}
}

GradualPrune *gradual_prune_new(const Model *model, const GradualPruneSettings *settings,
	Error *err)
{
	Arena arena = {0}, scratch = {0};
	size_t n_ops = (size_t)model->graphs[0].n_ops;
	GradualPrune *prune = arena_alloc(&arena, sizeof *prune);
	bool *chosen = arena_array(&scratch, n_ops, sizeof *chosen);
	TuneParts found;
	prune->how = *settings;
	prune->how.of_layer =
		arena_copy(&arena, settings->of_layer, n_ops * sizeof *settings->of_layer);
	for (size_t i = 0; i < n_ops; i++)
		chosen[i] = settings->of_layer[i] >= 0;
	bool ok = tune_parts(model, chosen, &scratch, &found, err);
	if (ok)
		make_parts(prune, &found, &arena);
	arena_finish(&scratch);
	if (!ok) {
		arena_finish(&arena);
		return NULL;
	}
	prune->arena = arena;
	return prune;
}

void gradual_prune_free(GradualPrune *prune)
{
	if (!prune)
		return;
	Arena arena = prune->arena;
	arena_finish(&arena);
}

/* --- The rule --- */

/* How many of a part's weights are to be 0, when the share `left` of the way is still to go. */
static size_t wanted_zeros(const PrunedPart *part, double left)
{
	double share = part->last + (part->first - part->last) * left * left * left;
	return share_of(share, part->n);
}

static void score(const GradualPrune *prune, const PrunedPart *part, const Param *param)
{
	for (size_t i = 0; i < part->n; i++)
		part->values[i] = part->goes[i] ? 0 : (float)param->values[i];
	if (prune->how.score == SCORE_LAMP) {
		lamp_scores(part->values, part->n, part->scores);
		return;
	}
	for (size_t i = 0; i < part->n; i++)
		part->scores[i] = fabsf(part->values[i]);
}

/* Weights that have gone score 0, so that they are chosen first, and again. */
static void choose(const GradualPrune *prune, double left)
{
	Arena scratch = {0};
	ScoredWeights *sets = arena_array(&scratch, (size_t)prune->n, sizeof *sets);
	size_t wanted = 0;
	for (int i = 0; i < prune->n; i++) {
		const PrunedPart *part = &prune->parts[i];
		sets[i] = (ScoredWeights){part->scores, part->n, part->goes};
		if (!prune->how.is_global)
			choose_smallest(&sets[i], 1, wanted_zeros(part, left));
		wanted += wanted_zeros(part, left);
	}
	if (prune->how.is_global)
		choose_smallest(sets, prune->n, wanted);
	arena_finish(&scratch);
}

static void prune_before(void *context, Net *net, int64_t step, int64_t n_steps)
{
	GradualPrune *prune = context;
	int64_t end = gradual_steps(prune->how.until, n_steps);
	if (step > end || (step != end && step % prune->how.interval != 0))
		return;
	for (int i = 0; i < prune->n; i++) {
		const Param *param = tune_param(net, prune->parts[i].tensor);
		if (param)
			score(prune, &prune->parts[i], param);
	}
	choose(prune, end > 0 ? 1 - (double)step / (double)end : 0);
	for (int i = 0; i < prune->n; i++) {
		const PrunedPart *part = &prune->parts[i];
		Param *param = tune_param(net, part->tensor);
		for (size_t k = 0; param && k < part->n; k++)
			if (part->goes[k])
				param->values[k] = 0;
	}
}

static void prune_gradients(void *context, Net *net)
{
	const GradualPrune *prune = context;
	for (int i = 0; i < prune->n; i++) {
		const PrunedPart *part = &prune->parts[i];
		Param *param = tune_param(net, part->tensor);
		for (size_t k = 0; param && k < part->n; k++)
			if (part->goes[k])
				param->gradient[k] = 0;
	}
}

static size_t prune_state(void *context, const void **bytes)
{
	const GradualPrune *prune = context;
	*bytes = prune->gone;
	return prune->n_weights * sizeof *prune->gone;
}

static bool prune_restore(void *context, const void *bytes, size_t n, Error *err)
{
	GradualPrune *prune = context;
	const unsigned char *gone = bytes;
	if (n != prune->n_weights * sizeof *prune->gone)
		return failed(err, "gradual pruning: %zu bytes for %zu weights", n,
			prune->n_weights);
	for (size_t i = 0; i < n; i++)
		if (gone[i] > 1)
			return failed(err, "gradual pruning: byte %zu is %d", i, gone[i]);
	memcpy(prune->gone, bytes, n);
	return true;
}

TrainRule gradual_prune_rule(GradualPrune *prune)
{
	return (TrainRule){
		.context = prune,
		.before = prune_before,
		.gradients = prune_gradients,
		.state = prune_state,
		.restore = prune_restore,
	};
}
