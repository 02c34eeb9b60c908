/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

/* A schema with one field of each kind, and boxes within boxes. */

static const FlatField note_fields[] = {
	{.name = "text", .type = FLAT_STRING},
};
static const FlatTableType note = {"Note", note_fields, COUNT(note_fields)};

static const FlatField weight_fields[] = {
	{.name = "grams", .type = FLAT_DOUBLE},
	{.name = "parcels", .type = FLAT_USHORT},
};
static const FlatTableType weight = {"Weight", weight_fields, COUNT(weight_fields)};

static const FlatTableType *const labels[] = {&note, &weight};
static const FlatUnion label = {"Label", labels, COUNT(labels)};

static const FlatTableType box;
static const FlatField box_fields[] = {
	{.name = "is_open", .type = FLAT_BOOL, .fallback = 1},
	{.name = "level", .type = FLAT_BYTE, .fallback = -1},
	{.name = "shelf", .type = FLAT_SHORT},
	{.name = "number", .type = FLAT_INT, .fallback = 7},
	{.name = "serial", .type = FLAT_ULONG},
	{.name = "width", .type = FLAT_FLOAT},
	{.name = "name", .type = FLAT_STRING},
	{.name = "bytes", .type = FLAT_UBYTE, .is_vector = true, .alignment = 16},
	{.name = "longs", .type = FLAT_LONG, .is_vector = true},
	{.name = "shorts", .type = FLAT_SHORT, .is_vector = true},
	{.name = "tags", .type = FLAT_STRING, .is_vector = true},
	{.name = "label_type", .type = FLAT_UBYTE, .choices = &label},
	{.name = "label", .type = FLAT_UNION, .choices = &label},
	{.name = "note", .type = FLAT_TABLE, .table = &note},
	{.name = "boxes", .type = FLAT_TABLE, .is_vector = true, .table = &box},
};
static const FlatTableType box = {"Box", box_fields, COUNT(box_fields)};

static const FlatSchema schema = {
	.file_identifier = "BOX1",
	.file_extension = "box",
	.root = &box,
};

static FlatTable *make_box(Arena *arena, FlatTable **boxes, size_t n_boxes)
{
	static const uint8_t bytes[] = {1, 2, 3};
	static const int64_t longs[] = {INT64_MIN, -1, INT64_MAX};
	static const int16_t shorts[] = {-5, 5};
	static const FlatVector tags[] = {{5, "heavy"}, {0, NULL}, {3, "a\0b"}};
	FlatTable *made = flat_new(&box, arena), *measure = flat_new(&weight, arena);
	flat_set_real(measure, "grams", 0.1);
	flat_set_integer(made, "is_open", false);
	flat_set_integer(made, "level", -128);
	flat_set_integer(made, "shelf", 300);
	flat_set_integer(made, "number", -70000);
	flat_set_integer(made, "serial", -1);
	flat_set_real(made, "width", 0.1);
	flat_set_string(made, "name", "a box");
	flat_set_vector(made, "bytes", bytes, 3);
	flat_set_vector(made, "longs", longs, 3);
	flat_set_vector(made, "shorts", shorts, 2);
	flat_set_vector(made, "tags", tags, 3);
	flat_set_union(made, "label", measure);
	flat_set_table(made, "note", flat_new(&note, arena));
	flat_set_vector(made, "boxes", boxes, n_boxes);
	return made;
}

static FlatTable *make_boxes(Arena *arena)
{
	FlatTable **boxes = arena_array(arena, 3, sizeof(FlatTable *));
	boxes[0] = make_box(arena, NULL, 0);
	boxes[1] = flat_new(&box, arena);
	boxes[2] = flat_copy(boxes[0], &box, arena);
	FlatTable *remark = flat_new(&note, arena);
	flat_set_string(remark, "text", "fragile");
	flat_set_union(boxes[2], "label", remark);
	return make_box(arena, boxes, 3);
}

static Bytes written(const FlatTable *root, Arena *arena)
{
	Error err = {0};
	Bytes file;
	cr_assert(flat_write(&schema, root, arena, &file, &err), "%s", err.text);
	return file;
}

static FlatTable *reread(Bytes file, Arena *arena)
{
	Error err = {0};
	FlatTable *root = flat_read(&schema, file, arena, &err);
	cr_assert(root, "%s", err.text);
	return root;
}

static void expect_refused(Bytes file, const char *message)
{
	Arena arena = {0};
	Error err = {0};
	cr_expect_null(flat_read(&schema, file, &arena, &err));
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
}

static void put(uint8_t *file, size_t at, uint32_t value, size_t n_bytes)
{
	memcpy(file + at, &value, n_bytes);
}

