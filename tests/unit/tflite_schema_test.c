/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/schema.h"
#include "src/base/file.h"
#include "tests/unit/shared.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

typedef void (*Visit)(const FlatTableType *type);

/* Every table of the schema; returns how many there are. */
static int visit_tables(Visit visit)
{
	int n = 0;
	for (int i = 0; i < tflite_schema.n_tables; i++, n++)
		visit(tflite_schema.tables[i]);
	for (int i = 0; i < tflite_schema.n_unions; i++)
		for (int t = 0; t < tflite_schema.unions[i]->n_tables; t++, n++)
			visit(tflite_schema.unions[i]->tables[t]);
	return n;
}

static FlatTable *filled(const FlatTableType *type, int tag, Arena *arena);

static void fill_vector(FlatTable *table, const FlatField *field, int tag, Arena *arena)
{
	static const uint8_t numbers[] = "24 bytes of any numbers!";
	if (field->type == FLAT_TABLE) {
		FlatTable **tables = arena_array(arena, 2, sizeof *tables);
		tables[0] = filled(field->table, tag, arena);
		tables[1] = flat_new(field->table, arena);
		flat_set_vector(table, field->name, tables, 2);
	} else {
		flat_set_vector(table, field->name, numbers, 3);
	}
}

/* A table with no field absent or at its default; its unions hold the table of this tag. */
static FlatTable *filled(const FlatTableType *type, int tag, Arena *arena)
{
	FlatTable *table = flat_new(type, arena);
	for (int id = 0; id < type->n_fields; id++) {
		const FlatField *field = &type->fields[id];
		if (field->is_vector)
			fill_vector(table, field, tag, arena);
		else if (field->type == FLAT_UNION)
			flat_set_union(table, field->name,
				filled(field->choices->tables[tag % field->choices->n_tables], 0, arena));
		else if (field->type == FLAT_TABLE)
			flat_set_table(table, field->name, filled(field->table, tag, arena));
		else if (field->type == FLAT_STRING)
			flat_set_string(table, field->name, field->name);
		else if (field->type == FLAT_FLOAT || field->type == FLAT_DOUBLE)
			flat_set_real(table, field->name, 0.25);
		else if (field->type == FLAT_BOOL)
			flat_set_integer(table, field->name, field->fallback == 0);
		else if (!field->choices)
			flat_set_integer(table, field->name, 100 + id);
	}
	return table;
}

static void check_aligned(const FlatTable *table, const uint8_t *start)
{
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatField *field = &table->type->fields[id];
		const FlatValue *value = &table->values[id];
		size_t alignment = field->alignment ? field->alignment : 4;
		if (field->type == FLAT_LONG)
			alignment = 8;
		if (!value->is_present)
			continue;
		if (field->is_vector && field->type == FLAT_TABLE)
			for (size_t i = 0; i < value->vector.n; i++)
				check_aligned(((FlatTable *const *)value->vector.items)[i], start);
		else if (field->is_vector)
			cr_expect_eq((size_t)((const uint8_t *)value->vector.items - start) %
					alignment,
				0, "%s.%s", table->type->name, field->name);
		else if (field->type == FLAT_TABLE || field->type == FLAT_UNION)
			check_aligned(value->table, start);
	}
}

/* Write a tree and read it: the same tree, aligned. Returns the size of the file. */
static size_t go_round(const FlatTable *root, const char *name)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	FlatSchema schema = tflite_schema;
	schema.root = root->type;
	cr_assert(flat_write(&schema, root, &arena, &file, &err), "%s: %s", name, err.text);
	FlatTable *again = flat_read(&schema, file, &arena, &err);
	cr_assert(again, "%s: %s", name, err.text);
	cr_expect(flat_equal(root, again, &err), "%s: %s", name, err.text);
	check_aligned(again, file.data);
	arena_finish(&arena);
	return file.n;
}

static void go_round_filled(const FlatTableType *type)
{
	Arena arena = {0};
	for (int tag = 0; tag == 0 || (tag < 126 && strcmp(type->name, "Operator") == 0);
		 tag++)
		go_round(filled(type, tag, &arena), type->name);
	arena_finish(&arena);
}

Test(tflite_schema, keeps_every_field_of_every_table)
{
	cr_expect_eq(visit_tables(go_round_filled), 170);
}

