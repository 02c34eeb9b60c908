/* SPDX-License-Identifier: Apache-2.0 */
/* diff: how two models differ, as files, layer by layer, and in what they compute. */
#include "cmd/diff.h"

#include <stdio.h>

#include "cmd/command.h"
#include "cmd/figure.h"
#include "cmd/progress.h"
#include "cmd/weights_plot.h"
#include "formats/tflite/operators.h"
#include "passes/encode/decode.h"
#include "src/graph/decoders.h"

typedef struct DiffOptions {
	const char *reference, *other;
	DataOptions data;
	CompareSettings how;
	double min_snr, min_agreement; /* -1: not given */
	const char *plot;              /* the picture's file; NULL: none */
	bool quiet, json;
} DiffOptions;

/* --- Reading --- */

/* Take decode operators out of what was found, as decode() does out of the model. */
static void forget_decoders(Info *info)
{
	for (int g = 0; g < info->model->n_graphs; g++) {
		int n = 0;
		GraphFacts *facts = &info->found.graphs[g];
		for (int i = 0; i < info->model->graphs[g].n_ops; i++)
			if (!is_decode(&info->model->graphs[g].ops[i]))
				facts->layers[n++] = facts->layers[i];
		facts->n_decoders = 0;
	}
}

/* A model, and what is to be found out about it. Weights that are packed are compared as what they
 * unpack to. */
static Model *read_model(const char *path, Arena *arena, Info *info, Error *err)
{
	Model *model = info_read(path, arena, info, err);
	if (!model)
		return NULL;
	forget_decoders(info);
	if (decode(model, err))
		return model;
	failed_in(err, "%s: ", info->name);
	model_free(model);
	return NULL;
}

/* --- Structure and constants --- */

/* Of operators that only the format knows, it knows the options. */
static void compare_unknown_options(GraphDiff *graph)
{
	for (int i = 0; i < graph->matching.n_layers; i++) {
		LayerMatch *layer = &graph->matching.layers[i];
		if (!is_matched(layer))
			continue;
		const Op *a = &graph->reference->ops[layer->reference];
		const Op *b = &graph->other->ops[layer->other];
		if (a->code->type == OP_OTHER && !tflite_same_options(a, b))
			layer->changes |= CHANGED_ATTRIBUTES;
	}
}

static void compare_layer_constants(GraphDiff *graph, int layer, Arena *arena,
	size_t *capacity)
{
	const Matching *matching = &graph->matching;
	const LayerMatch *match = &matching->layers[layer];
	int n_inputs = graph->reference->ops[match->reference].n_inputs;
	for (int k = 0; k < n_inputs; k++) {
		Constant pair[2];
		if (!matched_constants(graph->reference, graph->other, matching, match, k,
				pair) ||
			constants_equal(&pair[0], &pair[1]))
			continue;
		graph->constants = arena_grow(arena, graph->constants, (size_t)graph->n_constants,
			capacity, sizeof *graph->constants);
		ConstantRow *row = &graph->constants[graph->n_constants++];
		*row = (ConstantRow){.layer = layer, .reference = pair[0], .other = pair[1]};
		compare_constants(&pair[1], &pair[0], &row->difference);
	}
}

static bool compare_graphs(Diff *diff, int g, Arena *arena, Error *err)
{
	GraphDiff *graph = &diff->graphs[g];
	size_t capacity = 0;
	graph->reference = &diff->reference.model->graphs[g];
	graph->other = &diff->other.model->graphs[g];
	if (!match_layers(graph->reference, graph->other, arena, &graph->matching, err))
		return false;
	compare_unknown_options(graph);
	for (int i = 0; i < graph->matching.n_layers; i++)
		if (is_matched(&graph->matching.layers[i]))
			compare_layer_constants(graph, i, arena, &capacity);
	diff->is_same &= is_same(&graph->matching);
	diff->is_same_structure &=
		is_same_structure(graph->reference, graph->other, &graph->matching);
	return true;
}

bool diff_models(Diff *diff, Arena *arena, Error *err)
{
	int a = diff->reference.model->n_graphs, b = diff->other.model->n_graphs;
	if (!model_has_network(diff->reference.model, err) ||
		!model_has_network(diff->other.model, err))
		return false;
	diff->n_graphs = a < b ? a : b;
	diff->is_same = diff->is_same_structure = a == b;
	diff->graphs = arena_array(arena, (size_t)diff->n_graphs, sizeof *diff->graphs);
	for (int g = 0; g < diff->n_graphs; g++)
		if (!compare_graphs(diff, g, arena, err))
			return false;
	return true;
}

/* --- Gates --- */

static bool has_gates(const DiffOptions *options)
{
	return options->min_snr >= 0 || options->min_agreement >= 0;
}

static bool check_options(const DiffOptions *options, Error *err)
{
	bool has_data = options->data.data || options->data.random > 0;
	if (!options->reference && !options->other)
		return failed(err, "only one of the models can come from standard input");
	if (!has_data && has_gates(options))
		return failed(err, "%s needs --data or --random",
			options->min_snr >= 0 ? "--min-snr" : "--min-agreement");
	return figure_check("--plot", options->plot, err);
}