Test(flat, reads_what_it_wrote)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *boxes = make_boxes(&arena),
			  *again = reread(written(boxes, &arena), &arena);
	cr_expect(flat_equal(boxes, again, &err), "%s", err.text);
	cr_expect_eq(flat_integer(again, "level"), -128);
	cr_expect_eq(flat_integer(again, "serial"), -1);
	cr_expect_eq(flat_real(again, "width"), (double)0.1f);
	cr_expect_eq(flat_real(flat_table(again, "label"), "grams"), 0.1);
	cr_expect_str_eq(flat_string(again, "name", &arena), "a box");
	const FlatVector *tags = flat_vector(again, "tags").items;
	cr_expect_arr_eq(tags[2].items, "a\0b", 4);
	FlatTable *const *inner = flat_vector(again, "boxes").items;
	cr_expect_eq(flat_table(inner[2], "label")->type, &note);
	arena_finish(&arena);
}

Test(flat, gives_the_same_bytes_for_the_same_tree)
{
	Arena arena = {0};
	Bytes a = written(make_boxes(&arena), &arena);
	Bytes b = written(reread(a, &arena), &arena);
	cr_assert_eq(a.n, b.n);
	cr_expect_arr_eq(a.data, b.data, a.n);
	arena_finish(&arena);
}

Test(flat, leaves_out_what_equals_its_default)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *plain = flat_new(&box, &arena),
			  *explicit_defaults = flat_new(&box, &arena);
	flat_set_integer(explicit_defaults, "is_open", true);
	flat_set_integer(explicit_defaults, "level", -1);
	flat_set_integer(explicit_defaults, "number", 7);
	flat_set_real(explicit_defaults, "width", 0);
	cr_expect(flat_equal(plain, explicit_defaults, &err), "%s", err.text);
	cr_expect_eq(written(plain, &arena).n, written(explicit_defaults, &arena).n);
	FlatTable *again = reread(written(explicit_defaults, &arena), &arena);
	cr_expect_not(flat_has(again, "number"));
	cr_expect_eq(flat_integer(again, "number"), 7);
	arena_finish(&arena);
}

Test(flat, keeps_minus_zero_and_nan)
{
	Arena arena = {0};
	FlatTable *made = flat_new(&box, &arena);
	flat_set_real(made, "width", -0.0);
	cr_expect(signbit(flat_real(reread(written(made, &arena), &arena), "width")));
	flat_set_real(made, "width", (double)NAN);
	FlatTable *again = reread(written(made, &arena), &arena);
	Error err = {0};
	cr_expect(isnan(flat_real(again, "width")));
	cr_expect(flat_equal(made, again, &err), "%s", err.text);
	arena_finish(&arena);
}

Test(flat, tells_an_empty_vector_from_an_absent_one)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *made = flat_new(&box, &arena);
	flat_set_vector(made, "bytes", NULL, 0);
	flat_set_vector(made, "boxes", NULL, 0);
	FlatTable *again = reread(written(made, &arena), &arena);
	cr_expect(flat_has(again, "bytes"));
	cr_expect(flat_has(again, "boxes"));
	cr_expect_not(flat_has(again, "longs"));
	flat_clear(again, "bytes");
	cr_expect_not(flat_equal(made, again, &err));
	cr_expect_str_eq(err.text, "bytes: present, not absent");
	arena_finish(&arena);
}

Test(flat, takes_half_a_union_for_none)
{
	Arena arena = {0};
	FlatTable *made = flat_new(&box, &arena);
	flat_set_integer(made, "label_type", 2);
	cr_expect_not(flat_has(reread(written(made, &arena), &arena), "label_type"));
	flat_set_union(made, "label", flat_new(&note, &arena));
	flat_set_integer(made, "label_type", 0);
	cr_expect_not(flat_has(reread(written(made, &arena), &arena), "label"));
	arena_finish(&arena);
}

Test(flat, aligns_numbers_and_vectors)
{
	Arena arena = {0};
	Bytes file = written(make_boxes(&arena), &arena);
	FlatTable *root = reread(file, &arena);
	FlatTable *const *boxes = flat_vector(root, "boxes").items;
	const FlatTable *two[] = {root, boxes[0]};
	for (int i = 0; i < 2; i++) {
		const uint8_t *bytes = flat_vector(two[i], "bytes").items;
		const uint8_t *longs = flat_vector(two[i], "longs").items;
		const uint8_t *shorts = flat_vector(two[i], "shorts").items;
		cr_expect_eq((bytes - file.data) % 16, 0);
		cr_expect_eq((longs - file.data) % 8, 0);
		cr_expect_eq((shorts - file.data) % 4, 0);
	}
	uint64_t serial = UINT64_MAX;
	for (size_t at = 0; at < file.n - 8; at++)
		if (memcmp(file.data + at, &serial, 8) == 0)
			cr_expect(at % 8 == 0 || file.data[at - 1] == 0xff, "at byte %zu", at);
	arena_finish(&arena);
}

