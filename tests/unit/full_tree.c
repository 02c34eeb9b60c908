/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/full_tree.h"

#include <string.h>

#include "formats/flatbuffers/flat_type.h"
#include "formats/tflite/schema.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- Building --- */

static FlatTable *make(const char *type, Arena *arena)
{
	return flat_new(flat_find_table(&tflite_schema, type), arena);
}

static void set_ints(FlatTable *table, const char *name, int n, const int *values,
	Arena *arena)
{
	flat_set_vector(table, name, arena_copy(arena, values, (size_t)n * sizeof *values),
		(size_t)n);
}

/* A list and its length, as two arguments. */
#define INTS(...) \
	(int)COUNT(((int[]){__VA_ARGS__})), (const int[]) \
	{ \
		__VA_ARGS__ \
	}

static FlatTable *append(FlatTable *table, const char *list, const char *type,
	Arena *arena)
{
	FlatVector old = flat_vector(table, list);
	FlatTable **items = arena_array(arena, old.n + 1, sizeof *items);
	if (old.n)
		memcpy(items, old.items, old.n * sizeof *items);
	items[old.n] = make(type, arena);
	flat_set_vector(table, list, items, old.n + 1);
	return items[old.n];
}

FlatTable *table_at(const FlatTable *table, const char *list, size_t i)
{
	return ((FlatTable *const *)flat_vector(table, list).items)[i];
}

/* --- Filling any table with anything but its defaults --- */

static void fill(FlatTable *table, Arena *arena);

static int64_t other_value(const FlatField *field)
{
	if (field->names)
		return field->names->names[field->names->n_names - 1].value;
	return field->type == FLAT_BOOL ? !(int)field->fallback
									: (int64_t)field->fallback + 3;
}

static void fill_vector(FlatTable *table, const FlatField *field, Arena *arena)
{
	static const uint8_t bytes[] = {1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0,
		0, 0, 1, 0, 1, 0};
	if (field->type == FLAT_TABLE) {
		fill(append(table, field->name, field->table->name, arena), arena);
	} else if (field->type == FLAT_STRING) {
		static const FlatVector texts[] = {{3, "one"}, {0, NULL}, {3, "a\0b"}};
		flat_set_vector(table, field->name, texts, COUNT(texts));
	} else {
		flat_set_vector(table, field->name, bytes, 3);
	}
}

static void fill(FlatTable *table, Arena *arena)
{
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatField *field = &table->type->fields[id];
		if (field->is_vector) {
			fill_vector(table, field, arena);
		} else if (field->type == FLAT_STRING) {
			flat_set_string(table, field->name, "text");
		} else if (field->type == FLAT_TABLE) {
			FlatTable *inner = flat_new(field->table, arena);
			fill(inner, arena);
			flat_set_table(table, field->name, inner);
		} else if (flat_type_is_real(field->type)) {
			flat_set_real(table, field->name, field->fallback + 0.5);
		} else if (!field->choices) {
			flat_set_integer(table, field->name, other_value(field));
		}
	}
}

/* The choices of a union, by the name of a table's field. */
static const FlatUnion *choices_of(const FlatTableType *type, const char *name)
{
	for (int i = 0; i < type->n_fields; i++)
		if (strcmp(type->fields[i].name, name) == 0)
			return type->fields[i].choices;
	return NULL;
}

/* --- The parts of a model --- */

static void add_buffer(FlatTable *root, const char *bytes, size_t n, Arena *arena)
{
	FlatTable *buffer = append(root, "buffers", "Buffer", arena);
	if (n)
		flat_set_vector(buffer, "data", bytes, n);
}

static FlatTable *add_tensor(FlatTable *graph, const char *name, Arena *arena)
{
	FlatTable *tensor = append(graph, "tensors", "Tensor", arena);
	set_ints(tensor, "shape", INTS(1, 2, 2), arena);
	flat_set_string(tensor, "name", name);
	return tensor;
}

static void add_code(FlatTable *root, const char *name, const char *custom, Arena *arena)
{
	int32_t number = 0;
	FlatTable *code = append(root, "operator_codes", "OperatorCode", arena);
	flat_enum_value(&tflite_builtin_operators, name, &number);
	flat_set_integer(code, "builtin_code", number);
	flat_set_integer(code, "deprecated_builtin_code", number < 127 ? number : 127);
	flat_set_integer(code, "version", 2);
	if (custom)
		flat_set_string(code, "custom_code", custom);
}

