/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "formats/tflite/operators.h"
#include "formats/tflite/schema.h"
#include "formats/tflite/tflite.h"

/* --- Vectors, which may lie unaligned in the file --- */

static FlatTable *const *table_list(const FlatTable *table, const char *name, int *n)
{
	FlatVector list = flat_vector(table, name);
	*n = (int)list.n;
	return list.items;
}

static int *int_list(Arena *arena, const FlatTable *table, const char *name, int *n)
{
	FlatVector list = flat_vector(table, name);
	*n = (int)list.n;
	return list.n ? arena_copy(arena, list.items, list.n * sizeof(int32_t)) : NULL;
}

static float *float_list(Arena *arena, const FlatTable *table, const char *name, int *n)
{
	FlatVector list = flat_vector(table, name);
	*n = (int)list.n;
	return list.n ? arena_copy(arena, list.items, list.n * sizeof(float)) : NULL;
}

static const char *text(Arena *arena, const FlatTable *table, const char *name)
{
	const char *value = flat_string(table, name, arena);
	return value ? value : "";
}

/* --- Parts of a model --- */

static bool import_buffer(Model *model, const FlatTable *table, Error *err)
{
	if ((uint64_t)flat_integer(table, "offset") > 1)
		return failed(err, "its data lies outside the FlatBuffer (a model over 2 GB)");
	FlatVector data = flat_vector(table, "data");
	const void *bytes = data.items;
	if (data.n && (uintptr_t)bytes % ARENA_SMALL_ALIGNMENT)
		bytes = arena_copy(&model->arena, bytes, data.n);
	Buffer *buffer = model_add_buffer(model, bytes, data.n);
	buffer->source = table;
	return true;
}

static bool import_buffers(Model *model, const FlatTable *root, Error *err)
{
	int n;
	FlatTable *const *tables = table_list(root, "buffers", &n);
	model->n_buffers = 0; /* in place of the empty one that a new model has */
	for (int i = 0; i < n; i++)
		if (!import_buffer(model, tables[i], err))
			return failed_in(err, "buffer %d: ", i);
	if (n == 0)
		return failed(err, "no buffers; the first must be the empty one");
	return true;
}

static bool find_buffer(Model *model, int64_t index, Buffer **buffer, Error *err)
{
	if (index < 0 || index >= model->n_buffers)
		return failed(err, "buffer %lld of %d", (long long)index, model->n_buffers);
	*buffer = model->buffers[index];
	return true;
}

static bool import_op_code(Model *model, const FlatTable *table, Error *err)
{
	OpCode *code = model_add_op_code(model);
	int old = (int)flat_integer(table, "deprecated_builtin_code");
	int number = (int)flat_integer(table, "builtin_code");
	code->number = number > old ? number : old;
	code->version = (int)flat_integer(table, "version");
	code->source = table;
	if (code->version < 1)
		return failed(err, "version %d; versions count from 1", code->version);
	const char *name = flat_enum_name(&tflite_builtin_operators, code->number);
	if (!name)
		return failed(err, "builtin operator %d is not one of TFLite's", code->number);
	code->is_custom = strcmp(name, "CUSTOM") == 0;
	code->name = code->is_custom ? text(&model->arena, table, "custom_code") : name;
	code->type = tflite_op_type(code->name, code->is_custom);
	return true;
}

static Quantization *import_quantization(Arena *arena, const FlatTable *table)
{
	if (!table)
		return NULL;
	Quantization *q = arena_alloc(arena, sizeof *q);
	q->source = table;
	q->min = float_list(arena, table, "min", &q->n_min);
	q->max = float_list(arena, table, "max", &q->n_max);
	q->scale = float_list(arena, table, "scale", &q->n_scales);
	FlatVector zero_points = flat_vector(table, "zero_point");
	q->n_zero_points = (int)zero_points.n;
	q->zero_point =
		arena_copy(arena, zero_points.items, zero_points.n * sizeof *q->zero_point);
	q->axis = (int)flat_integer(table, "quantized_dimension");
	q->has_details = flat_table(table, "details") != NULL;
	return q;
}

static bool import_tensor(Model *model, Tensor *tensor, const FlatTable *table,
	Error *err)
{
	Arena *arena = &model->arena;
	int64_t type = flat_integer(table, "type");
	if (type < 0 || type >= N_TYPES) /* DataType counts as TFLite's enumeration does */
		return failed(err, "element type %d is not one of TFLite's", (int)type);
	if (flat_integer(table, "external_buffer") != 0)
		return failed(err, "its data lies in another file");
	tensor->name = text(arena, table, "name");
	tensor->type = (DataType)type;
	tensor->dims = int_list(arena, table, "shape", &tensor->rank);
	tensor->signature =
		int_list(arena, table, "shape_signature", &tensor->signature_rank);
	tensor->quantization = import_quantization(arena, flat_table(table, "quantization"));
	tensor->is_variable = flat_integer(table, "is_variable") != 0;
	tensor->is_sparse = flat_table(table, "sparsity") != NULL;
	tensor->has_rank = flat_integer(table, "has_rank") != 0;
	tensor->source = table;
	return find_buffer(model, flat_integer(table, "buffer"), &tensor->buffer, err);
}