Test(flat, writes_equal_vectors_once)
{
	Arena arena = {0};
	Bytes file = written(make_boxes(&arena), &arena);
	FlatTable *root = reread(file, &arena);
	FlatTable *const *boxes = flat_vector(root, "boxes").items;
	cr_expect_eq(flat_vector(root, "longs").items, flat_vector(boxes[0], "longs").items);
	cr_expect_eq(flat_vector(root, "name").items, flat_vector(boxes[2], "name").items);
	cr_expect_neq(flat_vector(root, "bytes").items, flat_vector(root, "longs").items);
	arena_finish(&arena);
}

/* How often a text stands in a file. */
static int count_text(Bytes file, const char *text)
{
	int n = 0;
	for (size_t at = 0; at + strlen(text) <= file.n; at++)
		n += memcmp(file.data + at, text, strlen(text)) == 0;
	return n;
}

Test(flat, writes_equal_tables_once)
{
	Arena arena = {0};
	Error err = {0};
	enum { N = 10 };
	FlatTable **boxes = arena_array(&arena, N, sizeof(FlatTable *));
	for (size_t i = 0; i < N; i++) {
		FlatTable *inner = flat_new(&box, &arena);
		flat_set_integer(inner, "number", 0x51525354);
		flat_set_table(inner, "note", flat_new(&note, &arena));
		flat_set_string(flat_table(inner, "note"), "text", "alike");
		boxes[i] = inner;
	}
	flat_set_integer(boxes[N - 1], "shelf", 1);
	FlatTable *root = flat_new(&box, &arena);
	flat_set_vector(root, "boxes", boxes, N);
	Bytes file = written(root, &arena);
	cr_expect(flat_equal(root, reread(file, &arena), &err), "%s", err.text);
	cr_expect_eq(count_text(file, "TSRQ"), 2);
	cr_expect_eq(count_text(file, "alike"), 1);
	cr_expect_lt(file.n, 256);
	arena_finish(&arena);
}

/* Equal tables at several depths, one of them a box in itself. */
Test(flat, puts_what_is_shared_behind_all_that_share_it)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *leaf = flat_new(&box, &arena), *copy = flat_new(&box, &arena);
	flat_set_integer(leaf, "number", 1);
	flat_set_integer(copy, "number", 1);
	FlatTable *middle = flat_new(&box, &arena), *root = flat_new(&box, &arena);
	flat_set_vector(middle, "boxes", &leaf, 1);
	flat_set_vector(root, "boxes", (FlatTable *[]){copy, middle, leaf}, 3);
	FlatTable *again = reread(written(root, &arena), &arena);
	cr_expect(flat_equal(root, again, &err), "%s", err.text);
	arena_finish(&arena);
}

/* Ten boxes of ten boxes ... to the 5th: sharing them all would make half a kilobyte. */
Test(flat, shares_no_more_than_can_be_read)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *inner = flat_new(&box, &arena);
	for (int depth = 0; depth < 5; depth++) {
		FlatTable **boxes = arena_array(&arena, 10, sizeof(FlatTable *));
		for (int i = 0; i < 10; i++)
			boxes[i] = inner;
		inner = flat_new(&box, &arena);
		flat_set_vector(inner, "boxes", boxes, 10);
	}
	Bytes file = written(inner, &arena);
	FlatTable *again = reread(file, &arena);
	cr_expect(flat_equal(inner, again, &err), "%s", err.text);
	cr_expect_lt(file.n, 111111 * 20);
	arena_finish(&arena);
}

