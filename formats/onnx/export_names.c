/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export_names.h"

#include <stdint.h>
#include <string.h>

#include "src/base/utf8.h"

enum { LONGEST_BASE = 1000, FIRST_SLOTS = 64 };

typedef struct NameSlot {
	const char *name; /* NULL: free */
	int n_alike;      /* names made of it by a number */
} NameSlot;

static size_t hash_of(const char *name)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 1099511628211u;
	return (size_t)(hash ^ hash >> 32);
}

/* The slot that holds a name, or the free one where it belongs. */
static NameSlot *find_slot(const NameSet *names, const char *name)
{
	size_t i = hash_of(name) % names->n_slots;
	while (names->slots[i].name && strcmp(names->slots[i].name, name) != 0)
		i = (i + 1) % names->n_slots;
	return &names->slots[i];
}

/* Keep half of the slots free. */
static void make_room(NameSet *names, Arena *arena)
{
	if (names->n * 2 < names->n_slots)
		return;
	NameSet larger = {.n = names->n, .n_slots = names->n_slots * 2 + FIRST_SLOTS};
	larger.slots = arena_array(arena, larger.n_slots, sizeof *larger.slots);
	for (size_t i = 0; i < names->n_slots; i++)
		if (names->slots[i].name)
			*find_slot(&larger, names->slots[i].name) = names->slots[i];
	*names = larger;
}

const char *name_make(NameSet *names, const char *base, const char *suffix, Arena *arena)
{
	make_room(names, arena);
	char *name = arena_text(arena, "%.*s%s", LONGEST_BASE, base, suffix);
	utf8_clean(name);
	NameSlot *taken = find_slot(names, name), *slot = taken;
	while (slot->name) {
		name = arena_text(arena, "%s_%d", taken->name, ++taken->n_alike);
		slot = find_slot(names, name);
	}
	slot->name = name;
	names->n++;
	return name;
}
