/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/init/like.h"

#include <math.h>

#include "passes/channels/channel_choice.h"
#include "passes/channels/channel_groups.h"
#include "passes/channels/remove_channels.h"
#include "passes/init/float_form.h"
#include "passes/layers/layer_weights.h"
#include "src/graph/compact.h"
#include "src/graph/decoders.h"
#include "src/graph/roles.h"
#include "src/run/plan.h"

int64_t count_parameters(const Model *model)
{
	Arena scratch = {0};
	int64_t n = 0;
	const Graph *graph = &model->graphs[0];
	bool *is_counted =
		arena_array(&scratch, (size_t)graph->n_tensors, sizeof *is_counted);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		const int tensors[] = {weights_index(op), bias_index(op)};
		for (int k = 0; has_weights(op) && k < 2; k++) {
			if (tensors[k] < 0 || is_counted[tensors[k]])
				continue;
			is_counted[tensors[k]] = true;
			n += (int64_t)values_count(&graph->tensors[tensors[k]]);
		}
	}
	arena_finish(&scratch);
	return n;
}

/* How many of n channels go. */
static int surplus(const LikeSettings *settings, int n)
{
	const double slack = 1e-9; /* so that 0.1 of 30 is 3 */
	double kept = fmax(ceil(settings->width * n - slack), 1);
	kept = ceil(kept / settings->multiple_of) * settings->multiple_of;
	return kept < n ? n - (int)kept : 0;
}

/* The last channels of each layer go. */
static void narrow(Model *model, const LikeSettings *settings, LikeReport *report)
{
	Arena scratch = {0};
	Channels channels = channels_of(model, &scratch);
	ChannelGroups groups = channel_groups(&channels, &scratch);
	ChannelChoice choice = channel_choice(&channels, &scratch);
	ChannelReport removed;
	int *left = arena_array(&scratch, (size_t)groups.n, sizeof *left);
	for (int g = 0; g < groups.n; g++)
		left[g] = surplus(settings, groups.n_classes[g]);
	for (int c = channels.n_classes - 1; c >= 0; c--) {
		int group = groups.group_of[c];
		if (group >= 0 && left[group] > 0 && choose_class(&choice, c))
			left[group]--;
	}
	remove_channels(model, &channels, choice.is_going, &removed);
	report->n_layers = removed.n_layers;
	for (int i = 0; i < removed.n_layers; i++)
		report->n_narrower += removed.layers[i].after < removed.layers[i].before;
	arena_finish(&scratch);
}

static bool check_settings(const LikeSettings *settings, Error *err)
{
	if (!(settings->width > 0 && settings->width <= 1))
		return failed(err, "width %g; it must be above 0 and at most 1", settings->width);
	return settings->multiple_of >= 1 ||
		failed(err, "a multiple of %d; it must be at least 1", settings->multiple_of);
}

bool make_like(Model *model, const LikeSettings *settings, LikeReport *report, Error *err)
{
	*report = (LikeReport){0};
	if (!check_settings(settings, err) || !model_has_network(model, err) ||
		!model_is_decoded(model, err) || !plan_check(model, 1, err))
		return false;
	report->parameters_before = count_parameters(model);
	if (!float_form(model, err))
		return false;
	narrow(model, settings, report);
	report->parameters_after = count_parameters(model);
	model_compact(model);
	return plan_check(model, 1, err) || failed_in(err, "as a student: ");
}
