/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cluster_report.h"

#include "cmd/columns.h"
#include "cmd/layer_choice.h"
#include "cmd/passed_over.h"
#include "cmd/print_json.h"

enum { LONGEST_LAYER_NAME = 32, DIGITS = 6 };

/* Of all layers worked on, each tensor once. */
typedef struct Sums {
	int64_t n, zeros_before, zeros_after;
	int64_t most;                   /* different values in any set */
	double bits_before, bits_after; /* what an ideal code for each set takes */
	bool is_changed;
} Sums;

static bool is_shown(const LayerClusters *layer)
{
	return layer->weights >= 0 && !layer->is_shared;
}

static Sums sums_of(const ClusterOutcome *outcome)
{
	Sums sums = {0};
	for (int i = 0; i < layer_count(outcome->model); i++) {
		const LayerClusters *layer = &outcome->layers[i];
		if (!is_shown(layer))
			continue;
		sums.n += layer->n;
		sums.zeros_before += layer->zeros_before;
		sums.zeros_after += layer->zeros_after;
		sums.bits_before += (double)layer->n * layer->bits_before;
		sums.bits_after += (double)layer->n * layer->bits_after;
		sums.is_changed |= layer->error > 0;
		if (layer->most_after > sums.most)
			sums.most = layer->most_after;
	}
	return sums;
}

static double a_weight(double sum, int64_t n)
{
	return n > 0 ? sum / (double)n : 0;
}

/* --- For people --- */

static void print_sums(const ClusterOutcome *outcome, const Sums *sums, FILE *to)
{
	Arena scratch = {0};
	fprintf(to,
		"%s: %zu -> %zu bytes, %lld weights, %.2f -> %.2f bits each, at most %lld values "
		"a set\n",
		shown_name(&scratch, outcome->model->name, SIZE_MAX), outcome->model->file_bytes,
		outcome->bytes_after, (long long)sums->n, a_weight(sums->bits_before, sums->n),
		a_weight(sums->bits_after, sums->n), (long long)sums->most);
	arena_finish(&scratch);
}

static void add_layer(Columns *table, const ClusterOutcome *outcome, int i)
{
	char label[16];
	Arena scratch = {0};
	const LayerClusters *layer = &outcome->layers[i];
	columns_add(table, "%d", i);
	columns_add(table, "%s", layer_kind(outcome->model, i));
	columns_add(table, "%s",
		shown_name(&scratch, layer_name(outcome->model, i, label), LONGEST_LAYER_NAME));
	columns_add(table, "%lld", (long long)layer->n);
	columns_add(table, "%s", layer->is_per_channel ? "channel" : "tensor");
	columns_add(table, "%lld", (long long)layer->most_before);
	columns_add(table, "%lld", (long long)layer->most_after);
	columns_add(table, "%.2f", layer->bits_before);
	columns_add(table, "%.2f", layer->bits_after);
	columns_add(table, "%.2f %%", 100 * layer->error);
	arena_finish(&scratch);
}

static void print_layers(const ClusterOutcome *outcome, FILE *to)
{
	static const char *const titles[] = {"", "layer", "output", "weights", "values a",
		"before", "after", "bits before", "after", "error"};
	Columns table = {.align = "rllrlrrrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < layer_count(outcome->model); i++)
		if (is_shown(&outcome->layers[i]))
			add_layer(&table, outcome, i);
	fprintf(to, "\n");
	columns_print(&table, to);
}

void print_cluster_table(const ClusterOutcome *outcome, FILE *to)
{
	Sums sums = sums_of(outcome);
	print_sums(outcome, &sums, to);
	print_layers(outcome, to);
	print_passed_over(outcome->model, to);
	if (!sums.is_changed)
		fprintf(to, "\nnothing changed: there are no more values than that\n");
	else
		fprintf(to, "\nfewer values take as much room until `whit huffman` packs them\n");
}

/* --- For machines --- */

static void add_bits(cJSON *json, const char *key, double bits)
{
	cJSON_AddItemToObject(json, key, real_json(bits, DIGITS));
}

static cJSON *layer_json(const ClusterOutcome *outcome, int i)
{
	char label[16];
	const LayerClusters *layer = &outcome->layers[i];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "index", i);
	add_name(json, "operator", layer_kind(outcome->model, i));
	add_name(json, "name", layer_name(outcome->model, i, label));
	add_count(json, "weights", layer->n);
	cJSON_AddStringToObject(json, "per", layer->is_per_channel ? "channel" : "tensor");
	add_count(json, "before_values", layer->most_before);
	add_count(json, "after_values", layer->most_after);
	add_count(json, "before_zeros", layer->zeros_before);
	add_count(json, "after_zeros", layer->zeros_after);
	add_bits(json, "before_entropy_bits", layer->bits_before);
	add_bits(json, "after_entropy_bits", layer->bits_after);
	cJSON_AddItemToObject(json, "relative_error", real_json(layer->error, DIGITS));
	return json;
}

void print_cluster_json(const ClusterOutcome *outcome, FILE *to)
{
	Sums sums = sums_of(outcome);
	cJSON *json = report_json();
	add_name(json, "model", outcome->model->name);
	add_count(json, "before_bytes", (int64_t)outcome->model->file_bytes);
	add_count(json, "after_bytes", (int64_t)outcome->bytes_after);
	add_count(json, "most_values", outcome->how->k);
	cJSON_AddItemToObject(json, "lambda", real_json(outcome->how->lambda, DIGITS));
	add_count(json, "weights", sums.n);
	add_count(json, "before_zeros", sums.zeros_before);
	add_count(json, "after_zeros", sums.zeros_after);
	add_bits(json, "before_entropy_bits", a_weight(sums.bits_before, sums.n));
	add_bits(json, "after_entropy_bits", a_weight(sums.bits_after, sums.n));
	cJSON_AddBoolToObject(json, "is_changed", sums.is_changed);
	cJSON *layers = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < layer_count(outcome->model); i++)
		if (is_shown(&outcome->layers[i]))
			cJSON_AddItemToArray(layers, layer_json(outcome, i));
	add_passed_over(json, outcome->model);
	print_json(json, to);
}