static bool import_op(Model *model, Op *op, const FlatTable *table, Error *err)
{
	int64_t index = flat_integer(table, "opcode_index");
	if (index < 0 || index >= model->n_codes)
		return failed(err, "operator code %lld of %d", (long long)index, model->n_codes);
	op->code = model->codes[index];
	op->inputs = int_list(&model->arena, table, "inputs", &op->n_inputs);
	op->outputs = int_list(&model->arena, table, "outputs", &op->n_outputs);
	op->intermediates =
		int_list(&model->arena, table, "intermediates", &op->n_intermediates);
	op->source = table;
	const FlatTable *options = flat_table(table, "builtin_options");
	if (!tflite_read_attrs(op->code->type, options, &op->attrs, &model->arena, err))
		return failed_in(err, "%s: ", op->code->name);
	return true;
}

static bool import_graph(Model *model, Graph *graph, const FlatTable *table, Error *err)
{
	Arena *arena = &model->arena;
	graph->name = text(arena, table, "name");
	graph->source = table;
	graph->inputs = int_list(arena, table, "inputs", &graph->n_inputs);
	graph->outputs = int_list(arena, table, "outputs", &graph->n_outputs);

	FlatTable *const *tensors = table_list(table, "tensors", &graph->n_tensors);
	graph->tensors = arena_array(arena, (size_t)graph->n_tensors, sizeof *graph->tensors);
	graph->tensor_capacity = (size_t)graph->n_tensors;
	for (int i = 0; i < graph->n_tensors; i++)
		if (!import_tensor(model, &graph->tensors[i], tensors[i], err))
			return failed_in(err, "tensor %d: ", i);

	FlatTable *const *ops = table_list(table, "operators", &graph->n_ops);
	graph->ops = arena_array(arena, (size_t)graph->n_ops, sizeof *graph->ops);
	graph->op_capacity = (size_t)graph->n_ops;
	for (int i = 0; i < graph->n_ops; i++)
		if (!import_op(model, &graph->ops[i], ops[i], err))
			return failed_in(err, "operator %d: ", i);
	return true;
}

static bool import_metadata(Model *model, const FlatTable *root, Error *err)
{
	FlatTable *const *tables = table_list(root, "metadata", &model->n_metadata);
	model->metadata =
		arena_array(&model->arena, (size_t)model->n_metadata, sizeof *model->metadata);
	for (int i = 0; i < model->n_metadata; i++) {
		Metadata *metadata = &model->metadata[i];
		metadata->name = text(&model->arena, tables[i], "name");
		metadata->source = tables[i];
		if (!find_buffer(model, flat_integer(tables[i], "buffer"), &metadata->buffer,
				err))
			return failed_in(err, "metadata %d: ", i);
	}
	int *legacy =
		int_list(&model->arena, root, "metadata_buffer", &model->n_legacy_metadata);
	model->legacy_metadata = arena_array(&model->arena, (size_t)model->n_legacy_metadata,
		sizeof *model->legacy_metadata);
	for (int i = 0; i < model->n_legacy_metadata; i++)
		if (!find_buffer(model, legacy[i], &model->legacy_metadata[i], err))
			return failed_in(err, "metadata_buffer %d: ", i);
	return true;
}

static TensorName *import_names(Arena *arena, const FlatTable *signature,
	const char *field, int *n)
{
	FlatTable *const *tables = table_list(signature, field, n);
	TensorName *names = arena_array(arena, (size_t)*n, sizeof *names);
	for (int i = 0; i < *n; i++) {
		names[i].name = text(arena, tables[i], "name");
		names[i].tensor = (int)flat_integer(tables[i], "tensor_index");
		names[i].source = tables[i];
	}
	return names;
}

static void import_signatures(Model *model, const FlatTable *root)
{
	Arena *arena = &model->arena;
	FlatTable *const *tables = table_list(root, "signature_defs", &model->n_signatures);
	model->signatures =
		arena_array(arena, (size_t)model->n_signatures, sizeof *model->signatures);
	for (int i = 0; i < model->n_signatures; i++) {
		Signature *signature = &model->signatures[i];
		signature->key = text(arena, tables[i], "signature_key");
		signature->graph = (int)flat_integer(tables[i], "subgraph_index");
		signature->inputs =
			import_names(arena, tables[i], "inputs", &signature->n_inputs);
		signature->outputs =
			import_names(arena, tables[i], "outputs", &signature->n_outputs);
		signature->source = tables[i];
	}
}

bool tflite_import(Model *model, const FlatTable *root, Error *err)
{
	model->description = text(&model->arena, root, "description");
	model->source = root;
	if (!import_buffers(model, root, err))
		return false;

	int n_codes;
	FlatTable *const *codes = table_list(root, "operator_codes", &n_codes);
	for (int i = 0; i < n_codes; i++)
		if (!import_op_code(model, codes[i], err))
			return failed_in(err, "operator code %d: ", i);

	FlatTable *const *graphs = table_list(root, "subgraphs", &model->n_graphs);
	model->graphs =
		arena_array(&model->arena, (size_t)model->n_graphs, sizeof *model->graphs);
	for (int i = 0; i < model->n_graphs; i++)
		if (!import_graph(model, &model->graphs[i], graphs[i], err))
			return model->n_graphs == 1 ? false : failed_in(err, "subgraph %d: ", i);

	import_signatures(model, root);
	return import_metadata(model, root, err);
}
