/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/prune_shares.h"

#include "cmd/sparsity_plan.h"
#include "src/base/file.h"

/* --- As asked for --- */

/* Leave what the plan leaves alone, and take its shares for the rest. */
static bool read_plan(const char *path, const Model *model, double *shares, Error *err)
{
	Arena scratch = {0};
	int n = layer_count(model);
	double *planned = arena_array(&scratch, (size_t)n, sizeof *planned);
	bool ok = layer_plan_read(path, model, read_sparsity, planned, err), is_any = false;
	for (int i = 0; ok && i < n; i++) {
		Error why = {0};
		if (planned[i] >= 0 && layer_weights(model, i, &why) < 0)
			ok = failed(err, "%s: layer %d: %s", input_name(path), i,
				why.text[0] ? why.text : "it has no weights");
		shares[i] = shares[i] >= 0 ? planned[i] : -1;
		is_any = is_any || shares[i] >= 0;
	}
	arena_finish(&scratch);
	return ok &&
		(is_any || failed(err, "%s: leaves every layer alone", input_name(path)));
}

bool prune_shares(const PruneOptions *options, const Model *model, double *shares,
	Error *err)
{
	Arena scratch = {0};
	int n = layer_count(model);
	bool *chosen = arena_alloc(&scratch, (size_t)n);
	bool ok =
		!prunes_weights(options) || choose_layers(model, &options->layers, chosen, err);
	for (int i = 0; i < n; i++)
		shares[i] = !chosen[i] ? -1 : options->sparsity >= 0 ? options->sparsity : 0;
	arena_finish(&scratch);
	return ok && (!options->plan || read_plan(options->plan, model, shares, err));
}

/* --- As done --- */

/* The share that is gone or 0; but for one, as no plan may ask for all. */
static double share_done(int64_t n, int64_t gone)
{
	if (n == 0)
		return 0;
	return (double)(gone < n ? gone : n - 1) / (double)n;
}

Bytes prune_plan(const PruneOptions *options, const Model *model, const double *shares,
	const LayerSparsity *layers, Arena *arena)
{
	int n = layer_count(model);
	double *done = arena_array(arena, (size_t)n, sizeof *done);
	for (int i = 0; i < n; i++) {
		const LayerSparsity *layer = &layers[i];
		int n_channels = layer->channels_before;
		done[i] = shares[i] < 0 ? -1
			: options->structured
			? share_done(n_channels, n_channels - layer->channels_after)
			: share_done(layer->n_after, layer->zeros_after);
	}
	return layer_plan_encode(model, write_sparsity, done, arena);
}