static void expect_well_formed(const FlatTableType *type)
{
	for (int id = 0; id < type->n_fields; id++) {
		const FlatField *field = &type->fields[id];
		cr_expect_eq(field->type == FLAT_TABLE, field->table != NULL);
		cr_expect(!field->names || field->names->base == field->type);
		cr_expect(field->type != FLAT_UNION ||
			(field[-1].type == FLAT_UBYTE && field[-1].choices == field->choices));
		for (int other = 0; other < id; other++)
			cr_expect_str_neq(type->fields[other].name, field->name);
	}
	cr_expect_eq(flat_find_table(&tflite_schema, type->name), type);
	cr_expect_leq(type->n_fields, 18, "FLAT_COST_LIMIT counts on it");
}

Test(tflite_schema, is_well_formed)
{
	visit_tables(expect_well_formed);
	cr_expect_eq(tflite_schema.n_enums, 16);
	for (int i = 0; i < tflite_schema.n_enums; i++)
		for (int v = 1; v < tflite_schema.enums[i]->n_names; v++)
			cr_expect_gt(tflite_schema.enums[i]->names[v].value,
				tflite_schema.enums[i]->names[v - 1].value);
}

Test(tflite_schema, knows_names_numbers_and_defaults)
{
	Arena arena = {0};
	int32_t value;
	cr_expect(flat_enum_value(&tflite_builtin_operators, "DEPTHWISE_CONV_2D", &value));
	cr_expect_eq(value, 4);
	cr_expect_not(flat_enum_value(&tflite_builtin_operators, "CONV_9D", &value));
	cr_expect_str_eq(flat_enum_name(&tflite_builtin_operators, 127),
		"PLACEHOLDER_FOR_GREATER_OP_CODES");
	cr_expect_null(flat_enum_name(&tflite_builtin_operators, 4711));
	cr_expect_null(flat_find_table(&tflite_schema, "Conv9DOptions"));
	const FlatTableType *conv = flat_find_table(&tflite_schema, "Conv2DOptions");
	cr_expect_eq(flat_integer(flat_new(conv, &arena), "dilation_h_factor"), 1);
	FlatTable *op = flat_new(flat_find_table(&tflite_schema, "Operator"), &arena);
	flat_set_union(op, "builtin_options", flat_new(conv, &arena));
	cr_expect_eq(flat_integer(op, "builtin_options_type"), 1);
	arena_finish(&arena);
}

Test(tflite_schema, prints_in_flatbuffers_own_language)
{
	char *text;
	size_t n_bytes;
	FILE *out = open_memstream(&text, &n_bytes);
	flat_schema_print(&tflite_schema, out);
	fclose(out);
	cr_expect(strstr(text, "\tdata: [ubyte] (force_align: 16);\n"));
	cr_expect(strstr(text, "\tidx_out_type: TensorType = INT32;\n"));
	cr_expect(strstr(text, "\tpot_scale_int16: bool = true;\n"));
	cr_expect(strstr(text, "\tdeprecated_tag: string (deprecated);\n"));
	cr_expect(strstr(text, "\tbuiltin_options: BuiltinOptions;\n"));
	cr_expect_not(strstr(text, "builtin_options_type"));
	free(text);
}

static void go_round_model(const char *path)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	cr_assert(file_read(path, &arena, &file, &err), "%s", err.text);
	FlatTable *model = flat_read(&tflite_schema, file, &arena, &err);
	cr_assert(model, "%s: %s", path, err.text);
	cr_expect_leq(go_round(model, path), file.n);
	arena_finish(&arena);
}

Test(tflite_schema, rewrites_real_models_no_larger)
{
	Arena arena = {0};
	char path[SHARED_PATH_BYTES];
	shared_path("data/models", path);
	DIR *folder = opendir(path);
	cr_assert_not_null(folder, "%s", path);
	for (const struct dirent *entry; (entry = readdir(folder));) {
		const char *suffix = strrchr(entry->d_name, '.');
		if (suffix && strcmp(suffix, ".tflite") == 0)
			go_round_model(arena_text(&arena, "%s/%s", path, entry->d_name));
	}
	closedir(folder);
	arena_finish(&arena);
}
