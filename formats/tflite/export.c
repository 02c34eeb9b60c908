/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "formats/tflite/operators.h"
#include "formats/tflite/schema.h"
#include "formats/tflite/tflite.h"
#include "formats/tflite/versions.h"

/* A table to write: what the file said, or a new one. */
static FlatTable *start(const FlatTable *source, const char *type, Arena *arena)
{
	return flat_copy(source, flat_find_table(&tflite_schema, type), arena);
}

static bool is_required(const FlatTable *table, const char *name)
{
	/* Vectors that TFLM reads without asking whether they are there. */
	static const struct {
		const char *table, *field;
	} required[] = {
		{"Model", "operator_codes"},
		{"Model", "subgraphs"},
		{"Model", "buffers"},
		{"SubGraph", "tensors"},
		{"SubGraph", "inputs"},
		{"SubGraph", "outputs"},
		{"SubGraph", "operators"},
	};
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
		if (strcmp(table->type->name, required[i].table) == 0 &&
			strcmp(name, required[i].field) == 0)
			return true;
	return false;
}

/* Set a vector; an empty one stays as present or absent as it was, but one that had items
 * and lost them goes. */
static void set_list(FlatTable *table, const char *name, const void *items, int n)
{
	if (n > 0 || is_required(table, name))
		flat_set_vector(table, name, items, (size_t)n);
	else if (flat_vector(table, name).n > 0)
		flat_clear(table, name);
}

static void set_text(FlatTable *table, const char *name, const char *value, Arena *arena)
{
	const char *old = flat_string(table, name, arena);
	if (strcmp(old ? old : "", value) == 0)
		return;
	if (value[0])
		flat_set_string(table, name, value);
	else
		flat_clear(table, name);
}

static FlatTable **new_list(Arena *arena, int n)
{
	return arena_array(arena, (size_t)n, sizeof(FlatTable *));
}

static FlatTable *export_quantization(const Quantization *q, Arena *arena)
{
	FlatTable *table = start(q->source, "QuantizationParameters", arena);
	set_list(table, "min", q->min, q->n_min);
	set_list(table, "max", q->max, q->n_max);
	set_list(table, "scale", q->scale, q->n_scales);
	set_list(table, "zero_point", q->zero_point, q->n_zero_points);
	flat_set_integer(table, "quantized_dimension", q->axis);
	return table;
}

static FlatTable *export_tensor(const Tensor *tensor, Arena *arena)
{
	FlatTable *table = start(tensor->source, "Tensor", arena);
	set_list(table, "shape", tensor->dims, tensor->rank);
	set_list(table, "shape_signature", tensor->signature, tensor->signature_rank);
	flat_set_integer(table, "type", (int64_t)tensor->type);
	flat_set_integer(table, "buffer", tensor->buffer->index);
	set_text(table, "name", tensor->name, arena);
	flat_set_table(table, "quantization",
		tensor->quantization ? export_quantization(tensor->quantization, arena) : NULL);
	flat_set_integer(table, "is_variable", tensor->is_variable);
	flat_set_integer(table, "has_rank", tensor->has_rank);
	if (!tensor->is_sparse)
		flat_clear(table, "sparsity");
	return table;
}

/* Whether any field of a table is not at its default. */
static bool says_anything(const FlatTable *table, Arena *arena)
{
	Error ignored = {0};
	return !flat_equal(table, flat_new(table->type, arena), &ignored);
}

static FlatTable *export_op(const Op *op, Arena *arena)
{
	FlatTable *table = start(op->source, "Operator", arena);
	flat_set_integer(table, "opcode_index", op->code->index);
	set_list(table, "inputs", op->inputs, op->n_inputs);
	set_list(table, "outputs", op->outputs, op->n_outputs);
	set_list(table, "intermediates", op->intermediates, op->n_intermediates);
	const FlatTable *options = flat_table(table, "builtin_options");
	FlatTable *attrs = tflite_write_attrs(op->code->type, &op->attrs, options, arena);
	/* Some converters leave out options that are all at their defaults. */
	bool may_omit = op->source && !options;
	if (attrs && (!may_omit || says_anything(attrs, arena)))
		flat_set_union(table, "builtin_options", attrs);
	return table;
}

static FlatTable *export_graph(const Graph *graph, Arena *arena)
{
	FlatTable *table = start(graph->source, "SubGraph", arena);
	FlatTable **tensors = new_list(arena, graph->n_tensors);
	for (int i = 0; i < graph->n_tensors; i++)
		tensors[i] = export_tensor(&graph->tensors[i], arena);
	set_list(table, "tensors", tensors, graph->n_tensors);
	set_list(table, "inputs", graph->inputs, graph->n_inputs);
	set_list(table, "outputs", graph->outputs, graph->n_outputs);

	FlatTable **ops = new_list(arena, graph->n_ops);
	for (int i = 0; i < graph->n_ops; i++)
		ops[i] = export_op(&graph->ops[i], arena);
	set_list(table, "operators", ops, graph->n_ops);
	set_text(table, "name", graph->name, arena);
	return table;
}