static void set_quantization(FlatTable *tensor, const FlatTableType *details,
	Arena *arena)
{
	static const float low[] = {-1, -0.0F}, high[] = {1, 0.1F}, scale[] = {0.1F, 1e-9F};
	static const int64_t zero_point[] = {-3, INT64_MAX};
	FlatTable *q = make("QuantizationParameters", arena);
	FlatTable *more = flat_new(details, arena);
	fill(more, arena);
	flat_set_vector(q, "min", low, 2);
	flat_set_vector(q, "max", high, 2);
	flat_set_vector(q, "scale", scale, 2);
	flat_set_vector(q, "zero_point", zero_point, 2);
	flat_set_integer(q, "quantized_dimension", 2);
	flat_set_union(q, "details", more);
	flat_set_table(tensor, "quantization", q);
}

/* Blocks of a sparse tensor, with indices of each width that there is. */
static void set_sparsity(FlatTable *tensor, Arena *arena)
{
	const FlatTableType *type = flat_find_table(&tflite_schema, "DimensionMetadata");
	const FlatUnion *indices = choices_of(type, "array_indices");
	FlatTable *sparsity = make("SparsityParameters", arena);
	set_ints(sparsity, "traversal_order", INTS(0, 2, 1), arena);
	set_ints(sparsity, "block_map", INTS(1), arena);
	for (int i = 0; i < indices->n_tables; i++) {
		FlatTable *dim = append(sparsity, "dim_metadata", "DimensionMetadata", arena);
		FlatTable *segments = flat_new(indices->tables[i], arena);
		fill(dim, arena);
		fill(segments, arena);
		flat_set_union(dim, "array_segments", segments);
		flat_set_union(dim, "array_indices", segments);
	}
	flat_set_table(tensor, "sparsity", sparsity);
}

static void add_tensors(FlatTable *graph, Arena *arena)
{
	const FlatTableType *type = flat_find_table(&tflite_schema, "QuantizationParameters");
	const FlatUnion *details = choices_of(type, "details");
	for (int i = 0; i < details->n_tables; i++)
		set_quantization(add_tensor(graph, "quantised", arena), details->tables[i],
			arena);
	FlatTable *sparse = add_tensor(graph, "sparse", arena);
	flat_set_integer(sparse, "buffer", 1);
	set_sparsity(sparse, arena);
	FlatTable *state = add_tensor(graph, "state", arena);
	flat_set_integer(state, "is_variable", true);
	set_ints(state, "shape_signature", INTS(-1, 2, 2), arena);
	FlatTable *list = add_tensor(graph, "list", arena);
	flat_set_integer(list, "type", 14);
	flat_set_integer(list, "has_rank", true);
	fill(append(list, "variant_tensors", "VariantSubType", arena), arena);
	FlatTable *unnamed = append(graph, "tensors", "Tensor", arena);
	flat_set_vector(unnamed, "shape", NULL, 0);
	flat_set_integer(unnamed, "buffer", 2);
}

/* Custom operators with each table of options that operators can have. */
static void add_ops(FlatTable *graph, const char *field, Arena *arena)
{
	const FlatUnion *choices =
		choices_of(flat_find_table(&tflite_schema, "Operator"), field);
	for (int i = 0; i < choices->n_tables; i++) {
		if (!choices->tables[i])
			continue;
		FlatTable *op = append(graph, "operators", "Operator", arena);
		FlatTable *options = flat_new(choices->tables[i], arena);
		fill(op, arena);
		fill(options, arena);
		flat_set_integer(op, "opcode_index", 1);
		set_ints(op, "inputs", INTS(0, -1, 1), arena);
		set_ints(op, "intermediates", INTS(2), arena);
		flat_clear(op, "outputs");
		flat_clear(op, "large_custom_options_offset");
		flat_clear(op, "large_custom_options_size");
		flat_set_union(op, field, options);
	}
}

