/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/file.h"
#include "src/data/npy.h"
#include "src/data/npz.h"

#include <criterion/criterion.h>
#include <string.h>
#include <zlib.h>

#include "tests/unit/file_of.h"

/* An array of a file with these bytes, in memory. */
static bool npz_read(Bytes file, const char *path, const char *name, Arena *arena,
	Array *array, Error *err)
{
	return npz_open(file_of(file), path, name, arena, array, err) &&
		array_load(array, arena, err);
}

/* A zip archive in the making. */
typedef struct Archive {
	uint8_t bytes[4096];
	size_t n;
	size_t locals[4], entries[4]; /* where the headers of each member are */
} Archive;

typedef struct Member {
	const char *name;
	Bytes content;
	bool is_deflated;
} Member;

static void put(Archive *archive, const void *data, size_t n)
{
	cr_assert_leq(archive->n + n, sizeof archive->bytes);
	memcpy(archive->bytes + archive->n, data, n);
	archive->n += n;
}

/* A header of n_bytes: zeros, its signature, and the fields that both kinds share. */
static void put_header(Archive *archive, size_t n_bytes, uint32_t signature,
	size_t shared, const Member *member, Bytes packed)
{
	uint8_t header[46] = {0};
	uint16_t method = member->is_deflated ? 8 : 0;
	uint16_t name_bytes = (uint16_t)strlen(member->name);
	uint32_t crc = (uint32_t)crc32(0, member->content.data, (uInt)member->content.n);
	uint32_t packed_bytes = (uint32_t)packed.n,
			 content_bytes = (uint32_t)member->content.n;
	memcpy(header, &signature, 4);
	memcpy(header + shared + 2, &method, 2);
	memcpy(header + shared + 8, &crc, 4);
	memcpy(header + shared + 12, &packed_bytes, 4);
	memcpy(header + shared + 16, &content_bytes, 4);
	memcpy(header + shared + 20, &name_bytes, 2);
	put(archive, header, n_bytes);
	put(archive, member->name, name_bytes);
}

