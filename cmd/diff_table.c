/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "cmd/diff.h"
#include "cmd/layer_text.h"
#include "cmd/print_difference.h"

enum { LONGEST_NAME = 40, LIST_BYTES = 96, TWO_DIMS = 2 * DIMS_TEXT_BYTES + 8 };

static void add_titles(Columns *table, const char *const *titles)
{
	for (; *titles; titles++)
		columns_add(table, "%s", *titles);
}

/* An operator's number, or "-". */
static void add_number(Columns *table, int number)
{
	if (number < 0)
		columns_add(table, "-");
	else
		columns_add(table, "%d", number);
}

/* "types, operands" */
static const char *changes_text(unsigned changes, char text[LIST_BYTES])
{
	size_t used = 0;
	text[0] = '\0';
	for (int i = 0; i < N_CHANGES; i++)
		if (changes & 1U << i)
			used += (size_t)snprintf(text + used, LIST_BYTES - used, "%s%s",
				used ? ", " : "", change_name((Change)(1U << i)));
	return text;
}

/* "int8", or "float32 -> int8". */
static void add_both(Columns *table, const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		columns_add(table, "%s", a);
	else
		columns_add(table, "%s -> %s", a, b);
}

/* --- Sizes --- */

static void add_size(Columns *table, const char *what, int64_t a, int64_t b)
{
	if (a == 0 && b == 0)
		return;
	columns_add(table, "%s", what);
	columns_add(table, "%" PRId64, a);
	columns_add(table, "%" PRId64, b);
	if (a == b)
		columns_add(table, "=");
	else
		columns_add(table, "%+" PRId64, b - a);
	if (a == b || a == 0)
		columns_add(table, "%s", "");
	else
		columns_add(table, "%+.1f %%", 100.0 * (double)(b - a) / (double)a);
}

static void print_sizes(const Diff *diff)
{
	static const char *const titles[] = {"bytes", "A", "B", "change", "", NULL};
	const Info *a = &diff->reference, *b = &diff->other;
	const TfliteParts *x = &a->parts, *y = &b->parts;
	Columns table = {.align = "lrrrr"};
	add_titles(&table, titles);
	if (a->has_parts && b->has_parts) {
		add_size(&table, "weights", (int64_t)x->weight_bytes, (int64_t)y->weight_bytes);
		add_size(&table, "quantization", (int64_t)x->quantization_bytes,
			(int64_t)y->quantization_bytes);
		add_size(&table, "names", (int64_t)x->name_bytes, (int64_t)y->name_bytes);
		add_size(&table, "tables", (int64_t)x->table_bytes, (int64_t)y->table_bytes);
	}
	add_size(&table, "file", (int64_t)a->model->file_bytes,
		(int64_t)b->model->file_bytes);
	columns_print(&table, stdout);
}

/* --- Layers --- */

/* One of the two models, as far as a row needs it. */
typedef struct Side {
	const Info *info;
	const Graph *graph;
	int graph_index;
} Side;

typedef struct LayerText {
	char output[DIMS_TEXT_BYTES], types[TYPES_TEXT_BYTES];
	size_t weight_bytes;
} LayerText;

static LayerText layer_text(const Side *side, int op)
{
	LayerText text = {0};
	if (op < 0)
		return text;
	const Inspection *found = &side->info->found;
	const LayerFacts *facts = &found->graphs[side->graph_index].layers[op];
	const Tensor *weights =
		facts->weights < 0 ? NULL : found->constants[facts->weights].tensor;
	output_text(side->graph, &side->graph->ops[op], text.output);
	types_text(side->graph, &side->graph->ops[op], weights, text.types);
	text.weight_bytes = facts->weight_bytes;
	return text;
}

static void add_operator(Columns *table, const GraphDiff *graph, const LayerMatch *layer)
{
	Arena scratch = {0};
	const Op *op = layer->reference < 0 ? &graph->other->ops[layer->other]
										: &graph->reference->ops[layer->reference];
	add_number(table, layer->reference);
	add_number(table, layer->other);
	columns_add(table, "%s", shown_name(&scratch, op->code->name, LONGEST_OPERATOR));
	arena_finish(&scratch);
}

static void add_layer(Columns *table, const Diff *diff, int g, int i)
{
	char changes[LIST_BYTES];
	const GraphDiff *graph = &diff->graphs[g];
	const LayerMatch *layer = &graph->matching.layers[i];
	LayerText a =
		layer_text(&(Side){&diff->reference, graph->reference, g}, layer->reference);
	LayerText b = layer_text(&(Side){&diff->other, graph->other, g}, layer->other);
	const LayerText *one = layer->reference < 0 ? &b : &a;
	const LayerText *two = layer->other < 0 ? &a : &b;
	add_operator(table, graph, layer);
	add_both(table, one->output, two->output);
	add_both(table, one->types, two->types);
	columns_add(table, "%s",
		layer->reference < 0   ? "added"
			: layer->other < 0 ? "removed"
							   : changes_text(layer->changes, changes));
	columns_add(table, "%zu", a.weight_bytes);
	columns_add(table, "%zu", b.weight_bytes);
	if (diff->n_samples && g == 0) {
		add_snr(table, layer_difference(diff, g, i));
		add_saturated(table, layer_difference(diff, g, i));
	}
}

