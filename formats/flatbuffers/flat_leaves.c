/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_writer.h"

#include <assert.h>
#include <string.h>

/* Alignments are 4, 8 and 16; places are counted in words of 4 bytes. */
enum { N_ALIGNMENTS = 3, N_WORDS = 4 };

/* The leaves still to write, by alignment, and by how many words they go past a multiple
 * of 16 bytes. */
typedef struct Queue {
	Leaf *first, **end;
} Queue;

typedef struct Queues {
	Queue of[N_ALIGNMENTS][N_WORDS];
} Queues;

static size_t leaf_bytes(const Leaf *leaf)
{
	return leaf->vector.n * leaf->item_bytes;
}

void writer_add_leaf(Writer *writer, const FlatField *field, FlatVector vector,
	size_t slot)
{
	bool is_string = field->type == FLAT_STRING;
	size_t item_bytes = is_string ? 1 : flat_type_bytes(field->type);
	size_t alignment = field->alignment > item_bytes ? field->alignment : item_bytes;
	Leaf *leaf = arena_alloc(&writer->scratch, sizeof *leaf);
	*leaf = (Leaf){
		.vector = vector,
		.item_bytes = item_bytes,
		.alignment = alignment > 4 ? alignment : 4,
		.is_string = is_string,
		.hash = flat_hash(0, vector.items, vector.n * item_bytes),
	};
	writer_wait(writer, &leaf->waiting, slot);
	writer->leaves = arena_grow(&writer->scratch, writer->leaves, writer->n_leaves,
		&writer->leaf_room, sizeof *writer->leaves);
	writer->leaves[writer->n_leaves++] = leaf;
}

/* --- Equal ones --- */

static bool is_same(const Leaf *a, const Leaf *b)
{
	return a->hash == b->hash && a->vector.n == b->vector.n &&
		a->item_bytes == b->item_bytes && a->alignment == b->alignment &&
		a->is_string == b->is_string &&
		(a->vector.n == 0 ||
			memcmp(a->vector.items, b->vector.items, leaf_bytes(a)) == 0);
}

static Leaf *find_same(Leaf *bucket, const Leaf *leaf)
{
	for (int i = 0; bucket && i < MOST_LOOKS; i++, bucket = bucket->next)
		if (is_same(bucket, leaf))
			return bucket;
	return NULL;
}

/* Leave one of those that are equal, for which all their offsets wait: no more of them than
 * the reader will put up with. Returns the bytes of those left. */
static size_t merge_leaves(Writer *writer)
{
	size_t n_buckets = writer->n_leaves + 1, n_kept = 0, n_bytes = 0, n_shared_bytes = 0;
	Leaf **buckets = arena_array(&writer->scratch, n_buckets, sizeof(Leaf *));
	for (size_t i = 0; i < writer->n_leaves; i++) {
		Leaf *leaf = writer->leaves[i], **bucket = &buckets[leaf->hash % n_buckets];
		bool may_share =
			n_shared_bytes + leaf_bytes(leaf) <= FLAT_SHARE_LIMIT * (writer->n + n_bytes);
		Leaf *same = may_share ? find_same(*bucket, leaf) : NULL;
		if (same) {
			n_shared_bytes += leaf_bytes(leaf);
			writer_wait(writer, &same->waiting, leaf->waiting.last);
			continue;
		}
		leaf->next = *bucket;
		*bucket = leaf;
		writer->leaves[n_kept++] = leaf;
		n_bytes += 4 + leaf_bytes(leaf);
	}
	writer->n_leaves = n_kept;
	return n_bytes;
}

/* --- An order that wastes little --- */

static int alignment_index(size_t alignment)
{
	assert(alignment == 4 || alignment == 8 || alignment == 16);
	return alignment == 4 ? 0 : alignment == 8 ? 1 : 2;
}

static size_t words_past(const Leaf *leaf)
{
	return (4 + leaf_bytes(leaf) + leaf->is_string + 3) / 4 % N_WORDS;
}

static void queue_leaves(Writer *writer, Queues *queues)
{
	for (size_t i = 0; i < writer->n_leaves; i++) {
		Leaf *leaf = writer->leaves[i];
		Queue *queue = &queues->of[alignment_index(leaf->alignment)][words_past(leaf)];
		leaf->next = NULL;
		*(queue->first ? queue->end : &queue->first) = leaf;
		queue->end = &leaf->next;
	}
}

/* The words that a leaf of this alignment, put at this word, would leave empty before it:
 * its items begin a word later. */
static size_t gap(int alignment, size_t word)
{
	size_t mask = ((size_t)1 << alignment) - 1;
	return (mask - (word & mask)) & mask;
}

static Queue *any_of(Queues *queues, int alignment)
{
	for (size_t past = 0; past < N_WORDS; past++)
		if (queues->of[alignment][past].first)
			return &queues->of[alignment][past];
	return NULL;
}

/* A queue whose leaves fit at this word without a gap, and leave it smaller or gone for those
 * of a greater alignment: gone, if there is one. */
static Queue *filler(Queues *queues, int greater, size_t word)
{
	size_t left = gap(greater, word), mask = ((size_t)1 << greater) - 1;
	for (size_t next = 0; next < left; next++)
		for (int alignment = greater - 1; alignment >= 0; alignment--)
			for (size_t past = 1; past < N_WORDS && !gap(alignment, word); past++)
				if ((past & mask) == left - next && queues->of[alignment][past].first)
					return &queues->of[alignment][past];
	return NULL;
}

/* Which leaf comes next: of the greatest alignment, or one to fill the gap before it. NULL
 * when there is none left. */
static Queue *choose(Queues *queues, size_t word)
{
	for (int alignment = N_ALIGNMENTS - 1; alignment >= 0; alignment--) {
		Queue *queue = any_of(queues, alignment);
		if (!queue)
			continue;
		Queue *small = gap(alignment, word) ? filler(queues, alignment, word) : NULL;
		return small ? small : queue;
	}
	return NULL;
}

static bool write_leaf(Writer *writer, const Leaf *leaf)
{
	if (!writer_align(writer, 4, leaf->alignment))
		return false;
	size_t at = writer->n;
	if (!writer_extend(writer, 4 + leaf_bytes(leaf) + leaf->is_string))
		return false;
	writer_put_u32(writer, at, leaf->vector.n);
	if (leaf->vector.n)
		memcpy(writer->data + at + 4, leaf->vector.items, leaf_bytes(leaf));
	writer_arrive(writer, &leaf->waiting, at);
	return true;
}

bool writer_write_leaves(Writer *writer)
{
	Queues queues = {0};
	size_t n_bytes = merge_leaves(writer);
	writer_reserve(writer, n_bytes + 32 * writer->n_leaves);
	queue_leaves(writer, &queues);
	for (Queue *queue; (queue = choose(&queues, (writer->n + 3) / 4 % N_WORDS));) {
		const Leaf *leaf = queue->first;
		queue->first = leaf->next;
		if (!write_leaf(writer, leaf))
			return false;
	}
	return true;
}