static Bytes deflated(Bytes content, uint8_t room[1024])
{
	z_stream zlib = {0};
	cr_assert_eq(deflateInit2(&zlib, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	zlib.next_in = (Bytef *)(uintptr_t)content.data;
	zlib.avail_in = (uInt)content.n;
	zlib.next_out = room;
	zlib.avail_out = 1024;
	cr_assert_eq(deflate(&zlib, Z_FINISH), Z_STREAM_END);
	deflateEnd(&zlib);
	return (Bytes){room, 1024 - zlib.avail_out};
}

static Archive make(int n_members, const Member *members)
{
	Archive archive = {0};
	uint8_t room[4][1024];
	Bytes packed[4];
	for (int i = 0; i < n_members; i++) {
		packed[i] = members[i].content;
		if (members[i].is_deflated)
			packed[i] = deflated(members[i].content, room[i]);
		archive.locals[i] = archive.n;
		put_header(&archive, 30, 0x04034b50, 6, &members[i], packed[i]);
		put(&archive, packed[i].data, packed[i].n);
	}
	uint32_t directory = (uint32_t)archive.n;
	for (int i = 0; i < n_members; i++) {
		uint32_t offset = (uint32_t)archive.locals[i];
		archive.entries[i] = archive.n;
		put_header(&archive, 46, 0x02014b50, 8, &members[i], packed[i]);
		memcpy(archive.bytes + archive.entries[i] + 42, &offset, 4);
	}
	uint32_t directory_bytes = (uint32_t)archive.n - directory;
	uint16_t count = (uint16_t)n_members;
	uint8_t end[22] = {'P', 'K', 5, 6};
	memcpy(end + 10, &count, 2);
	memcpy(end + 12, &directory_bytes, 4);
	memcpy(end + 16, &directory, 4);
	put(&archive, end, sizeof end);
	return archive;
}

static const int32_t numbers[5] = {3, 1, 4, 1, 5};

static Bytes numbers_npy(Arena *arena)
{
	Error err = {0};
	Bytes file;
	Array array = {.type = TYPE_INT32, .shape = {1, {5}}, .data = numbers};
	cr_assert(npy_encode(&array, arena, &file, &err));
	return file;
}

/* An archive of the array x, deflated, and y, stored. */
static Archive make_pair(Arena *arena)
{
	Bytes file = numbers_npy(arena);
	return make(2, (Member[]){{"x.npy", file, true}, {"y.npy", file, false}});
}

static void expect_refused(const Archive *archive, const char *name, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	Bytes file = {archive->bytes, archive->n};
	cr_expect_not(npz_read(file, "a.npz", name, &arena, &array, &err), "%s", expected);
	cr_expect_str_eq(err.text, expected);
	arena_finish(&arena);
}

Test(npz, reads_deflated_and_stored_arrays_with_or_without_suffix)
{
	static const char *const names[] = {"x", "x.npy", "y", "y.npy"};
	Arena arena = {0};
	Archive archive = make_pair(&arena);
	for (int i = 0; i < 4; i++) {
		Error err = {0};
		Array array;
		Bytes file = {archive.bytes, archive.n};
		cr_assert(npz_read(file, "a.npz", names[i], &arena, &array, &err), "%s",
			err.text);
		cr_expect_str_eq(array.name, i < 2 ? "a.npz:x" : "a.npz:y");
		cr_expect_eq(array.type, TYPE_INT32);
		cr_expect_arr_eq(array.data, numbers, sizeof numbers);
	}
	arena_finish(&arena);
}

Test(npz, reads_zip64_in_every_place_it_can_be)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Array array;
	cr_assert(file_read("tests/fuzz/corpus/npz/zip64_throughout.npz", &arena, &file,
				  &err),
		"%s", err.text);
	cr_assert(npz_read(file, "a.npz", "x", &arena, &array, &err), "%s", err.text);
	cr_expect(shape_equal(array.shape, (Shape){2, {4, 3}}));
	cr_expect_float_eq(((const float *)array.data)[11], 11, 0);
	arena_finish(&arena);
}

Test(npz, says_which_arrays_there_are)
{
	Arena arena = {0};
	Archive archive = make_pair(&arena), empty = make(0, NULL);
	expect_refused(&archive, "z", "a.npz: no array 'z'; there are: x, y");
	expect_refused(&empty, "z", "a.npz: no array 'z'; the file is empty");

	Bytes file = numbers_npy(&arena);
	Archive twice = make(2, (Member[]){{"x.npy", file, true}, {"x", file, true}});
	expect_refused(&twice, "x", "a.npz: two arrays 'x'");
	arena_finish(&arena);
}

Test(npz, refuses_members_it_cannot_read)
{
	Arena arena = {0};
	Archive encrypted = make_pair(&arena), packed = make_pair(&arena);
	encrypted.bytes[encrypted.entries[0] + 8] |= 1;
	expect_refused(&encrypted, "x", "a.npz:x: encrypted");
	packed.bytes[packed.entries[0] + 10] = 12;
	expect_refused(&packed, "x",
		"a.npz:x: compression method 12; stored (0) and deflate (8) are read");

	Bytes text = {(const uint8_t *)"plain text", 10};
	Archive other = make(1, (Member[]){{"x", text, true}});
	expect_refused(&other, "x", "a.npz:x: not a .npy file");
	arena_finish(&arena);
}

Test(npz, refuses_lengths_that_lie)
{
	Arena arena = {0};
	Archive longer = make_pair(&arena), larger = make_pair(&arena);
	longer.bytes[longer.entries[0] + 24]++;
	expect_refused(&longer, "x", "a.npz:x: 149 bytes, shape and type need 148");
	larger.bytes[larger.entries[0] + 27] = 0x7f;
	Error err = {0};
	Array array;
	Bytes file = {larger.bytes, larger.n};
	cr_expect_not(npz_read(file, "a.npz", "x", &arena, &array, &err));
	cr_expect(strstr(err.text, "a.npz:x: 2130706580 bytes cannot come of"), "%s",
		err.text);

	Archive shorter = make_pair(&arena);
	shorter.bytes[shorter.entries[0] + 20]--;
	expect_refused(&shorter, "x", "a.npz:x: packed data ends early");
	Archive stored = make_pair(&arena);
	stored.bytes[stored.entries[1] + 20]--;
	expect_refused(&stored, "y", "a.npz:y: 148 bytes cannot come of 147 packed ones");
	arena_finish(&arena);
}

Test(npz, a_bomb_is_refused_before_it_is_unpacked)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Array array;
	cr_assert(file_read("tests/fuzz/corpus/npz/bomb.npz", &arena, &file, &err), "%s",
		err.text);
	cr_expect_not(npz_read(file, "a.npz", "x", &arena, &array, &err));
	cr_expect_str_eq(err.text, "a.npz:x: 1048752 bytes, shape and type need 176");
	arena_finish(&arena);
}

