/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_writer.h"

/* What sharing may cost whatever the file's size: at first there is little to go by. The
 * reader grants any file more than that. */
enum { FREE_COST = 2048 };

typedef struct Sharer {
	Arena *arena;
	NodeList list;
	size_t room;
	Node **buckets;
	size_t n_buckets;
	size_t n_bytes; /* that the tables in the list will take, at least */
	size_t shared_cost;
} Sharer;

static Node *share(Sharer *sharer, const FlatTable *table);

/* --- What a table holds --- */

typedef enum Holds { SCALAR, LEAF, LEAVES, TABLE, TABLES } Holds;

static Holds holds(const FlatField *field)
{
	if (!flat_field_is_offset(field))
		return SCALAR;
	if (field->is_vector)
		return field->type == FLAT_TABLE ? TABLES
			: field->type == FLAT_STRING ? LEAVES
										 : LEAF;
	return field->type == FLAT_STRING ? LEAF : TABLE;
}

static size_t count_children(const FlatTable *table)
{
	size_t n = 0;
	for (int id = 0; id < table->type->n_fields; id++) {
		Holds what = holds(&table->type->fields[id]);
		if (flat_says(table, id))
			n += what == TABLES ? table->values[id].vector.n : what == TABLE;
	}
	return n;
}

static void add_children(Sharer *sharer, Node *node)
{
	const FlatTable *table = node->table;
	node->children =
		arena_array(sharer->arena, count_children(table), sizeof *node->children);
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatValue *value = &table->values[id];
		Holds what = flat_says(table, id) ? holds(&table->type->fields[id]) : SCALAR;
		if (what == TABLE)
			node->children[node->n_children++] = share(sharer, value->table);
		for (size_t i = 0; what == TABLES && i < value->vector.n; i++)
			node->children[node->n_children++] =
				share(sharer, ((FlatTable *const *)value->vector.items)[i]);
	}
}

/* --- Its hash, its cost and its bytes --- */

static void note_leaf(Node *node, FlatVector vector, size_t item_bytes)
{
	node->hash = flat_hash(node->hash, vector.items, vector.n * item_bytes);
	node->cost += vector.n * item_bytes;
}

static void note_field(Node *node, const FlatField *field, const FlatValue *value)
{
	switch (holds(field)) {
	case SCALAR:
		node->hash = flat_type_is_real(field->type)
			? flat_hash(node->hash, &value->real, sizeof value->real)
			: flat_hash(node->hash, &value->integer, sizeof value->integer);
		break;
	case LEAF:
		note_leaf(node, value->vector,
			field->type == FLAT_STRING ? 1 : flat_type_bytes(field->type));
		break;
	case LEAVES:
		node->cost += value->vector.n * sizeof(FlatVector);
		for (size_t i = 0; i < value->vector.n; i++)
			note_leaf(node, ((const FlatVector *)value->vector.items)[i], 1);
		break;
	case TABLES:
		node->cost += value->vector.n * FLAT_FIELD_COST;
		break;
	case TABLE:
		break;
	}
}

static void note_all(Node *node)
{
	const FlatTable *table = node->table;
	node->cost = ((size_t)table->type->n_fields + 1) * FLAT_FIELD_COST;
	for (int id = 0; id < table->type->n_fields; id++) {
		if (!flat_says(table, id))
			continue;
		node->hash = flat_hash(node->hash, &id, sizeof id);
		note_field(node, &table->type->fields[id], &table->values[id]);
	}
	for (size_t i = 0; i < node->n_children; i++) {
		const Node *child = node->children[i];
		node->hash = flat_hash(node->hash, &child->hash, sizeof child->hash);
		node->cost += child->cost;
	}
}

/* At least: vtables, counts and padding come on top. */
static size_t inline_bytes(const FlatTable *table)
{
	size_t n_bytes = 4;
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatField *field = &table->type->fields[id];
		if (!flat_says(table, id))
			continue;
		Holds what = holds(field);
		n_bytes += what == SCALAR ? flat_type_bytes(field->type) : 4;
		if (what == TABLES || what == LEAVES)
			n_bytes += 4 * table->values[id].vector.n;
	}
	return n_bytes;
}

/* --- One for all that are equal --- */

static Node *find_same(Sharer *sharer, Node *bucket, const Node *node)
{
	if (sharer->shared_cost + node->cost > FLAT_SHARE_LIMIT * sharer->n_bytes + FREE_COST)
		return NULL;
	for (int i = 0; bucket && i < MOST_LOOKS; i++, bucket = bucket->next) {
		Error ignored = {0};
		if (bucket->hash == node->hash && bucket->n_children == node->n_children &&
			flat_equal(bucket->table, node->table, &ignored))
			return bucket;
	}
	return NULL;
}

/* The node of a table, after the nodes of what it holds. */
static Node *share(Sharer *sharer, const FlatTable *table)
{
	Node *node = arena_alloc(sharer->arena, sizeof *node);
	node->table = table;
	add_children(sharer, node);
	note_all(node);
	Node **bucket = &sharer->buckets[node->hash % sharer->n_buckets];
	Node *same = find_same(sharer, *bucket, node);
	if (same) {
		sharer->shared_cost += node->cost;
		return same;
	}
	node->next = *bucket;
	*bucket = node;
	NodeList *list = &sharer->list;
	list->nodes =
		arena_grow(sharer->arena, list->nodes, list->n, &sharer->room, sizeof(Node *));
	list->nodes[list->n++] = node;
	sharer->n_bytes += inline_bytes(table);
	return node;
}

static size_t count_tables(const FlatTable *table)
{
	size_t n = 1;
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatValue *value = &table->values[id];
		Holds what = flat_says(table, id) ? holds(&table->type->fields[id]) : SCALAR;
		if (what == TABLE)
			n += count_tables(value->table);
		for (size_t i = 0; what == TABLES && i < value->vector.n; i++)
			n += count_tables(((FlatTable *const *)value->vector.items)[i]);
	}
	return n;
}

NodeList flat_share(const FlatTable *root, Arena *arena)
{
	Sharer sharer = {.arena = arena, .n_buckets = count_tables(root)};
	sharer.buckets = arena_array(arena, sharer.n_buckets, sizeof(Node *));
	share(&sharer, root);
	return sharer.list;
}
