/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sensitivity_report.h"

#include <math.h>

#include "cmd/layer_choice.h"
#include "cmd/print_difference.h"
#include "cmd/print_json.h"

enum { LONGEST_LAYER_NAME = 40 };

static double snr_of(const Sensitivity *layer, LayerFormat format)
{
	return noise_snr(layer->noise[format]);
}

static bool is_any_measured(const Sensitivity *layer)
{
	for (LayerFormat f = 0; f < N_LAYER_FORMATS; f++)
		if (layer->is_measured[f])
			return true;
	return false;
}

/* The measured layers, the noisiest at int8 first; returns how many. */
static int sort_layers(const Sensitivity *layers, int n, int *order)
{
	int n_sorted = 0;
	for (int i = 0; i < n; i++) {
		if (!is_any_measured(&layers[i]))
			continue;
		int at = n_sorted++;
		for (; at > 0 &&
			 layers[order[at - 1]].noise[LAYER_INT8] < layers[i].noise[LAYER_INT8];
			 at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return n_sorted;
}

static void add_layer(Columns *table, const SensitivityOutcome *outcome, int op)
{
	static const LayerFormat widths[] = {LAYER_INT4, LAYER_INT8, LAYER_INT16};
	const Sensitivity *layer = &outcome->layers[op];
	Arena scratch = {0};
	char label[16];
	columns_add(table, "%d", op);
	columns_add(table, "%s", layer_kind(outcome->model, op));
	columns_add(table, "%s",
		shown_name(&scratch, layer_name(outcome->model, op, label), LONGEST_LAYER_NAME));
	columns_add(table, "%lld", (long long)layer->n_weights);
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
		if (layer->is_measured[widths[i]])
			add_decibels(table, snr_of(layer, widths[i]));
		else
			columns_add(table, "-");
	}
	columns_add(table, "%s", layer_format_name(outcome->chosen[op]));
	arena_finish(&scratch);
}

void print_sensitivity_table(const SensitivityOutcome *outcome, FILE *to)
{
	static const char *const titles[] = {"", "layer", "output", "weights", "int4 dB",
		"int8 dB", "int16 dB", "plan"};
	Arena scratch = {0};
	int n_ops = layer_count(outcome->model);
	int *order = arena_array(&scratch, (size_t)n_ops, sizeof *order);
	int n = sort_layers(outcome->layers, n_ops, order);
	Columns table = {.align = "rllrrrrl"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < n; i++)
		add_layer(&table, outcome, order[i]);
	columns_print(&table, to);
	arena_finish(&scratch);
	if (isinf(outcome->expected))
		fprintf(to, "\nplan: no noise expected\n");
	else if (outcome->expected < outcome->wanted)
		fprintf(to, "\nplan: %.1f dB expected, less than the %g asked for\n",
			outcome->expected, outcome->wanted);
	else
		fprintf(to, "\nplan: %.1f dB expected\n", outcome->expected);
}

void print_sensitivity_json(const SensitivityOutcome *outcome, FILE *to)
{
	char label[16];
	const Model *model = outcome->model;
	cJSON *json = report_json();
	cJSON_AddItemToObject(json, "expected_snr_db", decibels_json(outcome->expected));
	cJSON_AddNumberToObject(json, "min_snr_db", outcome->wanted);
	cJSON *list = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < layer_count(model); i++) {
		const Sensitivity *layer = &outcome->layers[i];
		cJSON *item = cJSON_CreateObject();
		add_count(item, "index", i);
		add_name(item, "operator", layer_kind(model, i));
		add_name(item, "name", layer_name(model, i, label));
		add_count(item, "weights", layer->n_weights);
		cJSON_AddStringToObject(item, "format", layer_format_name(outcome->chosen[i]));
		cJSON *snr = cJSON_AddObjectToObject(item, "snr_db");
		for (LayerFormat f = 0; f < N_LAYER_FORMATS; f++)
			if (layer->is_measured[f])
				cJSON_AddItemToObject(snr, layer_format_name(f),
					decibels_json(snr_of(layer, f)));
		cJSON_AddItemToArray(list, item);
	}
	print_json(json, to);
}
