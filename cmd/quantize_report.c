/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/quantize_report.h"

#include <math.h>

#include "cmd/columns.h"
#include "cmd/layer_plan.h"
#include "cmd/print_json.h"

enum { SHOWN_LAYERS = 10, LONGEST_LAYER_NAME = 40 };

static double share(int64_t part, int64_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

/* "31.2"; "exact" without noise, "none" without signal. */
static void add_snr(Columns *table, double snr)
{
	if (isinf(snr))
		columns_add(table, snr > 0 ? "exact" : "none");
	else
		columns_add(table, "%.1f", snr);
}

static void add_snr_json(cJSON *json, const char *key, double snr)
{
	if (isinf(snr))
		cJSON_AddNullToObject(json, key);
	else
		cJSON_AddNumberToObject(json, key, snr);
}

/* --- After a quantisation --- */

static void print_sums(const QuantizeOutcome *outcome, FILE *to)
{
	const QuantReport *report = outcome->report;
	fprintf(to, "%s: %zu -> %zu bytes", outcome->name, outcome->bytes_before,
		outcome->bytes_after);
	if (outcome->n_samples)
		fprintf(to, ", calibrated on %lld samples by %s", (long long)outcome->n_samples,
			outcome->how);
	fprintf(to, "\n");
	for (int i = 0; report && i < report->n_outputs; i++) {
		const Difference *output = &report->outputs[i];
		double snr = difference_snr(output);
		if (report->n_outputs > 1)
			fprintf(to, "output %d: ", i);
		if (isinf(snr))
			fprintf(to, "%s", snr > 0 ? "outputs as before" : "no signal left");
		else
			fprintf(to, "signal to noise %.1f dB", snr);
		fprintf(to, ", same top answer on %lld of %lld rows\n",
			(long long)output->n_same_top, (long long)output->n_rows);
	}
}

static void add_layer(Columns *table, const Graph *graph, const LayerNoise *layer)
{
	char label[16];
	Arena scratch = {0};
	if (layer->op < 0)
		columns_add(table, "-");
	else
		columns_add(table, "%d", layer->op);
	columns_add(table, "%s", layer->op < 0 ? "input" : graph->ops[layer->op].code->name);
	columns_add(table, "%s",
		shown_name(&scratch, tensor_label(graph, layer->tensor, label),
			LONGEST_LAYER_NAME));
	add_snr(table, layer->snr);
	columns_add(table, "%.1f", layer->lost);
	columns_add(table, "%.2f %%",
		100 * share(layer->difference.n_saturated, layer->difference.n));
	columns_add(table, "%.3g", layer->difference.largest);
	arena_finish(&scratch);
}

static void print_layers(const Graph *graph, const QuantReport *report, FILE *to)
{
	static const char *const titles[] = {"", "layer", "output", "dB", "lost", "saturated",
		"largest error"};
	Columns table = {.align = "rllrrrr"};
	int n = report->n_layers < SHOWN_LAYERS ? report->n_layers : SHOWN_LAYERS;
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < n; i++)
		add_layer(&table, graph, &report->layers[i]);
	fprintf(to, "\n");
	columns_print(&table, to);
	if (n == report->n_layers)
		return;
	double next = report->layers[n].snr;
	if (isinf(next))
		fprintf(to, "and %d more, exact; --json lists all\n", report->n_layers - n);
	else
		fprintf(to, "and %d more, from %.1f dB up; --json lists all\n",
			report->n_layers - n, next);
}

void print_quantize_table(const QuantizeOutcome *outcome, FILE *to)
{
	print_sums(outcome, to);
	if (outcome->report)
		print_layers(outcome->graph, outcome->report, to);
	if (*outcome->advice)
		fprintf(to, "\n%s\n", outcome->advice);
}

static cJSON *difference_json(const Difference *difference, double snr)
{
	cJSON *json = cJSON_CreateObject();
	add_snr_json(json, "snr_db", snr);
	cJSON_AddBoolToObject(json, "exact", difference->noise == 0);
	cJSON_AddNumberToObject(json, "saturated_share",
		share(difference->n_saturated, difference->n));
	cJSON_AddNumberToObject(json, "largest_error", difference->largest);
	cJSON_AddNumberToObject(json, "mean_error",
		difference->n ? difference->bias / (double)difference->n : 0);
	return json;
}

static cJSON *layer_json(const Graph *graph, const LayerNoise *layer)
{
	char label[16];
	cJSON *json = difference_json(&layer->difference, layer->snr);
	if (layer->op < 0)
		cJSON_AddNullToObject(json, "index");
	else
		cJSON_AddNumberToObject(json, "index", layer->op);
	cJSON_AddStringToObject(json, "operator",
		layer->op < 0 ? "input" : graph->ops[layer->op].code->name);
	cJSON_AddStringToObject(json, "name", tensor_label(graph, layer->tensor, label));
	cJSON_AddNumberToObject(json, "lost_db", layer->lost);
	return json;
}