static FlatTable *export_buffer(const Buffer *buffer, Arena *arena)
{
	FlatTable *table = start(buffer->source, "Buffer", arena);
	if (buffer->n_bytes > 0)
		flat_set_vector(table, "data", buffer->data, buffer->n_bytes);
	else if (flat_vector(table, "data").n > 0)
		flat_clear(table, "data");
	return table;
}

/* The highest version that any use of the code needs, and no lower than the file had. */
static int needed_version(const Model *model, const OpCode *code)
{
	int version = code->source ? (int)flat_integer(code->source, "version") : 1;
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++) {
			int wanted =
				graph->ops[i].code == code ? tflite_op_version(graph, &graph->ops[i]) : 1;
			version = wanted > version ? wanted : version;
		}
	}
	return version;
}

static FlatTable *export_op_code(const Model *model, const OpCode *code, Arena *arena)
{
	enum { HIGHEST_IN_OLD_FIELD = 127 }; /* it is a signed byte */
	FlatTable *table = start(code->source, "OperatorCode", arena);
	int number = code->number;
	if (number < 0)
		flat_enum_value(&tflite_builtin_operators,
			code->is_custom ? "CUSTOM" : code->name, &number);
	int old = number < HIGHEST_IN_OLD_FIELD ? number : HIGHEST_IN_OLD_FIELD;
	if (!code->source) {
		flat_set_integer(table, "deprecated_builtin_code", old);
		flat_set_integer(table, "builtin_code", number);
		if (code->is_custom)
			flat_set_string(table, "custom_code", code->name);
	}
	int version = code->version ? code->version : needed_version(model, code);
	flat_set_integer(table, "version", version);
	return table;
}

static FlatTable **export_names(const TensorName *names, int n, Arena *arena)
{
	FlatTable **tables = new_list(arena, n);
	for (int i = 0; i < n; i++) {
		tables[i] = start(names[i].source, "TensorMap", arena);
		set_text(tables[i], "name", names[i].name, arena);
		flat_set_integer(tables[i], "tensor_index", names[i].tensor);
	}
	return tables;
}

static void export_signatures(const Model *model, FlatTable *root, Arena *arena)
{
	FlatTable **tables = new_list(arena, model->n_signatures);
	for (int i = 0; i < model->n_signatures; i++) {
		const Signature *signature = &model->signatures[i];
		tables[i] = start(signature->source, "SignatureDef", arena);
		set_text(tables[i], "signature_key", signature->key, arena);
		flat_set_integer(tables[i], "subgraph_index", signature->graph);
		FlatTable **inputs = export_names(signature->inputs, signature->n_inputs, arena);
		set_list(tables[i], "inputs", inputs, signature->n_inputs);
		FlatTable **outputs =
			export_names(signature->outputs, signature->n_outputs, arena);
		set_list(tables[i], "outputs", outputs, signature->n_outputs);
	}
	set_list(root, "signature_defs", tables, model->n_signatures);
}

static void export_metadata(const Model *model, FlatTable *root, Arena *arena)
{
	FlatTable **tables = new_list(arena, model->n_metadata);
	for (int i = 0; i < model->n_metadata; i++) {
		const Metadata *metadata = &model->metadata[i];
		tables[i] = start(metadata->source, "Metadata", arena);
		set_text(tables[i], "name", metadata->name, arena);
		flat_set_integer(tables[i], "buffer", metadata->buffer->index);
	}
	set_list(root, "metadata", tables, model->n_metadata);

	int *legacy = arena_array(arena, (size_t)model->n_legacy_metadata, sizeof *legacy);
	for (int i = 0; i < model->n_legacy_metadata; i++)
		legacy[i] = model->legacy_metadata[i]->index;
	set_list(root, "metadata_buffer", legacy, model->n_legacy_metadata);
}

FlatTable *tflite_export(const Model *model, Arena *arena)
{
	FlatTable *root = start(model->source, "Model", arena);
	if (!model->source)
		flat_set_integer(root, "version", 3);
	set_text(root, "description", model->description ? model->description : "", arena);

	FlatTable **codes = new_list(arena, model->n_codes);
	for (int i = 0; i < model->n_codes; i++)
		codes[i] = export_op_code(model, model->codes[i], arena);
	set_list(root, "operator_codes", codes, model->n_codes);

	FlatTable **graphs = new_list(arena, model->n_graphs);
	for (int i = 0; i < model->n_graphs; i++)
		graphs[i] = export_graph(&model->graphs[i], arena);
	set_list(root, "subgraphs", graphs, model->n_graphs);

	FlatTable **buffers = new_list(arena, model->n_buffers);
	for (int i = 0; i < model->n_buffers; i++)
		buffers[i] = export_buffer(model->buffers[i], arena);
	set_list(root, "buffers", buffers, model->n_buffers);

	export_signatures(model, root, arena);
	export_metadata(model, root, arena);
	return root;
}
