/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/names.h"

#include <stdint.h>
#include <string.h>

typedef struct NameEntry {
	const char *name;
	int number;
} NameEntry;

/* FNV-1a. */
static uint64_t hash(const char *name)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);
	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
	return h;
}

/* Where a name is, or would be. */
static NameEntry *place(const Names *names, const char *name)
{
	size_t i = (size_t)hash(name) & (names->capacity - 1);
	while (names->entries[i].name && strcmp(names->entries[i].name, name) != 0)
		i = (i + 1) & (names->capacity - 1);
	return &names->entries[i];
}

static void grow(Names *names, Arena *arena)
{
	Names larger = {.n = names->n,
		.capacity = names->capacity ? names->capacity * 2 : 64};
	larger.entries = arena_array(arena, larger.capacity, sizeof *larger.entries);
	for (size_t i = 0; i < names->capacity; i++)
		if (names->entries[i].name)
			*place(&larger, names->entries[i].name) = names->entries[i];
	*names = larger;
}

bool names_add(Names *names, const char *name, int number, Arena *arena)
{
	if (names->n * 2 >= names->capacity)
		grow(names, arena);
	NameEntry *entry = place(names, name);
	if (entry->name)
		return false;
	*entry = (NameEntry){name, number};
	names->n++;
	return true;
}

int names_find(const Names *names, const char *name)
{
	if (names->n == 0)
		return -1;
	const NameEntry *entry = place(names, name);
	return entry->name ? entry->number : -1;
}
