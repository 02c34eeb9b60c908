/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/huffman_report.h"

#include "cmd/columns.h"
#include "cmd/print_json.h"

/* A name longer than this is shown by its end. */
enum { LONGEST_TENSOR = 40 };

void packed_size_arena(PackedSize *size, const Model *model, Core core, Kernels kernels,
	Arena *memory)
{
	size->has_arena =
		tflm_arena(model, core, kernels, memory, &size->arena, &size->why_not);
}

static const char *outcome_name(EncodeOutcome outcome)
{
	static const char *const names[] = {
		[ENCODED] = "encoded",
		[KEPT_NO_KIND] = "no encoder takes it",
		[KEPT_NO_GAIN] = "gains too little",
		[KEPT_FOR_RAM] = "no RAM to decode it",
	};
	return names[outcome];
}

static int64_t saved(const HuffmanReport *report)
{
	return (int64_t)report->before.file_bytes - (int64_t)report->after.file_bytes;
}

/* --- For people --- */

static void add_tensor(Columns *table, const HuffmanReport *report,
	const EncodedTensor *tensor)
{
	char label[16];
	const Graph *graph = &report->model->graphs[tensor->graph];
	const char *name = tensor_label(graph, tensor->tensor, label);
	columns_add(table, "%d", tensor->op);
	columns_add(table, "%s", shown_name(&table->arena, name, LONGEST_TENSOR));
	columns_add(table, "%s", type_name(graph->tensors[tensor->tensor].type));
	columns_add(table, "%zu", tensor->dense_bytes);
	columns_add(table, "->");
	columns_add(table, "%zu", tensor->encoded_bytes);
	columns_add(table, "+%zu", tensor->ancillary_bytes);
	columns_add(table, "%lld", (long long)tensor->gain);
	columns_add(table, "%s", pack_kind_name((int)tensor->kind));
}

static void print_tensors(const HuffmanReport *report, FILE *to)
{
	static const char *const heads[] = {"layer", "constant", "type", "dense", "",
		"stream", "tables", "gain", "encoder"};
	enum { N_HEADS = sizeof heads / sizeof heads[0] };
	Columns table = {.align = "rllrlrrrl"};
	int n_kept[KEPT_FOR_RAM + 1] = {0};
	for (int i = 0; i < report->encoded.n; i++)
		n_kept[report->encoded.tensors[i].outcome]++;
	for (int i = 0; n_kept[ENCODED] && i < N_HEADS; i++)
		columns_add(&table, "%s", heads[i]);
	for (int i = 0; i < report->encoded.n; i++)
		if (report->encoded.tensors[i].outcome == ENCODED)
			add_tensor(&table, report, &report->encoded.tensors[i]);
	columns_print(&table, to);
	for (int i = KEPT_NO_KIND; i <= KEPT_FOR_RAM; i++)
		if (n_kept[i])
			fprintf(to, "%d constant%s dense: %s\n", n_kept[i],
				n_kept[i] == 1 ? " stays" : "s stay", outcome_name((EncodeOutcome)i));
}

static void add_arena_row(Columns *table, const char *name, uint64_t before,
	uint64_t after)
{
	columns_add(table, "%s", name);
	columns_add(table, "%llu", (unsigned long long)before);
	columns_add(table, "->");
	columns_add(table, "%llu", (unsigned long long)after);
	columns_add(table, "bytes");
}

static void print_sizes(const HuffmanReport *report, FILE *to)
{
	const PackedSize *before = &report->before, *after = &report->after;
	Columns table = {.align = "lrlrl"};
	add_arena_row(&table, "flash: model file", before->file_bytes, after->file_bytes);
	if (before->has_arena && after->has_arena) {
		add_arena_row(&table, "RAM: arena, in use", before->arena.used_bytes,
			after->arena.used_bytes);
		add_arena_row(&table, "RAM: arena, to provide", before->arena.smallest_bytes,
			after->arena.smallest_bytes);
	}
	columns_print(&table, to);
	const char *core = core_info(report->core)->name;
	if (before->has_arena && after->has_arena)
		fprintf(to, "arena: TFLM's on %s with %s kernels\n", core,
			kernels_name(report->kernels));
	else
		fprintf(to, "arena: not known: %s\n",
			before->has_arena ? after->why_not.text : before->why_not.text);
}

static bool has_sparse(const HuffmanReport *report)
{
	for (int i = 0; i < report->encoded.n; i++)
		if (report->encoded.tensors[i].outcome == ENCODED &&
			report->encoded.tensors[i].kind == PACK_SPARSE)
			return true;
	return false;
}

void huffman_report_table(const HuffmanReport *report, FILE *to)
{
	double share = 100.0 * (double)saved(report) / (double)report->before.file_bytes;
	fprintf(to, "%s: %zu -> %zu bytes (%+.1f %%)\n", report->name,
		report->before.file_bytes, report->after.file_bytes, -share);
	print_tensors(report, to);
	print_sizes(report, to);
	if (has_sparse(report))
		fprintf(to, "stock TFLM has no WHIT_DECODE: it cannot run this file\n");
}

/* --- For machines --- */

static cJSON *tensor_json(const HuffmanReport *report, const EncodedTensor *tensor)
{
	char label[16];
	const Graph *graph = &report->model->graphs[tensor->graph];
	cJSON *json = cJSON_CreateObject();
	if (tensor->graph > 0)
		add_count(json, "subgraph", tensor->graph);
	add_count(json, "layer", tensor->op);
	add_name(json, "name", tensor_label(graph, tensor->tensor, label));
	cJSON_AddStringToObject(json, "type", type_name(graph->tensors[tensor->tensor].type));
	cJSON_AddStringToObject(json, "outcome", outcome_name(tensor->outcome));
	add_count(json, "dense_bytes", (int64_t)tensor->dense_bytes);
	if (tensor->outcome == ENCODED) {
		cJSON_AddStringToObject(json, "encoder", pack_kind_name((int)tensor->kind));
		add_count(json, "encoded_bytes", (int64_t)tensor->encoded_bytes);
		add_count(json, "table_bytes", (int64_t)tensor->ancillary_bytes);
		add_count(json, "gain_bytes", tensor->gain);
	}
	return json;
}

static void add_size(cJSON *json, const char *key, const PackedSize *size)
{
	cJSON *object = cJSON_AddObjectToObject(json, key);
	add_count(object, "file_bytes", (int64_t)size->file_bytes);
	if (size->has_arena) {
		add_count(object, "arena_used_bytes", (int64_t)size->arena.used_bytes);
		add_count(object, "arena_smallest_bytes", (int64_t)size->arena.smallest_bytes);
	}
}

void huffman_report_json(const HuffmanReport *report, FILE *to)
{
	cJSON *json = report_json();
	add_name(json, "model", report->name);
	add_size(json, "before", &report->before);
	add_size(json, "after", &report->after);
	cJSON_AddStringToObject(json, "core", core_info(report->core)->name);
	cJSON_AddStringToObject(json, "kernels", kernels_name(report->kernels));
	cJSON_AddBoolToObject(json, "is_stock_tflm", !has_sparse(report));
	if (!report->is_decoding) {
		cJSON *list = cJSON_AddArrayToObject(json, "constants");
		for (int i = 0; i < report->encoded.n; i++)
			cJSON_AddItemToArray(list, tensor_json(report, &report->encoded.tensors[i]));
	}
	print_json(json, to);
}
