/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat.h"

static const char *type_name(const FlatField *field)
{
	static const char *const scalars[] = {
		[FLAT_BOOL] = "bool",
		[FLAT_BYTE] = "byte",
		[FLAT_UBYTE] = "ubyte",
		[FLAT_SHORT] = "short",
		[FLAT_USHORT] = "ushort",
		[FLAT_INT] = "int",
		[FLAT_UINT] = "uint",
		[FLAT_LONG] = "long",
		[FLAT_ULONG] = "ulong",
		[FLAT_FLOAT] = "float",
		[FLAT_DOUBLE] = "double",
		[FLAT_STRING] = "string",
	};
	if (field->choices)
		return field->choices->name;
	if (field->table)
		return field->table->name;
	return field->names ? field->names->name : scalars[field->type];
}

static void print_enum(const FlatEnum *names, FILE *out)
{
	FlatField base = {.type = names->base};
	fprintf(out, "enum %s : %s {\n", names->name, type_name(&base));
	for (int i = 0; i < names->n_names; i++)
		fprintf(out, "\t%s = %d,\n", names->names[i].name, (int)names->names[i].value);
	fprintf(out, "}\n\n");
}

static void print_default(const FlatField *field, FILE *out)
{
	const char *name =
		field->names ? flat_enum_name(field->names, (int32_t)field->fallback) : NULL;
	if (name)
		fprintf(out, " = %s", name);
	else if (field->type == FLAT_BOOL)
		fprintf(out, " = true");
	else
		fprintf(out, " = %.17g", field->fallback);
}

static void print_field(const FlatField *field, FILE *out)
{
	/* FlatBuffers' language makes a tag of its own for each union. */
	if (field->choices && field->type != FLAT_UNION)
		return;
	fprintf(out, field->is_vector ? "\t%s: [%s]" : "\t%s: %s", field->name,
		type_name(field));
	if (field->fallback != 0)
		print_default(field, out);
	if (field->alignment)
		fprintf(out, " (force_align: %d)", field->alignment);
	if (field->is_deprecated)
		fprintf(out, " (deprecated)");
	fprintf(out, ";\n");
}

static void print_table(const FlatTableType *table, FILE *out)
{
	fprintf(out, "table %s {\n", table->name);
	for (int id = 0; id < table->n_fields; id++)
		print_field(&table->fields[id], out);
	fprintf(out, "}\n\n");
}

static void print_union(const FlatUnion *choices, FILE *out)
{
	for (int i = 0; i < choices->n_tables; i++)
		print_table(choices->tables[i], out);
	fprintf(out, "union %s {\n", choices->name);
	for (int i = 0; i < choices->n_tables; i++)
		fprintf(out, "\t%s,\n", choices->tables[i]->name);
	fprintf(out, "}\n\n");
}

void flat_schema_print(const FlatSchema *schema, FILE *out)
{
	fprintf(out, "namespace %s;\n\n", schema->name_space);
	for (int i = 0; i < schema->n_enums; i++)
		print_enum(schema->enums[i], out);
	for (int i = 0; i < schema->n_unions; i++)
		print_union(schema->unions[i], out);
	for (int i = 0; i < schema->n_tables; i++)
		print_table(schema->tables[i], out);
	fprintf(out, "root_type %s;\n", schema->root->name);
	fprintf(out, "file_identifier \"%s\";\n", schema->file_identifier);
	fprintf(out, "file_extension \"%s\";\n", schema->file_extension);
}