/* A gate that cannot be answered is no yes. */
static bool check_outputs(const Diff *diff, Error *err)
{
	const Model *a = diff->reference.model, *b = diff->other.model;
	int n = a->graphs[0].n_outputs, n_other = b->graphs[0].n_outputs;
	if (diff->why_not)
		return failed(err, "%s", diff->why_not);
	if (n != n_other)
		return failed(err, "%s has %d outputs, but %s has %d", a->name, n, b->name,
			n_other);
	for (int i = 0; i < n; i++)
		if (!diff->outputs[i])
			return failed(err, "output %d of %s does not compare with that of %s", i,
				b->name, a->name);
	return true;
}

/* Say on stderr why the answer is no: the report may be on its way to a file. */
static void apply_gates(const DiffOptions *options, Diff *diff)
{
	diff->is_met = true;
	for (int i = 0; i < diff->n_outputs; i++) {
		const Difference *it = diff->outputs[i];
		double snr = difference_snr(it);
		double share = it->n_rows ? (double)it->n_same_top / (double)it->n_rows : 1;
		const char *name = diff->other.name;
		if (options->min_snr >= 0 && !(snr >= options->min_snr)) {
			diff->is_met = false;
			fprintf(stderr, "whit diff: %s: output %d: %.6g dB are below --min-snr %g\n",
				name, i, snr, options->min_snr);
		}
		if (options->min_agreement >= 0 && !(share >= options->min_agreement)) {
			diff->is_met = false;
			fprintf(stderr,
				"whit diff: %s: output %d: an agreement of %.6g is below "
				"--min-agreement %g\n",
				name, i, share, options->min_agreement);
		}
	}
}

static bool draw(const DiffOptions *options, const Diff *diff, Arena *arena, Error *err)
{
	Bytes picture;
	const WeightsPlot plot = {options->plot, "weights of two models",
		diff->reference.name, diff->other.name};
	return weights_plot(&plot, diff->reference.model, diff->other.model, arena, &picture,
			   err) &&
		figure_write_bytes(picture, options->plot, err);
}

static bool compare(const DiffOptions *options, Diff *diff, Arena *arena, Error *err)
{
	bool has_data = options->data.data || options->data.random > 0;
	return diff_models(diff, arena, err) &&
		(!has_data || diff_run(diff, &options->data, &options->how, arena, err)) &&
		(!has_gates(options) || check_outputs(diff, err)) &&
		draw(options, diff, arena, err);
}

static int report(const DiffOptions *options, Diff *diff)
{
	if (options->json)
		diff_print_json(diff);
	else
		diff_print_table(diff);
	if (has_gates(options))
		return diff->is_met ? DONE : ANSWER_NO;
	return diff->is_same ? DONE : ANSWER_NO;
}

int cmd_diff(Call *call)
{
	DiffOptions diff_options = {
		.data = DATA_OPTIONS_DEFAULTS,
		.how = COMPARE_DEFAULTS,
		.min_snr = -1,
		.min_agreement = -1,
	};
	const Option options[] = {
		OPTS_DATA(&diff_options.data),
		OPTS_RANDOM(&diff_options.data),
		OPT_REAL(0, "min-snr", &diff_options.min_snr, 0, 1000, "DB",
			"exit 1 when an output has a lower one"),
		OPT_REAL(0, "min-agreement", &diff_options.min_agreement, 0, 1, "SHARE",
			"exit 1 when fewer rows have the same top-1"),
		OPT_TEXT(0, "plot", &diff_options.plot, "FILE",
			"histograms of the weights of both, as .png"),
		OPT_BATCH(&diff_options.how.batch),
		OPT_THREADS(&diff_options.how.n_threads),
		OPT_QUIET(&diff_options.quiet),
		OPT_JSON(&diff_options.json),
		OPERAND_MODEL_NEEDED(&diff_options.reference, "A", "the model to compare with"),
		OPERAND_MODEL_NEEDED(&diff_options.other, "B", "the model that may differ"),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Diff diff = {.min_snr = diff_options.min_snr,
		.min_agreement = diff_options.min_agreement};
	Model *models[2] = {NULL, NULL};
	Meter meter;
	meter_start(&meter, diff_options.quiet);
	diff_options.how.progress = &meter.progress;
	bool ok = check_options(&diff_options, &err) &&
		(models[0] = read_model(diff_options.reference, &arena, &diff.reference, &err)) &&
		(models[1] = read_model(diff_options.other, &arena, &diff.other, &err)) &&
		compare(&diff_options, &diff, &arena, &err);
	meter_end(&meter);
	for (int i = 0; i < 2; i++) {
		if (ok && diff_options.data.data)
			warn_of_saturation(call, &diff.data[i]);
		close_data(&diff.data[i]);
	}
	if (ok && has_gates(&diff_options))
		apply_gates(&diff_options, &diff);
	int status = ok ? report(&diff_options, &diff) : trouble(call, &err);
	model_free(models[0]);
	model_free(models[1]);
	arena_finish(&arena);
	return status;
}