/* Vectors of 16 aligned bytes leave gaps of 12, just enough for four shorts and their count. */
Test(flat, fills_gaps_between_vectors)
{
	Arena arena = {0};
	enum { N = 16 };
	uint8_t bytes[N][16] = {0};
	int16_t shorts[N][4] = {0};
	FlatTable **boxes = arena_array(&arena, N, sizeof(FlatTable *));
	for (size_t i = 0; i < N; i++) {
		bytes[i][0] = (uint8_t)(i + 1);
		shorts[i][0] = (int16_t)(i + 1);
		boxes[i] = flat_new(&box, &arena);
		flat_set_vector(boxes[i], "bytes", bytes[i], 16);
		flat_set_vector(boxes[i], "shorts", shorts[i], 4);
	}
	FlatTable *root = flat_new(&box, &arena);
	flat_set_vector(root, "boxes", boxes, N);
	Bytes file = written(root, &arena);
	const FlatTable *again = reread(file, &arena);
	FlatTable *const *inner = flat_vector(again, "boxes").items;
	for (size_t i = 0; i < N; i++) {
		const uint8_t *at = flat_vector(inner[i], "bytes").items;
		cr_expect_eq((at - file.data) % 16, 0);
	}
	/* A table and its place in the list take 16 bytes, the vectors 20 and 12. */
	size_t least = N * (16 + 20 + 12);
	cr_expect_leq(file.n, least + 96, "%zu bytes, %zu needed", file.n, least);
	arena_finish(&arena);
}

Test(flat, can_read_what_shares_as_much_as_it_can)
{
	Arena arena = {0};
	Error err = {0};
	enum { N = 1000, BYTES = 5000 };
	uint8_t *bytes = arena_alloc(&arena, BYTES);
	FlatTable **boxes = arena_array(&arena, N, sizeof(FlatTable *));
	for (size_t i = 0; i < N; i++) {
		boxes[i] = flat_new(&box, &arena);
		flat_set_vector(boxes[i], "bytes", bytes, BYTES);
	}
	FlatTable *root = flat_new(&box, &arena);
	flat_set_vector(root, "boxes", boxes, N);
	Bytes file = written(root, &arena);
	cr_expect_lt(file.n, N * BYTES / 2);
	cr_expect(flat_equal(root, reread(file, &arena), &err), "%s", err.text);
	arena_finish(&arena);
}

Test(flat, refuses_a_file_cut_off_anywhere)
{
	Arena arena = {0};
	Bytes file = written(make_boxes(&arena), &arena);
	for (size_t n = 0; n < file.n; n++) {
		Error err = {0};
		Bytes part = {arena_copy(&arena, file.data, n), n};
		cr_expect_null(flat_read(&schema, part, &arena, &err), "%zu bytes", n);
		cr_expect(err.text[0] && !strchr(err.text, '\n'));
	}
	arena_finish(&arena);
}

Test(flat, survives_any_wrong_byte)
{
	static const uint8_t flips[] = {0x01, 0x04, 0x80, 0xff};
	Arena arena = {0};
	Bytes file = written(make_boxes(&arena), &arena);
	for (size_t at = 0; at < file.n; at++) {
		for (size_t i = 0; i < sizeof flips; i++) {
			Arena scratch = {0};
			Error err = {0};
			uint8_t *bytes = arena_copy(&scratch, file.data, file.n);
			bytes[at] ^= flips[i];
			FlatTable *root = flat_read(&schema, (Bytes){bytes, file.n}, &scratch, &err);
			cr_expect(root || (err.text[0] && !strchr(err.text, '\n')));
			if (root)
				cr_expect(flat_equal(root, reread(written(root, &scratch), &scratch),
							  &err),
					"byte %zu: %s", at, err.text);
			arena_finish(&scratch);
		}
	}
	arena_finish(&arena);
}

Test(flat, reads_files_that_are_not_aligned)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *boxes = make_boxes(&arena);
	Bytes file = written(boxes, &arena);
	uint8_t *moved = arena_alloc(&arena, file.n + 1);
	memcpy(moved, file.data, 8);
	memcpy(moved + 9, file.data + 8, file.n - 8);
	moved[0]++;
	FlatTable *again = reread((Bytes){moved, file.n + 1}, &arena);
	cr_expect(flat_equal(boxes, again, &err), "%s", err.text);
	arena_finish(&arena);
}

Test(flat, refuses_other_files)
{
	expect_refused((Bytes){NULL, 0}, "not a box file: no BOX1 at byte 4");
	expect_refused((Bytes){(const uint8_t *)"\x08\0\0\0TFL3", 8},
		"not a box file: no BOX1 at byte 4");
	expect_refused((Bytes){(const uint8_t *)"\x08\0\0\0BOX1", 8},
		"Box: the table at byte 8 is cut off");
	expect_refused((Bytes){(const uint8_t *)"\0\0\0\0BOX1", 8}, "Box: points at itself");
}

