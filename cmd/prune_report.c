/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/prune_report.h"

#include "cmd/columns.h"
#include "cmd/layer_choice.h"
#include "cmd/print_json.h"

enum { LONGEST_LAYER_NAME = 40, SHARE_DIGITS = 6 };

static double share(int64_t part, int64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static LayerSparsity sum_of(const PruneOutcome *outcome)
{
	return sum_sparsity(outcome->layers, layer_count(outcome->model));
}

/* --- For people --- */

static void print_sums(const PruneOutcome *outcome, const LayerSparsity *sum, FILE *to)
{
	Arena scratch = {0};
	fprintf(to,
		"%s: %zu -> %zu bytes, %.1f %% of %lld weights are 0 (%.1f %% before), %s\n",
		shown_name(&scratch, outcome->model->name, SIZE_MAX), outcome->model->file_bytes,
		outcome->bytes_after, 100 * share(sum->zeros_after, sum->n_after),
		(long long)sum->n_after, 100 * share(sum->zeros_before, sum->n_before),
		outcome->how);
	arena_finish(&scratch);
}

static void add_energy(Columns *table, const LayerSparsity *layer)
{
	if (layer->energy_kept < 0)
		columns_add(table, "-");
	else
		columns_add(table, "%.1f %%",
			layer->energy_before > 0 ? 100 * layer->energy_kept / layer->energy_before
									 : 100);
}

static void add_layer(Columns *table, const PruneOutcome *outcome, int i)
{
	char label[16];
	Arena scratch = {0};
	const LayerSparsity *layer = &outcome->layers[i];
	columns_add(table, "%d", i);
	columns_add(table, "%s", layer_kind(outcome->model, i));
	columns_add(table, "%s",
		shown_name(&scratch, layer_name(outcome->model, i, label), LONGEST_LAYER_NAME));
	columns_add(table, "%lld", (long long)layer->n_after);
	columns_add(table, "%.1f %%", 100 * share(layer->zeros_before, layer->n_before));
	columns_add(table, "%.1f %%", 100 * share(layer->zeros_after, layer->n_after));
	add_energy(table, layer);
	arena_finish(&scratch);
}

static void print_layers(const PruneOutcome *outcome, FILE *to)
{
	static const char *const titles[] = {"", "layer", "output", "weights", "zeros before",
		"after", "energy kept"};
	Columns table = {.align = "rllrrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < layer_count(outcome->model); i++)
		if (outcome->layers[i].n_before > 0)
			add_layer(&table, outcome, i);
	fprintf(to, "\n");
	columns_print(&table, to);
}

/* Layers whose weights could not be worked on, the first of them with its reason. */
static void print_passed_over(const PruneOutcome *outcome, FILE *to)
{
	Error first = {0};
	int n = 0;
	for (int i = 0; i < layer_count(outcome->model); i++) {
		Error why = {0};
		n += layer_weights(outcome->model, i, &why) < 0 && why.text[0];
		if (why.text[0])
			failed(&first, "%s", why.text);
	}
	if (n == 1)
		fprintf(to, "\npassed over: %s\n", first.text);
	else if (n > 1)
		fprintf(to, "\npassed over: %s, and %d layers more\n", first.text, n - 1);
}

void print_prune_table(const PruneOutcome *outcome, FILE *to)
{
	LayerSparsity sum = sum_of(outcome);
	print_sums(outcome, &sum, to);
	print_layers(outcome, to);
	print_passed_over(outcome, to);
	if (sum.zeros_after == sum.zeros_before && sum.n_after == sum.n_before)
		fprintf(to, "\nnothing changed: as many weights were 0 already\n");
	else if (sum.zeros_after > sum.zeros_before)
		fprintf(to, "\nzeros take up room until `whit huffman` packs them\n");
}

/* --- For machines --- */

static void add_counts(cJSON *json, const LayerSparsity *layer)
{
	add_count(json, "before_weights", layer->n_before);
	add_count(json, "after_weights", layer->n_after);
	add_count(json, "before_zeros", layer->zeros_before);
	add_count(json, "after_zeros", layer->zeros_after);
}

static cJSON *layer_json(const PruneOutcome *outcome, int i)
{
	char label[16];
	const LayerSparsity *layer = &outcome->layers[i];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "index", i);
	add_name(json, "operator", layer_kind(outcome->model, i));
	add_name(json, "name", layer_name(outcome->model, i, label));
	add_counts(json, layer);
	if (layer->energy_kept < 0)
		cJSON_AddNullToObject(json, "energy_kept");
	else
		cJSON_AddItemToObject(json, "energy_kept",
			real_json(layer->energy_before > 0 ? layer->energy_kept / layer->energy_before
											   : 1,
				SHARE_DIGITS));
	cJSON_AddBoolToObject(json, "is_left_alone", outcome->shares[i] < 0);
	return json;
}

static void add_passed_over(cJSON *list, const Model *model, int i)
{
	char label[16];
	Error why = {0};
	if (layer_weights(model, i, &why) >= 0 || !why.text[0])
		return;
	cJSON *json = cJSON_CreateObject();
	add_count(json, "index", i);
	add_name(json, "operator", layer_kind(model, i));
	add_name(json, "name", layer_name(model, i, label));
	add_name(json, "why", why.text);
	cJSON_AddItemToArray(list, json);
}

void print_prune_json(const PruneOutcome *outcome, FILE *to)
{
	LayerSparsity sum = sum_of(outcome);
	int n = layer_count(outcome->model);
	cJSON *json = report_json();
	add_name(json, "model", outcome->model->name);
	add_count(json, "before_bytes", (int64_t)outcome->model->file_bytes);
	add_count(json, "after_bytes", (int64_t)outcome->bytes_after);
	cJSON_AddStringToObject(json, "how", outcome->how);
	add_counts(json, &sum);
	cJSON *layers = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < n; i++)
		if (outcome->layers[i].n_before > 0)
			cJSON_AddItemToArray(layers, layer_json(outcome, i));
	cJSON *passed_over = cJSON_AddArrayToObject(json, "passed_over");
	for (int i = 0; i < n; i++)
		add_passed_over(passed_over, outcome->model, i);
	print_json(json, to);
}