/* Nothing to tell of it. */
static bool is_dull(const Diff *diff, int g, int i)
{
	const LayerMatch *layer = &diff->graphs[g].matching.layers[i];
	const Difference *output = layer_difference(diff, g, i);
	return is_matched(layer) && !layer->changes && (!output || output->noise == 0);
}

static void print_layers(const Diff *diff, int g)
{
	static const char *const titles[] = {"A", "B", "operator", "output", "type", "change",
		"bytes A", "bytes B", NULL};
	static const char *const run_titles[] = {"SNR dB", "saturated", NULL};
	const Matching *matching = &diff->graphs[g].matching;
	bool has_run = diff->n_samples && g == 0;
	Columns table = {.align = has_run ? "rrllllrrrr" : "rrllllrr"};
	int n_dull = 0;
	add_titles(&table, titles);
	if (has_run)
		add_titles(&table, run_titles);
	for (int i = 0; i < matching->n_layers; i++) {
		if (is_dull(diff, g, i))
			n_dull++;
		else
			add_layer(&table, diff, g, i);
	}
	if (n_dull < matching->n_layers) {
		printf("\nlayers\n");
		columns_print(&table, stdout);
	} else {
		arena_finish(&table.arena);
	}
	if (n_dull)
		printf("%s%d layer%s the same\n", n_dull < matching->n_layers ? "" : "\n", n_dull,
			n_dull == 1 ? " is" : "s are");
}

/* --- Constants --- */

static const Tensor *tensor_of(const Constant *constant)
{
	return &constant->graph->tensors[constant->tensor];
}

static void add_constant(Columns *table, const GraphDiff *graph, const ConstantRow *row)
{
	char text[OPERAND_TEXT_BYTES], a[DIMS_TEXT_BYTES], b[DIMS_TEXT_BYTES];
	const Tensor *x = tensor_of(&row->reference), *y = tensor_of(&row->other);
	const ConstantDifference *difference = &row->difference;
	const Difference *values = difference->is_real ? &difference->values : NULL;
	add_operator(table, graph, &graph->matching.layers[row->layer]);
	columns_add(table, "%s",
		operand_name(row->reference.op, row->reference.operand, text));
	add_both(table, dims_text(x, a), dims_text(y, b));
	add_both(table, type_name(x->type), type_name(y->type));
	add_percent(table, difference->n_equal, difference->n_equal < 0 ? 0 : difference->n);
	add_snr(table, values);
	add_largest(table, values);
}

static void print_constants(const GraphDiff *graph)
{
	static const char *const titles[] = {"A", "B", "operator", "constant", "shape",
		"type", "equal", "SNR dB", "largest", NULL};
	Columns table = {.align = "rrllllrrr"};
	if (graph->n_constants == 0)
		return;
	add_titles(&table, titles);
	for (int i = 0; i < graph->n_constants; i++)
		add_constant(&table, graph, &graph->constants[i]);
	printf("\nconstants\n");
	columns_print(&table, stdout);
}

/* --- Outputs --- */

static void print_outputs(const Diff *diff)
{
	static const char *const titles[] = {"", "name", "SNR dB", "largest", "same top-1",
		"saturated", NULL};
	Arena scratch = {0};
	Columns table = {.align = "rlrrrr"};
	const Graph *graph = diff->graphs[0].other;
	add_titles(&table, titles);
	for (int i = 0; i < diff->n_outputs; i++) {
		char label[16];
		const char *name = tensor_label(graph, graph->outputs[i], label);
		columns_add(&table, "%d", i);
		columns_add(&table, "%s", shown_name(&scratch, name, LONGEST_NAME));
		add_snr(&table, diff->outputs[i]);
		add_largest(&table, diff->outputs[i]);
		add_same_top(&table, diff->outputs[i]);
		add_saturated(&table, diff->outputs[i]);
	}
	printf("\noutputs on %lld samples\n", (long long)diff->n_samples);
	columns_print(&table, stdout);
	arena_finish(&scratch);
}

/* --- The whole --- */

static const char *verdict(const Diff *diff)
{
	if (diff->is_same)
		return "the same";
	return diff->is_same_structure ? "same structure" : "different structure";
}

void diff_print_table(const Diff *diff)
{
	char changes[LIST_BYTES];
	int a = diff->reference.model->n_graphs, b = diff->other.model->n_graphs;
	printf("A %s\nB %s\n%s\n\n", diff->reference.name, diff->other.name, verdict(diff));
	print_sizes(diff);
	if (a != b)
		printf("\n%d and %d subgraphs\n", a, b);
	for (int g = 0; g < diff->n_graphs; g++) {
		const GraphDiff *graph = &diff->graphs[g];
		if (diff->n_graphs > 1)
			printf("\nsubgraph %d\n", g);
		if (graph->matching.ends)
			printf("\ninputs and outputs: %s\n",
				changes_text(graph->matching.ends, changes));
		print_layers(diff, g);
		print_constants(graph);
	}
	if (diff->n_samples)
		print_outputs(diff);
	if (diff->why_not)
		printf("\nnot run: %s\n", diff->why_not);
}