Test(npz, a_stream_that_unpacks_to_another_length_is_refused)
{
	Arena arena = {0};
	const uint8_t zeros[200] = {0};
	Bytes array = numbers_npy(&arena);
	uint8_t *content = arena_alloc(&arena, 348);
	memcpy(content, array.data, array.n);
	memcpy(content + array.n, zeros, sizeof zeros);
	Archive archive = make(1, (Member[]){{"x.npy", {content, 348}, true}});
	uint32_t announced = 148;
	memcpy(archive.bytes + archive.entries[0] + 24, &announced, 4);
	expect_refused(&archive, "x",
		"a.npz:x: unpacks to more than the 148 bytes announced");

	Archive cut = make(1, (Member[]){{"x.npy", {array.data, 140}, true}});
	memcpy(cut.bytes + cut.entries[0] + 24, &announced, 4);
	expect_refused(&cut, "x", "a.npz:x: unpacks to 140 bytes, not the 148 announced");
	arena_finish(&arena);
}

Test(npz, members_that_overlap_are_refused)
{
	Arena arena = {0};
	Archive archive = make_pair(&arena);
	memset(archive.bytes + archive.entries[1] + 42, 0, 4);
	expect_refused(&archive, "x", "a.npz:x: overlaps member 2 of the archive");
	arena_finish(&arena);
}

Test(npz, damage_is_noticed)
{
	Arena arena = {0};
	Archive crc = make_pair(&arena), value = make_pair(&arena), name = make_pair(&arena);
	crc.bytes[crc.entries[0] + 16] ^= 1;
	expect_refused(&crc, "x", "a.npz:x: checksum does not match: the file is damaged");
	value.bytes[value.locals[1] + 30 + 5 + 130] ^= 1;
	expect_refused(&value, "y", "a.npz:y: checksum does not match: the file is damaged");
	name.bytes[name.locals[1] + 30] = 'z';
	expect_refused(&name, "y", "a.npz:y: its local header and the directory disagree");
	arena_finish(&arena);
}

Test(npz, an_archive_cut_off_anywhere_is_refused)
{
	Arena arena = {0};
	Archive archive = make_pair(&arena);
	for (size_t n = 1; n < archive.n; n++) {
		Error err = {0};
		Array array;
		Bytes cut = {arena_copy(&arena, archive.bytes, n), n};
		cr_expect_not(npz_read(cut, "a.npz", "y", &arena, &array, &err));
		cr_expect_str_eq(err.text, "a.npz: no end record: the zip file is cut off");
	}
	arena_finish(&arena);
}

Test(npz, no_flipped_bit_changes_a_value)
{
	Arena arena = {0};
	Archive archive = make_pair(&arena);
	for (size_t bit = 0; bit < 8 * archive.n; bit++) {
		Error err = {0};
		Array array;
		Archive damaged = archive;
		Bytes file = {damaged.bytes, damaged.n};
		damaged.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (npz_read(file, "a.npz", "x", &arena, &array, &err))
			cr_expect_arr_eq(array.data, numbers, sizeof numbers);
		else
			cr_expect_eq(strncmp(err.text, "a.npz", 5), 0, "%s", err.text);
	}
	arena_finish(&arena);
}
