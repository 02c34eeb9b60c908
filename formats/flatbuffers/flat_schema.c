/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat.h"

#include <string.h>

static const FlatTableType *find_among(const FlatTableType *const *tables, int n,
	const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(tables[i]->name, name) == 0)
			return tables[i];
	return NULL;
}

const FlatTableType *flat_find_table(const FlatSchema *schema, const char *name)
{
	const FlatTableType *found = find_among(schema->tables, schema->n_tables, name);
	for (int i = 0; i < schema->n_unions && !found; i++)
		found = find_among(schema->unions[i]->tables, schema->unions[i]->n_tables, name);
	return found;
}

const char *flat_enum_name(const FlatEnum *names, int32_t value)
{
	for (int i = 0; i < names->n_names; i++)
		if (names->names[i].value == value)
			return names->names[i].name;
	return NULL;
}

bool flat_enum_value(const FlatEnum *names, const char *name, int32_t *value)
{
	for (int i = 0; i < names->n_names; i++) {
		if (strcmp(names->names[i].name, name) == 0) {
			*value = names->names[i].value;
			return true;
		}
	}
	return false;
}