/* Of this kind of operator whit knows the attributes, and there is one it does not. */
static void add_dense(FlatTable *graph, Arena *arena)
{
	FlatTable *op = append(graph, "operators", "Operator", arena);
	FlatTable *options = make("FullyConnectedOptions", arena);
	fill(options, arena);
	flat_set_integer(options, "weights_format", 1);
	flat_set_integer(op, "opcode_index", 2);
	set_ints(op, "inputs", INTS(0, 1), arena);
	set_ints(op, "outputs", INTS(2), arena);
	flat_set_union(op, "builtin_options", options);
}

static void add_signature(FlatTable *root, Arena *arena)
{
	FlatTable *signature = append(root, "signature_defs", "SignatureDef", arena);
	FlatTable *in = append(signature, "inputs", "TensorMap", arena);
	FlatTable *out = append(signature, "outputs", "TensorMap", arena);
	flat_set_string(signature, "signature_key", "serving_default");
	flat_set_string(signature, "deprecated_tag", "serve");
	flat_set_integer(signature, "subgraph_index", 1);
	flat_set_string(in, "name", "x");
	flat_set_string(out, "name", "y");
	flat_set_integer(out, "tensor_index", 2);
}

static void add_metadata(FlatTable *root, Arena *arena)
{
	FlatTable *metadata = append(root, "metadata", "Metadata", arena);
	flat_set_string(metadata, "name", "min_runtime_version");
	flat_set_integer(metadata, "buffer", 3);
	set_ints(root, "metadata_buffer", INTS(3, 4, 3), arena);
	flat_set_string(append(root, "external_buffer_groups", "ExternalBufferGroup", arena),
		"name", "weights.bin");
	fill(append(root, "external_buffers", "ExternalBuffer", arena), arena);
}

FlatTable *full_tree(Arena *arena)
{
	FlatTable *root = make("Model", arena);
	flat_set_integer(root, "version", 3);
	flat_set_string(root, "description", "all there is");
	add_buffer(root, NULL, 0, arena);
	add_buffer(root, "sparse\1\2\3", 9, arena);
	add_buffer(root, "four", 4, arena);
	add_buffer(root, "1.14.0", 7, arena);
	add_buffer(root, "old-style metadata", 18, arena);
	add_code(root, "STABLEHLO_COMPOSITE", NULL, arena);
	add_code(root, "CUSTOM", "Own", arena);
	add_code(root, "FULLY_CONNECTED", NULL, arena);
	for (int i = 0; i < 2; i++) {
		FlatTable *graph = append(root, "subgraphs", "SubGraph", arena);
		flat_set_string(graph, "name", i ? "second" : "main");
		flat_set_integer(graph, "debug_metadata_index", 7 - i);
	}
	FlatTable *main_graph = table_at(root, "subgraphs", 0);
	add_tensors(main_graph, arena);
	set_ints(main_graph, "inputs", INTS(0), arena);
	set_ints(main_graph, "outputs", INTS(0), arena);
	flat_set_vector(main_graph, "operators", NULL, 0);

	FlatTable *second = table_at(root, "subgraphs", 1);
	add_tensor(second, "x", arena);
	add_tensor(second, "w", arena);
	add_tensor(second, "y", arena);
	set_ints(second, "inputs", INTS(0, 1), arena);
	set_ints(second, "outputs", INTS(2), arena);
	add_ops(second, "builtin_options", arena);
	add_ops(second, "builtin_options_2", arena);
	add_dense(second, arena);
	add_signature(root, arena);
	add_metadata(root, arena);
	return root;
}

FlatTable *small_tree(Arena *arena)
{
	FlatTable *root = make("Model", arena);
	flat_set_integer(root, "version", 3);
	add_buffer(root, NULL, 0, arena);
	add_code(root, "RELU", NULL, arena);
	FlatTable *graph = append(root, "subgraphs", "SubGraph", arena);
	add_tensor(graph, "x", arena);
	add_tensor(graph, "y", arena);
	set_ints(graph, "inputs", INTS(0), arena);
	set_ints(graph, "outputs", INTS(1), arena);
	FlatTable *op = append(graph, "operators", "Operator", arena);
	set_ints(op, "inputs", INTS(0), arena);
	set_ints(op, "outputs", INTS(1), arena);
	return root;
}
