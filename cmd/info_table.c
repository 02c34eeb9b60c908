/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "cmd/columns.h"
#include "cmd/info.h"
#include "cmd/layer_text.h"

enum { LONGEST_NAME = 40, LINE_WIDTH = 90 };

/* --- What goes in and comes out --- */

static void add_quantization(Columns *table, const Quantization *q)
{
	if (!q || q->n_scales == 0)
		columns_add(table, "%s", "");
	else if (q->n_scales > 1)
		columns_add(table, "%d scales along axis %d", q->n_scales, q->axis);
	else
		columns_add(table, "scale %.6g, zero point %" PRId64, (double)q->scale[0],
			q->n_zero_points ? q->zero_point[0] : 0);
}

static void add_ends(Columns *table, const Graph *graph, const char *what, int n,
	const int *list)
{
	Arena scratch = {0};
	char label[16], dims[DIMS_TEXT_BYTES];
	for (int i = 0; i < n; i++) {
		const Tensor *tensor = &graph->tensors[list[i]];
		const char *name = tensor_label(graph, list[i], label);
		columns_add(table, "%s", what);
		columns_add(table, "%s", shown_name(&scratch, name, LONGEST_NAME));
		columns_add(table, "%s", dims_text(tensor, dims));
		columns_add(table, "%s", type_name(tensor->type));
		add_quantization(table, tensor->quantization);
	}
	arena_finish(&scratch);
}

/* --- Layers --- */

static void add_macs(Columns *table, int64_t macs)
{
	if (macs == MACS_UNKNOWN)
		columns_add(table, "-");
	else
		columns_add(table, "%" PRId64, macs);
}

static void add_values(Columns *table, const ValueCounts *values)
{
	if (!values) {
		for (int i = 0; i < 3; i++)
			columns_add(table, "-");
		return;
	}
	columns_add(table, "%.1f %%", 100.0 * (double)values->n_zeros / (double)values->n);
	columns_add(table, "%" PRId64, values->n_unique);
	columns_add(table, "%.2f", values->entropy_bits);
}

static void add_layer(Columns *table, const Info *info, int g, int i)
{
	Arena scratch = {0};
	const Graph *graph = &info->model->graphs[g];
	const Op *op = &graph->ops[i];
	const LayerFacts *layer = &info->found.graphs[g].layers[i];
	const ConstantFacts *weights =
		layer->weights < 0 ? NULL : &info->found.constants[layer->weights];
	char output[DIMS_TEXT_BYTES], types[TYPES_TEXT_BYTES];
	columns_add(table, "%d", i);
	columns_add(table, "%s", shown_name(&scratch, op->code->name, LONGEST_OPERATOR));
	columns_add(table, "%s", output_text(graph, op, output));
	columns_add(table, "%s",
		types_text(graph, op, weights ? weights->tensor : NULL, types));
	columns_add(table, "%" PRId64, layer->n_parameters);
	add_macs(table, layer->macs);
	columns_add(table, "%zu", layer->weight_bytes);
	add_values(table, weights && weights->is_counted ? &weights->values : NULL);
	arena_finish(&scratch);
}

static void print_ends(const Graph *graph)
{
	Columns table = {.align = "lllll"};
	add_ends(&table, graph, "input", graph->n_inputs, graph->inputs);
	add_ends(&table, graph, "output", graph->n_outputs, graph->outputs);
	columns_print(&table, stdout);
}

