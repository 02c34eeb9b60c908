/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The code's tree is cut into tables from the leaves up: the least entries below a node, where
 * a table begins, are those of the table, for the best of all widths, and of the nodes with
 * branches at the depth where it ends.
 */
#include "src/codec/decode_tables.h"

#include <assert.h>

/* A node of the tree; nodes[0] is the root, and what follows lies behind its parent. */
typedef struct Node {
	uint32_t branches[2]; /* 0: none, a word that is not in use */
	bool is_symbol;
	uint32_t symbol;
	/* Of nodes with branches: the entries of all tables that begin i levels below. */
	uint32_t entries_below[MAX_TABLE_WIDTH + 1];
	uint8_t width; /* of a table that begins here */
} Node;

typedef struct Tree {
	Arena *arena;
	size_t n, capacity;
	Node *nodes;
} Tree;

static uint32_t add_node(Tree *tree)
{
	tree->nodes = arena_grow(tree->arena, tree->nodes, tree->n, &tree->capacity,
		sizeof *tree->nodes);
	tree->nodes[tree->n] = (Node){.is_symbol = false};
	return (uint32_t)tree->n++;
}

static void add_word(Tree *tree, uint32_t word, unsigned length, uint32_t symbol)
{
	uint32_t at = 0;
	for (unsigned bit = length; bit-- > 0;) {
		const unsigned side = word >> bit & 1;
		assert(!tree->nodes[at].is_symbol);
		if (!tree->nodes[at].branches[side]) {
			const uint32_t node = add_node(tree);
			tree->nodes[at].branches[side] = node;
		}
		at = tree->nodes[at].branches[side];
	}
	tree->nodes[at].is_symbol = true;
	tree->nodes[at].symbol = symbol;
}

static void grow_tree(const PrefixCode *code, Tree *tree)
{
	add_node(tree);
	for (size_t i = 0; i < code->n; i++)
		if (code->lengths[i])
			add_word(tree, code->words[i], code->lengths[i], (uint32_t)i);
	if (tree->n == 1)
		add_word(tree, 0, 0, code->only);
}

static bool has_branches(const Node *node)
{
	return node->branches[0] || node->branches[1];
}

/* Choose the width of the table that would begin at each node; initial_bits is the root's. */
static void choose_widths(Tree *tree, unsigned initial_bits)
{
	for (size_t i = tree->n; i-- > 0;) {
		Node *node = &tree->nodes[i];
		if (!has_branches(node))
			continue;
		for (unsigned level = 1; level <= MAX_TABLE_WIDTH; level++)
			for (unsigned side = 0; side < 2; side++) {
				const Node *branch = &tree->nodes[node->branches[side]];
				if (node->branches[side] && has_branches(branch))
					node->entries_below[level] += branch->entries_below[level - 1];
			}
		for (unsigned width = MAX_TABLE_WIDTH; width > 0; width--) {
			const uint32_t entries = (UINT32_C(1) << width) + node->entries_below[width];
			if (!node->width || entries < node->entries_below[0]) {
				node->entries_below[0] = entries;
				node->width = (uint8_t)width;
			}
		}
	}
	if (initial_bits || !tree->nodes[0].width)
		tree->nodes[0].width = (uint8_t)(initial_bits ? initial_bits : 1);
}

/* Tables to be filled, each behind the one that links to it. */
typedef struct Placing {
	Arena *scratch;
	size_t n_tables, capacity;
	struct Place {
		uint32_t node;
		size_t first; /* its first entry */
	} * places;
	size_t n_entries;
} Placing;

static size_t place_table(Placing *placing, const Tree *tree, uint32_t node)
{
	placing->places = arena_grow(placing->scratch, placing->places, placing->n_tables,
		&placing->capacity, sizeof *placing->places);
	const size_t first = placing->n_entries;
	placing->places[placing->n_tables++] = (struct Place){node, first};
	placing->n_entries += (size_t)1 << tree->nodes[node].width;
	return first;
}

/* What `index` bits, `width` of them, lead to from a node. */
static TableEntry find_entry(const Tree *tree, uint32_t from, unsigned width,
	size_t index, size_t at, Placing *placing)
{
	uint32_t node = from;
	unsigned used = 0;
	while (used < width && has_branches(&tree->nodes[node])) {
		node = tree->nodes[node].branches[index >> (width - ++used) & 1];
		if (!node) /* no word begins so; nothing is ever read here */
			return (TableEntry){.found = true};
	}
	if (tree->nodes[node].is_symbol)
		return (TableEntry){true, (uint8_t)used, tree->nodes[node].symbol};
	const size_t first = place_table(placing, tree, node);
	return (TableEntry){false, (uint8_t)(tree->nodes[node].width - 1),
		(uint32_t)(first - at)};
}

static void fill_tables(const Tree *tree, Arena *scratch, Arena *arena,
	DecodeTables *tables)
{
	Placing placing = {.scratch = scratch};
	place_table(&placing, tree, 0);
	size_t capacity = 0;
	for (size_t i = 0; i < placing.n_tables; i++) {
		const struct Place place = placing.places[i];
		const unsigned width = tree->nodes[place.node].width;
		for (size_t index = 0; index < (size_t)1 << width; index++) {
			const TableEntry entry =
				find_entry(tree, place.node, width, index, place.first + index, &placing);
			if (entry.found && width - entry.n > tables->put_back)
				tables->put_back = width - entry.n;
			if (entry.value >> NARROW_VALUE_BITS)
				tables->is_wide = true;
			tables->entries = arena_grow(arena, tables->entries, tables->n_entries,
				&capacity, sizeof *tables->entries);
			tables->entries[tables->n_entries++] = entry;
		}
	}
}

void decode_tables(const PrefixCode *code, unsigned initial_bits, bool may_be_narrow,
	Arena *arena, DecodeTables *tables)
{
	assert(initial_bits <= MAX_TABLE_WIDTH);
	Arena scratch = {0};
	Tree tree = {.arena = &scratch};
	grow_tree(code, &tree);
	choose_widths(&tree, initial_bits);
	*tables =
		(DecodeTables){.initial_bits = tree.nodes[0].width, .is_wide = !may_be_narrow};
	fill_tables(&tree, &scratch, arena, tables);
	arena_finish(&scratch);
}

void decode_tables_write(const DecodeTables *tables, uint8_t *bytes)
{
	const unsigned entry_bytes = tables->is_wide ? 4 : 2;
	const unsigned value_bits = tables->is_wide ? WIDE_VALUE_BITS : NARROW_VALUE_BITS;
	for (size_t i = 0; i < tables->n_entries; i++) {
		const TableEntry entry = tables->entries[i];
		const uint32_t bits = (uint32_t)entry.found << (value_bits + 4) |
			(uint32_t)entry.n << value_bits | entry.value;
		for (unsigned byte = 0; byte < entry_bytes; byte++)
			*bytes++ = (uint8_t)(bits >> (8 * byte));
	}
}
