/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/class_names.h"

#include <string.h>

/* Bytes decide, whatever the language. */
static int compare(const char *word, size_t n, const char *name)
{
	size_t length = strlen(name);
	int order = memcmp(word, name, n < length ? n : length);
	return order ? order : (n > length) - (n < length);
}

/* Where a word is, or would be. */
static size_t place_of(const ClassNames *names, const char *word, size_t n)
{
	size_t low = 0, high = names->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(word, n, names->sorted[middle].name) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t class_names_id(ClassNames *names, const char *word, size_t n, Arena *arena)
{
	size_t at = place_of(names, word, n);
	if (at < names->n && compare(word, n, names->sorted[at].name) == 0)
		return names->sorted[at].id;
	if (names->n == MAX_CLASS_NAMES)
		return -1;
	names->sorted = arena_grow(arena, names->sorted, names->n, &names->capacity,
		sizeof *names->sorted);
	struct ClassName *place = names->sorted + at;
	memmove(place + 1, place, (names->n - at) * sizeof *place);
	place->name = arena_text(arena, "%.*s", (int)n, word);
	place->id = (int32_t)names->n;
	return (int32_t)names->n++;
}

void class_names_to_classes(const ClassNames *names, int32_t *ids, size_t n)
{
	int32_t classes[MAX_CLASS_NAMES] = {0};
	for (size_t i = 0; i < names->n; i++)
		classes[names->sorted[i].id] = (int32_t)i;
	for (size_t i = 0; i < n; i++)
		ids[i] = classes[ids[i]];
}

void class_names_drop_first(ClassNames *names, int32_t *ids, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < names->n; i++) {
		struct ClassName name = names->sorted[i];
		if (name.id-- > 0)
			names->sorted[kept++] = name;
	}
	names->n = kept;
	for (size_t i = 0; i < n; i++)
		ids[i]--;
}
