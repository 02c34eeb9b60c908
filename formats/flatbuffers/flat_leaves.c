/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_writer.h"

#include <string.h>

/* How many of a bucket are looked at, so that no input makes it slow. */
enum { MOST_LOOKS = 64 };

void writer_add_leaf(Writer *writer, const FlatField *field, FlatVector vector,
	size_t slot)
{
	writer->leaves = arena_grow(&writer->scratch, writer->leaves, writer->n_leaves,
		&writer->leaf_room, sizeof *writer->leaves);
	bool is_string = field->type == FLAT_STRING;
	size_t item_bytes = is_string ? 1 : flat_type_bytes(field->type);
	size_t alignment = field->alignment > item_bytes ? field->alignment : item_bytes;
	writer->leaves[writer->n_leaves++] = (Leaf){
		.vector = vector,
		.item_bytes = item_bytes,
		.alignment = alignment > 4 ? alignment : 4,
		.is_string = is_string,
		.slot = slot,
		.hash = writer_hash(vector.items, vector.n * item_bytes),
	};
}

static bool is_same(const Leaf *a, const Leaf *b)
{
	return a->hash == b->hash && a->vector.n == b->vector.n &&
		a->item_bytes == b->item_bytes && a->alignment == b->alignment &&
		a->is_string == b->is_string &&
		(a->vector.n == 0 ||
			memcmp(a->vector.items, b->vector.items, a->vector.n * a->item_bytes) == 0);
}

static size_t leaf_bytes(const Leaf *leaf)
{
	return leaf->vector.n * leaf->item_bytes;
}

/* One equal to it that stands already and may be shared, or NULL. */
static const Leaf *find_same(Writer *writer, const Leaf *bucket, const Leaf *leaf)
{
	if (writer->n_shared_bytes + leaf_bytes(leaf) > FLAT_SHARE_LIMIT * writer->n)
		return NULL;
	for (int i = 0; bucket && i < MOST_LOOKS; i++, bucket = bucket->next)
		if (is_same(bucket, leaf))
			return bucket;
	return NULL;
}

static bool write_leaf(Writer *writer, Leaf **bucket, Leaf *leaf)
{
	const Leaf *same = find_same(writer, *bucket, leaf);
	if (same) {
		writer->n_shared_bytes += leaf_bytes(leaf);
		writer_point(writer, leaf->slot, same->at);
		return true;
	}
	if (!writer_align(writer, 4, leaf->alignment))
		return false;
	leaf->at = writer->n;
	if (!writer_extend(writer, 4 + leaf_bytes(leaf) + leaf->is_string))
		return false;
	writer_put_u32(writer, leaf->at, leaf->vector.n);
	if (leaf->vector.n)
		memcpy(writer->data + leaf->at + 4, leaf->vector.items, leaf_bytes(leaf));
	writer_point(writer, leaf->slot, leaf->at);
	leaf->next = *bucket;
	*bucket = leaf;
	return true;
}

/* The small alignments first, so that little is lost in between. */
bool writer_write_leaves(Writer *writer)
{
	size_t n_buckets = writer->n_leaves + 1, n_left = writer->n_leaves, n_bytes = 0;
	Leaf **buckets = arena_array(&writer->scratch, n_buckets, sizeof(Leaf *));
	for (size_t i = 0; i < writer->n_leaves; i++)
		n_bytes += 4 + leaf_bytes(&writer->leaves[i]) + 1 + writer->leaves[i].alignment;
	writer_reserve(writer, n_bytes);
	for (size_t alignment = 4; n_left; alignment *= 2) {
		for (size_t i = 0; i < writer->n_leaves; i++) {
			Leaf *leaf = &writer->leaves[i];
			if (leaf->alignment != alignment)
				continue;
			if (!write_leaf(writer, &buckets[leaf->hash % n_buckets], leaf))
				return false;
			n_left--;
		}
	}
	return true;
}