static void print_layers(const Info *info, int g)
{
	static const char *const titles[] = {"", "operator", "output", "type", "params",
		"MACs", "bytes", "zeros", "unique", "entropy"};
	const GraphFacts *sum = &info->found.graphs[g];
	Columns table = {.align = "rlllrrrrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < info->model->graphs[g].n_ops; i++)
		if (!sum->layers[i].is_decoder)
			add_layer(&table, info, g, i);
	columns_add(&table, "%s", "");
	columns_add(&table, "total");
	columns_add(&table, "%s", "");
	columns_add(&table, "%s", "");
	columns_add(&table, "%" PRId64, sum->n_parameters);
	columns_add(&table, "%" PRId64 "%s", sum->known_macs, sum->n_unknown ? "+" : "");
	columns_add(&table, "%zu", sum->weight_bytes);
	for (int i = 0; i < 3; i++)
		columns_add(&table, "%s", "");
	columns_print(&table, stdout);
	if (sum->n_unknown)
		printf("MACs of %d layer%s are not known\n", sum->n_unknown,
			sum->n_unknown == 1 ? "" : "s");
}

/* --- The file --- */

static void print_zeros(const Inspection *found)
{
	if (found->n_counted == 0)
		return;
	printf("%.1f %% of the ", 100.0 * (double)found->n_zeros / (double)found->n_counted);
	if (found->n_counted < found->n_parameters)
		printf("%" PRId64 " parameters of up to 32 bits", found->n_counted);
	else
		printf("parameters");
	printf(" are zero; entropy %.2f bits each\n", found->entropy_bits);
}

static void print_title(const Info *info)
{
	const Inspection *found = &info->found;
	const GraphFacts *first = &found->graphs[0];
	printf("%s: %zu bytes, %d layers, %" PRId64 " parameters, %s%" PRId64 " MACs\n",
		info->name, info->model->file_bytes,
		info->model->graphs[0].n_ops - first->n_decoders, found->n_parameters,
		first->n_unknown ? "at least " : "", first->known_macs);
	print_zeros(found);
}

/* "operators: 5 CONV_2D, 4 DEPTHWISE_CONV_2D", on as many lines as that takes. */
static void print_operators(const Info *info)
{
	Arena scratch = {0};
	int column = printf("operators:");
	const char *before = "";
	for (int i = 0; i < info->model->n_codes; i++) {
		if (info->found.n_uses[i] == 0)
			continue;
		const char *text = arena_text(&scratch, "%d %s", info->found.n_uses[i],
			shown_name(&scratch, info->model->codes[i]->name, LONGEST_OPERATOR));
		int length = (int)strlen(text) + 2;
		bool is_full = column + length > LINE_WIDTH;
		printf("%s%s%s", before, is_full ? "\n  " : " ", text);
		column = is_full ? length : column + length;
		before = ",";
	}
	printf("%s\n", *before ? "" : " none");
	arena_finish(&scratch);
}

/* --- Packed weights --- */

static void add_packed(Columns *table, const Info *info, const ConstantFacts *it)
{
	char label[16];
	const Graph *graph = &info->model->graphs[it->graph];
	const char *name = tensor_label(graph, it->index, label);
	columns_add(table, "%s", shown_name(&table->arena, name, LONGEST_NAME));
	columns_add(table, "%s", pack_kind_name((int)it->packed.kind));
	columns_add(table, "%zu", it->tensor->buffer->n_bytes);
	columns_add(table, "%zu", it->packed.encoded_bytes);
	columns_add(table, "%zu", it->packed.ancillary_bytes);
}

static void print_packed(const Info *info)
{
	static const char *const titles[] = {"encoded weights", "by", "dense bytes",
		"encoded", "tables"};
	const Inspection *found = &info->found;
	size_t encoded = 0;
	Columns table = {.align = "llrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < found->n_constants; i++) {
		if (found->constants[i].packed.decoder == OP_OTHER)
			continue;
		add_packed(&table, info, &found->constants[i]);
		encoded += found->constants[i].packed.encoded_bytes;
	}
	columns_add(&table, "total");
	columns_add(&table, "%s", "");
	columns_add(&table, "%zu", found->dense_bytes);
	columns_add(&table, "%zu", encoded);
	columns_add(&table, "%zu", found->packed_bytes - encoded);
	columns_print(&table, stdout);
	if (found->needs_whit_decode)
		printf("stock TFLM does not run it: WHIT_DECODE is an operator of whit's own\n");
}

/* What some of a file's bytes are spent on. */
typedef struct Share {
	const char *name;
	size_t n_bytes;
} Share;

static void print_shares(int n, const Share *shares, size_t file_bytes)
{
	Columns table = {.align = "lrr"};
	for (int i = 0; i < n; i++) {
		columns_add(&table, "%s", shares[i].name);
		columns_add(&table, "%zu bytes", shares[i].n_bytes);
		columns_add(&table, "%.1f %%",
			100.0 * (double)shares[i].n_bytes / (double)file_bytes);
	}
	columns_print(&table, stdout);
}

static void print_parts(const TfliteParts *parts, size_t file_bytes)
{
	const Share shares[] = {
		{"weights", parts->weight_bytes},
		{"quantization", parts->quantization_bytes},
		{"names", parts->name_bytes},
		{"tables", parts->table_bytes},
		{"file", file_bytes},
	};
	print_shares(sizeof shares / sizeof shares[0], shares, file_bytes);
}

/* --- Weights without a network --- */

static size_t print_tensors(const Inspection *found)
{
	static const char *const titles[] = {"", "tensor", "shape", "type", "params", "bytes",
		"zeros", "unique", "entropy"};
	size_t n_bytes = 0;
	Columns table = {.align = "rlllrrrrr"};
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		columns_add(&table, "%s", titles[i]);
	for (int i = 0; i < found->n_constants; i++) {
		char dims[DIMS_TEXT_BYTES];
		const ConstantFacts *it = &found->constants[i];
		columns_add(&table, "%d", i);
		columns_add(&table, "%s",
			shown_name(&table.arena, it->tensor->name, LONGEST_NAME));
		columns_add(&table, "%s", dims_text(it->tensor, dims));
		columns_add(&table, "%s", type_name(it->tensor->type));
		columns_add(&table, "%" PRId64, it->is_parameter ? it->values.n : 0);
		columns_add(&table, "%zu", it->tensor->buffer->n_bytes);
		add_values(&table, it->is_counted ? &it->values : NULL);
		n_bytes += it->tensor->buffer->n_bytes;
	}
	columns_add(&table, "%s", "");
	columns_add(&table, "total");
	for (int i = 0; i < 2; i++)
		columns_add(&table, "%s", "");
	columns_add(&table, "%" PRId64, found->n_parameters);
	columns_add(&table, "%zu", n_bytes);
	for (int i = 0; i < 3; i++)
		columns_add(&table, "%s", "");
	columns_print(&table, stdout);
	return n_bytes;
}

static void print_metadata(const Model *model)
{
	Columns table = {.align = "ll"};
	for (int i = 0; i < model->n_metadata; i++) {
		const Buffer *text = model->metadata[i].buffer;
		const char *shown = arena_text(&table.arena, "%.*s", (int)text->n_bytes,
			(const char *)text->data);
		columns_add(&table,
			"%s:", shown_name(&table.arena, model->metadata[i].name, LONGEST_NAME));
		columns_add(&table, "%s", shown_name(&table.arena, shown, LONGEST_NAME));
	}
	columns_print(&table, stdout);
}

static void print_weights(const Info *info)
{
	const Inspection *found = &info->found;
	size_t file_bytes = info->model->file_bytes;
	printf("%s: %zu bytes, %d tensors, %" PRId64 " parameters\n", info->name, file_bytes,
		found->n_constants, found->n_parameters);
	print_zeros(found);
	print_metadata(info->model);
	printf("\n");
	size_t n_bytes = print_tensors(found);
	const Share shares[] = {
		{"weights", n_bytes},
		{"header", file_bytes - n_bytes},
		{"file", file_bytes},
	};
	printf("\n");
	print_shares(sizeof shares / sizeof shares[0], shares, file_bytes);
}

/* --- The whole --- */

static void print_network(const Info *info)
{
	print_title(info);
	for (int g = 0; g < info->model->n_graphs; g++) {
		Arena scratch = {0};
		const char *name =
			shown_name(&scratch, info->model->graphs[g].name, LONGEST_NAME);
		printf("\n");
		if (info->model->n_graphs > 1)
			printf("subgraph %d%s%s\n", g, *name ? ": " : "", name);
		print_ends(&info->model->graphs[g]);
		printf("\n");
		if (info->model->graphs[g].n_ops)
			print_layers(info, g);
		else
			printf("no layers\n");
		arena_finish(&scratch);
	}
	printf("\n");
	print_operators(info);
	if (info->found.n_packed) {
		printf("\n");
		print_packed(info);
	}
	if (info->has_parts) {
		printf("\n");
		print_parts(&info->parts, info->model->file_bytes);
	}
}

void info_print_table(const Info *info)
{
	if (info->model->is_weights_only)
		print_weights(info);
	else
		print_network(info);
}
