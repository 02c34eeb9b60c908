/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/prune_report.h"

#include "cmd/columns.h"
#include "cmd/layer_choice.h"
#include "cmd/passed_over.h"
#include "cmd/print_json.h"

enum { LONGEST_LAYER_NAME = 40, SHARE_DIGITS = 6 };

static double percent(int64_t part, int64_t whole)
{
	return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static LayerSparsity sum_of(const PruneOutcome *outcome)
{
	return sum_sparsity(outcome->layers, layer_count(outcome->model));
}

static bool has_fewer_channels(const LayerSparsity *layer)
{
	return layer->channels_after < layer->channels_before;
}

/* The share of the energy that is kept; below 0 where that cannot be said. */
static double energy_share(const LayerSparsity *layer)
{
	if (layer->energy_kept < 0 || layer->energy_before == 0)
		return layer->energy_kept < 0 ? -1 : 1;
	return layer->energy_kept / layer->energy_before;
}

/* --- For people --- */

static void print_sums(const PruneOutcome *outcome, const LayerSparsity *sum, FILE *to)
{
	Arena scratch = {0};
	fprintf(to, "%s: %zu -> %zu bytes, %.1f %% of %lld weights are 0 (%.1f %% before)\n",
		shown_name(&scratch, outcome->model->name, SIZE_MAX), outcome->model->file_bytes,
		outcome->bytes_after, percent(sum->zeros_after, sum->n_after),
		(long long)sum->n_after, percent(sum->zeros_before, sum->n_before));
	fprintf(to, "pruned %s\n", outcome->how);
	if (has_fewer_channels(sum))
		fprintf(to, "%d -> %d channels, %lld -> %lld weights, %lld -> %lld MACs\n",
			sum->channels_before, sum->channels_after, (long long)sum->n_before,
			(long long)sum->n_after, (long long)outcome->macs_before,
			(long long)outcome->macs_after);
	arena_finish(&scratch);
}

static void add_channels(Columns *table, const LayerSparsity *layer)
{
	if (has_fewer_channels(layer))
		columns_add(table, "%d -> %d", layer->channels_before, layer->channels_after);
	else if (layer->channels_after > 0)
		columns_add(table, "%d", layer->channels_after);
	else
		columns_add(table, "-");
}

static void add_layer(Columns *table, const PruneOutcome *outcome, int i)
{
	char label[16];
	Arena scratch = {0};
	const LayerSparsity *layer = &outcome->layers[i];
	double energy = energy_share(layer);
	columns_add(table, "%d", i);
	columns_add(table, "%s", layer_kind(outcome->model, i));
	columns_add(table, "%s",
		shown_name(&scratch, layer_name(outcome->model, i, label), LONGEST_LAYER_NAME));
	add_channels(table, layer);
	columns_add(table, "%lld", (long long)layer->n_after);
	columns_add(table, "%.1f %%", percent(layer->zeros_before, layer->n_before));
	columns_add(table, "%.1f %%", percent(layer->zeros_after, layer->n_after));
	if (energy < 0)
		columns_add(table, "-");
	else
		columns_add(table, "%.1f %%", 100 * energy);
	arena_finish(&scratch);
}

static void print_layers(const PruneOutcome *outcome, FILE *to)
{
	static const char *const titles[] = {"", "layer", "output", "channels", "weights",
		"zeros before", "after", "energy kept"};
	Columns table = {.align = "rllrrrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < layer_count(outcome->model); i++)
		if (outcome->layers[i].n_before > 0)
			add_layer(&table, outcome, i);
	fprintf(to, "\n");
	columns_print(&table, to);
}

void print_prune_table(const PruneOutcome *outcome, FILE *to)
{
	LayerSparsity sum = sum_of(outcome);
	bool is_same_size = sum.n_after == sum.n_before;
	print_sums(outcome, &sum, to);
	print_layers(outcome, to);
	print_passed_over(outcome->model, to);
	if (sum.zeros_after == sum.zeros_before && is_same_size)
		fprintf(to, "\nnothing to prune: all was so already\n");
	else if (sum.zeros_after > sum.zeros_before && !outcome->model->is_weights_only)
		fprintf(to, "\nzeros take up room until `whit huffman` packs them\n");
}

/* --- For machines --- */

static void add_counts(cJSON *json, const LayerSparsity *layer)
{
	add_count(json, "before_channels", layer->channels_before);
	add_count(json, "after_channels", layer->channels_after);
	add_count(json, "before_weights", layer->n_before);
	add_count(json, "after_weights", layer->n_after);
	add_count(json, "before_zeros", layer->zeros_before);
	add_count(json, "after_zeros", layer->zeros_after);
}

/* An entry of a list: which layer it is about. */
static cJSON *add_entry(cJSON *list, const Model *model, int i)
{
	char label[16];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "index", i);
	add_name(json, "operator", layer_kind(model, i));
	add_name(json, "name", layer_name(model, i, label));
	cJSON_AddItemToArray(list, json);
	return json;
}

static void add_layers(cJSON *list, const PruneOutcome *outcome)
{
	for (int i = 0; i < layer_count(outcome->model); i++) {
		const LayerSparsity *layer = &outcome->layers[i];
		double energy = energy_share(layer);
		if (layer->n_before == 0)
			continue;
		cJSON *json = add_entry(list, outcome->model, i);
		add_counts(json, layer);
		if (energy < 0)
			cJSON_AddNullToObject(json, "energy_kept");
		else
			cJSON_AddItemToObject(json, "energy_kept", real_json(energy, SHARE_DIGITS));
		cJSON_AddBoolToObject(json, "is_left_alone", outcome->shares[i] < 0);
	}
}

void print_prune_json(const PruneOutcome *outcome, FILE *to)
{
	LayerSparsity sum = sum_of(outcome);
	cJSON *json = report_json();
	add_name(json, "model", outcome->model->name);
	add_count(json, "before_bytes", (int64_t)outcome->model->file_bytes);
	add_count(json, "after_bytes", (int64_t)outcome->bytes_after);
	cJSON_AddStringToObject(json, "how", outcome->how);
	add_counts(json, &sum);
	add_count(json, "before_macs", outcome->macs_before);
	add_count(json, "after_macs", outcome->macs_after);
	add_layers(cJSON_AddArrayToObject(json, "layers"), outcome);
	add_passed_over(json, outcome->model);
	print_json(json, to);
}
