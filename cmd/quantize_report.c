/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/quantize_report.h"

#include <math.h>

#include "cmd/print_difference.h"
#include "cmd/print_json.h"
#include "src/target/tflm_types.h"

enum { SHOWN_LAYERS = 10, LONGEST_LAYER_NAME = 40, SHARE_DIGITS = 6 };

static double saturated_share(const Difference *difference)
{
	return difference->n ? (double)difference->n_saturated / (double)difference->n : 0;
}

static void print_sums(const QuantizeOutcome *outcome, FILE *to)
{
	const QuantReport *report = outcome->report;
	fprintf(to, "%s: %zu -> %zu bytes", outcome->name, outcome->bytes_before,
		outcome->bytes_after);
	if (outcome->n_samples)
		fprintf(to, ", calibrated on %lld sample%s by %s", (long long)outcome->n_samples,
			outcome->n_samples == 1 ? "" : "s", outcome->how);
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
	add_snr(table, &layer->difference);
	columns_add(table, "%.1f", layer->lost);
	add_saturated(table, &layer->difference);
	add_largest(table, &layer->difference);
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

static cJSON *noise_json(const Difference *difference)
{
	cJSON *json = difference_json(difference);
	cJSON_AddItemToObject(json, "saturated_share",
		real_json(saturated_share(difference), SHARE_DIGITS));
	return json;
}

static cJSON *layer_json(const Graph *graph, const LayerNoise *layer)
{
	char label[16];
	cJSON *json = noise_json(&layer->difference);
	if (layer->op < 0)
		cJSON_AddNullToObject(json, "index");
	else
		add_count(json, "index", layer->op);
	cJSON_AddStringToObject(json, "operator",
		layer->op < 0 ? "input" : graph->ops[layer->op].code->name);
	add_name(json, "name", tensor_label(graph, layer->tensor, label));
	cJSON_AddItemToObject(json, "lost_db", decibels_json(layer->lost));
	return json;
}

void print_quantize_json(const QuantizeOutcome *outcome, FILE *to)
{
	const QuantReport *report = outcome->report;
	cJSON *json = report_json();
	add_name(json, "model", outcome->name);
	add_count(json, "before_bytes", (int64_t)outcome->bytes_before);
	add_count(json, "after_bytes", (int64_t)outcome->bytes_after);
	add_count(json, "calibration_samples", outcome->n_samples);
	cJSON_AddStringToObject(json, "how", outcome->how);
	cJSON_AddStringToObject(json, "advice", outcome->advice);
	if (report) {
		add_count(json, "compared_samples", report->n_samples);
		cJSON *outputs = cJSON_AddArrayToObject(json, "outputs");
		for (int i = 0; i < report->n_outputs; i++) {
			const Difference *output = &report->outputs[i];
			cJSON *item = noise_json(output);
			add_count(item, "rows", output->n_rows);
			add_count(item, "same_top1_rows", output->n_same_top);
			cJSON_AddItemToArray(outputs, item);
		}
		cJSON *layers = cJSON_AddArrayToObject(json, "layers");
		for (int i = 0; i < report->n_layers; i++)
			cJSON_AddItemToArray(layers, layer_json(outcome->graph, &report->layers[i]));
	}
	print_json(json, to);
}

/* --- What to try --- */

/* To fit weights to, and to find ranges by. */
enum { FEW_SAMPLES = 100, TOO_FEW_SAMPLES = 10 };

/* Above these, a layer is worth a word. */
static const double many_saturated = 0.01, much_lost = 6;

/* Whose outputs TFLite gives a fixed scale, which ends just short of their largest value. */
static bool has_fixed_scale(const Graph *graph, const LayerNoise *layer)
{
	OpType type = layer->op < 0 ? OP_OTHER : graph->ops[layer->op].code->type;
	return type == OP_SOFTMAX || type == OP_LOGISTIC || type == OP_TANH;
}

static const LayerNoise *fullest_layer(const QuantReport *report, const Graph *graph)
{
	const LayerNoise *fullest = NULL;
	double most = many_saturated;
	for (int i = 0; i < report->n_layers; i++) {
		const LayerNoise *layer = &report->layers[i];
		double share = saturated_share(&layer->difference);
		if (has_fixed_scale(graph, layer) || share <= most)
			continue;
		fullest = layer;
		most = share;
	}
	return fullest;
}

static const LayerNoise *worst_layer(const QuantReport *report)
{
	const LayerNoise *worst = NULL;
	double most = much_lost;
	for (int i = 0; i < report->n_layers; i++) {
		const LayerNoise *layer = &report->layers[i];
		if (layer->op < 0 || layer->lost <= most)
			continue;
		worst = layer;
		most = layer->lost;
	}
	return worst;
}

/* Whether a layer could have a format that loses less. */
static bool can_be_wider(const Op *op, LayerFormat format)
{
	return computes(op) &&
		(format == LAYER_INT4 ||
			(format == LAYER_INT8 &&
				tflm_has_kernel(op->code->type, TYPE_INT16, TYPE_INT8)));
}

/* A wider format may help more elsewhere, which only measuring shows. */
static const char *advice_on_layer(const LayerNoise *layer, const Op *op,
	LayerFormat format, bool is_rescued, Arena *arena)
{
	bool is_open = can_be_wider(op, format);
	if (is_rescued && !is_open)
		return "";
	return arena_text(arena, "layer %d (%s) loses most, %.1f dB: %s%s%s", layer->op,
		op->code->name, layer->lost, is_rescued ? "" : "try --best",
		is_rescued || !is_open ? "" : "; ",
		is_open ? "--sensitivity shows which layers a wider format would help" : "");
}

const char *quantize_advice(const QuantReport *report, const Graph *graph,
	const LayerFormat *formats, bool is_rescued, Arena *arena)
{
	const LayerNoise *fullest = fullest_layer(report, graph),
					 *worst = worst_layer(report);
	if (fullest && fullest->op < 0)
		return arena_text(arena,
			"%.1f %% of the input saturates: do --scale and --mean "
			"give what the model was trained on?",
			100 * saturated_share(&fullest->difference));
	if (fullest)
		return arena_text(arena,
			"layer %d (%s) saturates: try --calibration minmax, or more samples",
			fullest->op, graph->ops[fullest->op].code->name);
	if (is_rescued && report->n_samples < FEW_SAMPLES)
		return arena_text(arena,
			"what was fitted to %lld sample%s is measured on the same here: give it some "
			"hundred, or see whit diff on others",
			(long long)report->n_samples, report->n_samples == 1 ? "" : "s");
	if (report->n_samples < TOO_FEW_SAMPLES)
		return arena_text(arena,
			"%lld sample%s to calibrate on: give it some hundred, such as the device "
			"will see",
			(long long)report->n_samples, report->n_samples == 1 ? "" : "s");
	return worst ? advice_on_layer(worst, &graph->ops[worst->op], formats[worst->op],
					   is_rescued, arena)
				 : "";
}
