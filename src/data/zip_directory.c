/* SPDX-License-Identifier: Apache-2.0 */
/* The central directory of a zip archive. */
#include "src/data/stored.h"
#include "src/data/zip.h"

enum {
	END_BYTES = 22,
	END_SIGNATURE = 0x06054b50,
	END64_BYTES = 56,
	END64_SIGNATURE = 0x06064b50,
	LOCATOR_BYTES = 20,
	LOCATOR_SIGNATURE = 0x07064b50,
	ENTRY_BYTES = 46,
	ENTRY_SIGNATURE = 0x02014b50,
	EXTRA_ZIP64 = 1,
};

/* A field of 32 bits with this in it: the value is in the zip64 record. */
static const uint32_t see_zip64 = 0xffffffff;

typedef struct Directory {
	uint64_t offset, n_bytes, n_members;
} Directory;

/* Fields of a record that is known to be all there. */
static uint16_t u16_at(Bytes bytes, size_t at)
{
	uint16_t value = 0;
	bytes_u16(bytes, at, &value);
	return value;
}

static uint32_t u32_at(Bytes bytes, size_t at)
{
	uint32_t value = 0;
	bytes_u32(bytes, at, &value);
	return value;
}

static uint64_t u64_at(Bytes bytes, size_t at)
{
	uint64_t value = 0;
	bytes_u64(bytes, at, &value);
	return value;
}

/* The end record is last but for a comment, whose length it tells. */
static bool find_end(Bytes tail, size_t *end)
{
	for (size_t comment = 0; comment <= UINT16_MAX; comment++) {
		if (tail.n < END_BYTES + comment)
			return false;
		*end = tail.n - END_BYTES - comment;
		if (u32_at(tail, *end) == END_SIGNATURE && u16_at(tail, *end + 20) == comment)
			return true;
	}
	return false;
}

/* The zip64 record, if there is one: its locator stands before the end record. */
static bool read_end64(const Zip *zip, Bytes tail, size_t end, Directory *directory,
	Error *err)
{
	if (end < LOCATOR_BYTES || u32_at(tail, end - LOCATOR_BYTES) != LOCATOR_SIGNATURE)
		return true;
	uint64_t at = u64_at(tail, end - LOCATOR_BYTES + 8);
	uint8_t bytes[END64_BYTES];
	Bytes record = {bytes, 0};
	if (at <= zip->n_bytes &&
		!stored_bytes(zip->fd, at, END64_BYTES, bytes, &record.n, err))
		return false;
	if (record.n < END64_BYTES || u32_at(record, 0) != END64_SIGNATURE)
		return failed(err, "no zip64 end record where its locator points");
	directory->n_members = u64_at(record, 32);
	directory->n_bytes = u64_at(record, 40);
	directory->offset = u64_at(record, 48);
	if (u32_at(record, 16) != 0 || u32_at(record, 20) != 0)
		return failed(err, "in several volumes");
	return true;
}

/* tail is the end of the file. */
static bool find_directory(const Zip *zip, Bytes tail, Directory *directory, Error *err)
{
	size_t end;
	if (!find_end(tail, &end))
		return failed(err, "no end record: the zip file is cut off");
	*directory = (Directory){
		.n_members = u16_at(tail, end + 10),
		.n_bytes = u32_at(tail, end + 12),
		.offset = u32_at(tail, end + 16),
	};
	bool is_zip64 = directory->n_members == UINT16_MAX ||
		directory->n_bytes == see_zip64 || directory->offset == see_zip64;
	if (is_zip64 && !read_end64(zip, tail, end, directory, err))
		return false;
	uint64_t most = zip->n_bytes - tail.n + end;
	if (directory->offset > most || directory->n_bytes > most - directory->offset)
		return failed(err, "the directory is not inside the file");
	if (directory->n_members > directory->n_bytes / ENTRY_BYTES)
		return failed(err, "a directory of %llu bytes cannot list %llu members",
			(unsigned long long)directory->n_bytes,
			(unsigned long long)directory->n_members);
	return true;
}