Test(flat, refuses_fields_and_choices_past_the_schema)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file = written(make_boxes(&arena), &arena);
	FlatTableType small = {"Box", box_fields, box.n_fields - 1};
	FlatSchema older = schema;
	older.root = &small;
	cr_expect_null(flat_read(&older, file, &arena, &err));
	cr_expect_str_eq(err.text, "Box: field 14 is not in the schema");

	FlatUnion one = {"Label", labels, 1};
	FlatField fields[COUNT(box_fields)];
	memcpy(fields, box_fields, sizeof fields);
	fields[11].choices = fields[12].choices = &one;
	FlatTableType narrow = {"Box", fields, COUNT(fields)};
	older.root = &narrow;
	err = (Error){0};
	cr_expect_null(flat_read(&older, file, &arena, &err));
	cr_expect_str_eq(err.text, "label: Label 2 is not in the schema");
	arena_finish(&arena);
}

Test(flat, says_where_a_file_is_wrong)
{
	Arena arena = {0};
	FlatTable *inner = make_box(&arena, NULL, 0), *root = make_box(&arena, &inner, 1);
	flat_set_string(inner, "name", "inside");
	Bytes file = written(root, &arena);
	FlatTable *const *boxes = flat_vector(reread(file, &arena), "boxes").items;
	uint8_t *bytes = arena_copy(&arena, file.data, file.n);
	const uint8_t *name = flat_vector(boxes[0], "name").items;
	bytes[name - file.data + 6] = 'x';
	expect_refused((Bytes){bytes, file.n}, "boxes[0].name: has no zero at its end");
	put(bytes, (size_t)(name - file.data - 4), 1 << 20, 4);
	expect_refused((Bytes){bytes, file.n},
		"boxes[0].name: goes on past the end of the file");
	arena_finish(&arena);
}

Test(flat, refuses_tables_nested_without_end)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable **chain = arena_array(&arena, 17, sizeof(FlatTable *));
	for (int i = 0; i < 17; i++) {
		chain[i] = flat_new(&box, &arena);
		if (i > 0)
			flat_set_vector(chain[i], "boxes", &chain[i - 1], 1);
	}
	cr_expect_null(flat_read(&schema, written(chain[16], &arena), &arena, &err));
	cr_expect_str_eq(strrchr(err.text, ']'), "]: tables are nested too deeply");
	arena_finish(&arena);
}

/* Boxes of 16 boxes each, all 16 the same one: 16 to the 8th boxes in half a kilobyte. */
Test(flat, refuses_small_files_that_unfold_into_huge_trees)
{
	enum { VTABLE = 8, FIRST = VTABLE + 4 + 2 * 15 + 2, LEVEL = 8 + 4 + 16 * 4 };
	uint8_t file[FIRST + 8 * LEVEL + 4] = {0};
	memcpy(file + 4, "BOX1", 4);
	put(file, 0, FIRST, 4);
	put(file, VTABLE, 4 + 2 * 15, 2);
	put(file, VTABLE + 2, 8, 2);
	put(file, VTABLE + 4 + 2 * 14, 4, 2);
	for (size_t at = FIRST; at < FIRST + 8 * LEVEL; at += LEVEL) {
		put(file, at, (uint32_t)at - VTABLE, 4);
		put(file, at + 4, 4, 4);
		put(file, at + 8, at + LEVEL < FIRST + 8 * LEVEL ? 16 : 0, 4);
		for (size_t i = 0; i < 16; i++)
			put(file, at + 12 + 4 * i, (uint32_t)(LEVEL - 12 - 4 * i), 4);
	}
	Arena arena = {0};
	Error err = {0};
	cr_expect_null(flat_read(&schema, (Bytes){file, sizeof file}, &arena, &err));
	cr_expect_str_eq(strrchr(err.text, ':'),
		": the file unfolds into far more than its size");
	arena_finish(&arena);
}

Test(flat, names_the_first_difference)
{
	Arena arena = {0};
	Error err = {0};
	FlatTable *a = make_boxes(&arena), *b = make_boxes(&arena);
	FlatTable *const *boxes = flat_vector(b, "boxes").items;
	cr_assert(flat_equal(a, b, &err), "%s", err.text);
	flat_set_integer(boxes[2], "shelf", 301);
	cr_expect_not(flat_equal(a, b, &err));
	cr_expect_str_eq(err.text, "boxes[2].shelf: 300, not 301");
	arena_finish(&arena);
}

Test(flat, gives_nothing_for_a_table_that_is_not_there)
{
	Arena arena = {0};
	cr_expect_not(flat_has(NULL, "number"));
	cr_expect_eq(flat_integer(NULL, "number"), 0);
	cr_expect_null(flat_table(NULL, "note"));
	cr_expect_eq(flat_vector(NULL, "bytes").n, 0);
	cr_expect_null(flat_string(NULL, "name", &arena));
	cr_expect_eq(flat_integer(flat_copy(NULL, &box, &arena), "number"), 7);
	arena_finish(&arena);
}