void print_quantize_json(const QuantizeOutcome *outcome, FILE *to)
{
	const QuantReport *report = outcome->report;
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "model", outcome->name);
	cJSON_AddNumberToObject(json, "bytes_before", (double)outcome->bytes_before);
	cJSON_AddNumberToObject(json, "bytes_after", (double)outcome->bytes_after);
	cJSON_AddNumberToObject(json, "calibration_samples", (double)outcome->n_samples);
	cJSON_AddStringToObject(json, "how", outcome->how);
	cJSON_AddStringToObject(json, "advice", outcome->advice);
	if (report) {
		cJSON_AddNumberToObject(json, "compared_samples", (double)report->n_samples);
		cJSON *outputs = cJSON_AddArrayToObject(json, "outputs");
		for (int i = 0; i < report->n_outputs; i++) {
			const Difference *output = &report->outputs[i];
			cJSON *item = difference_json(output, difference_snr(output));
			cJSON_AddNumberToObject(item, "rows", (double)output->n_rows);
			cJSON_AddNumberToObject(item, "same_top1_rows", (double)output->n_same_top);
			cJSON_AddItemToArray(outputs, item);
		}
		cJSON *layers = cJSON_AddArrayToObject(json, "layers");
		for (int i = 0; i < report->n_layers; i++)
			cJSON_AddItemToArray(layers, layer_json(outcome->graph, &report->layers[i]));
	}
	print_json(json, to);
}

/* --- What to try --- */

/* Above these, a layer is worth a word. */
static const double many_saturated = 0.01, much_lost = 6;

/* Whose outputs TFLite gives a fixed scale, which ends just short of their largest value. */
static bool has_fixed_scale(const Graph *graph, const LayerNoise *layer)
{
	OpType type = layer->op < 0 ? OP_OTHER : graph->ops[layer->op].code->type;
	return type == OP_SOFTMAX || type == OP_LOGISTIC || type == OP_TANH;
}

const char *quantize_advice(const QuantReport *report, const Graph *graph,
	bool is_rescued, Arena *arena)
{
	const LayerNoise *worst = NULL, *fullest = NULL;
	for (int i = 0; i < report->n_layers; i++) {
		const LayerNoise *layer = &report->layers[i];
		const Difference *d = &layer->difference;
		if (!has_fixed_scale(graph, layer) &&
			share(d->n_saturated, d->n) > many_saturated &&
			(!fullest ||
				share(d->n_saturated, d->n) >
					share(fullest->difference.n_saturated, fullest->difference.n)))
			fullest = layer;
		if (layer->op >= 0 && layer->lost > much_lost &&
			(!worst || layer->lost > worst->lost))
			worst = layer;
	}
	if (fullest && fullest->op < 0)
		return arena_text(arena,
			"%.1f %% of the input saturates: do --scale and --mean "
			"give what the model was trained on?",
			100 * share(fullest->difference.n_saturated, fullest->difference.n));
	if (fullest)
		return arena_text(arena,
			"layer %d (%s) saturates: try --calibration minmax, or more samples",
			fullest->op, graph->ops[fullest->op].code->name);
	if (worst && !is_rescued)
		return arena_text(arena,
			"layer %d (%s) loses most: try --best; --sensitivity shows what it would "
		    "gain "
			"from int16",
			worst->op, graph->ops[worst->op].code->name);
	if (worst)
		return arena_text(arena,
			"layer %d (%s) loses most: --sensitivity shows what it would gain from "
		    "int16, "
			"and --plan gives it that",
			worst->op, graph->ops[worst->op].code->name);
	return "";
}

/* --- Sensitivity --- */

static double snr_of(const Sensitivity *layer, LayerFormat format)
{
	return -10 * log10(layer->noise[format]);
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

void print_sensitivity_table(const Graph *graph, const Sensitivity *layers,
	const LayerFormat *chosen, double predicted, FILE *to)
{
	static const LayerFormat columns[] = {LAYER_INT4, LAYER_INT8, LAYER_INT16};
	static const char *const titles[] = {"", "layer", "output", "weights", "int4 dB",
		"int8 dB", "int16 dB", "plan"};
	Arena scratch = {0};
	char label[16];
	int *order = arena_array(&scratch, (size_t)graph->n_ops, sizeof *order);
	int n = sort_layers(layers, graph->n_ops, order);
	Columns table = {.align = "rllrrrrl"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < n; i++) {
		const Sensitivity *layer = &layers[order[i]];
		columns_add(&table, "%d", order[i]);
		columns_add(&table, "%s", graph->ops[order[i]].code->name);
		columns_add(&table, "%s",
			shown_name(&scratch, layer_name(graph, order[i], label), LONGEST_LAYER_NAME));
		columns_add(&table, "%lld", (long long)layer->n_weights);
		for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
			if (layer->is_measured[columns[k]])
				add_snr(&table, snr_of(layer, columns[k]));
			else
				columns_add(&table, "-");
		}
		columns_add(&table, "%s", layer_format_name(chosen[order[i]]));
	}
	columns_print(&table, to);
	fprintf(to, "\nplan: %.1f dB expected\n", predicted);
	arena_finish(&scratch);
}

void print_sensitivity_json(const Graph *graph, const Sensitivity *layers,
	const LayerFormat *chosen, double predicted, FILE *to)
{
	char label[16];
	cJSON *json = report_json();
	add_snr_json(json, "expected_snr_db", predicted);
	cJSON *list = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < graph->n_ops; i++) {
		cJSON *item = cJSON_CreateObject();
		cJSON_AddNumberToObject(item, "index", i);
		cJSON_AddStringToObject(item, "operator", graph->ops[i].code->name);
		cJSON_AddStringToObject(item, "name", layer_name(graph, i, label));
		cJSON_AddNumberToObject(item, "weights", (double)layers[i].n_weights);
		cJSON_AddStringToObject(item, "format", layer_format_name(chosen[i]));
		cJSON *snr = cJSON_AddObjectToObject(item, "snr_db");
		for (LayerFormat f = 0; f < N_LAYER_FORMATS; f++)
			if (layers[i].is_measured[f])
				add_snr_json(snr, layer_format_name(f), snr_of(&layers[i], f));
		cJSON_AddItemToArray(list, item);
	}
	print_json(json, to);
}