/* The next field of the zip64 record, for one that did not fit in 32 bits. */
static bool widen(Bytes record, size_t *at, uint64_t *value)
{
	if (*value != see_zip64)
		return true;
	if (!bytes_u64(record, *at, value))
		return false;
	*at += 8;
	return true;
}

static bool read_extra(Bytes extra, ZipMember *member, Error *err)
{
	size_t at = 0;
	while (bytes_have(extra, at, 4)) {
		size_t n = u16_at(extra, at + 2);
		if (!bytes_have(extra, at + 4, n))
			return failed(err, "an extra field runs out of its entry");
		if (u16_at(extra, at) == EXTRA_ZIP64) {
			Bytes record = {extra.data + at + 4, n};
			size_t next = 0;
			return (widen(record, &next, &member->bytes) &&
					   widen(record, &next, &member->packed_bytes) &&
					   widen(record, &next, &member->offset)) ||
				failed(err, "a zip64 field is too short");
		}
		at += 4 + n;
	}
	return true;
}

static bool read_entry(Bytes directory, size_t *at, ZipMember *member, Error *err)
{
	if (!bytes_have(directory, *at, ENTRY_BYTES))
		return failed(err, "the directory ends in it");
	Bytes entry = {directory.data + *at, directory.n - *at};
	if (u32_at(entry, 0) != ENTRY_SIGNATURE)
		return failed(err, "not a directory entry");
	size_t name_bytes = u16_at(entry, 28), extra_bytes = u16_at(entry, 30);
	size_t n = ENTRY_BYTES + name_bytes + extra_bytes + u16_at(entry, 32);
	if (n > entry.n)
		return failed(err, "the directory ends in it");
	*member = (ZipMember){
		.name = {entry.data + ENTRY_BYTES, name_bytes},
		.flags = u16_at(entry, 8),
		.method = u16_at(entry, 10),
		.crc = u32_at(entry, 16),
		.packed_bytes = u32_at(entry, 20),
		.bytes = u32_at(entry, 24),
		.offset = u32_at(entry, 42),
	};
	*at += n;
	Bytes extra = {entry.data + ENTRY_BYTES + name_bytes, extra_bytes};
	return read_extra(extra, member, err);
}

/* Bytes of the file, into the arena; a file that has become shorter ends early. */
static bool read_part(int fd, uint64_t at, uint64_t n, Arena *arena, Bytes *part,
	Error *err)
{
	if (!memory_holds((size_t)n))
		return failed(err, "too large for this machine's memory");
	uint8_t *bytes = arena_alloc(arena, (size_t)n);
	part->data = bytes;
	return stored_bytes(fd, at, (size_t)n, bytes, &part->n, err);
}

static bool read_members(Zip *zip, const Directory *found, Arena *arena, Error *err)
{
	size_t n_members = (size_t)found->n_members, at = 0;
	Bytes directory;
	if (!read_part(zip->fd, found->offset, found->n_bytes, arena, &directory, err))
		return false;
	zip->members = arena_array(arena, n_members, sizeof *zip->members);
	for (size_t i = 0; i < n_members; i++) {
		ZipMember *member = &zip->members[i];
		if (!read_entry(directory, &at, member, err))
			return failed_in(err, "member %zu: ", i + 1);
		if (member->offset > found->offset ||
			member->packed_bytes > found->offset - member->offset)
			return failed(err, "member %zu: does not lie before the directory", i + 1);
		zip->n_members++;
	}
	return true;
}

bool zip_open(int fd, Arena *arena, Zip *zip, Error *err)
{
	enum { TAIL_BYTES = LOCATOR_BYTES + END_BYTES + UINT16_MAX };
	Arena scratch = {0};
	Directory found = {0};
	Bytes tail;
	*zip = (Zip){.fd = fd};
	if (!stored_length(fd, &zip->n_bytes, err))
		return false;
	uint64_t n = zip->n_bytes < TAIL_BYTES ? zip->n_bytes : TAIL_BYTES;
	bool ok = read_part(fd, zip->n_bytes - n, n, &scratch, &tail, err) &&
		find_directory(zip, tail, &found, err);
	arena_finish(&scratch);
	zip->directory = found.offset;
	return ok && read_members(zip, &found, arena, err);
}
