/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npz.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/data/npy_header.h"
#include "src/data/stored.h"
#include "src/data/zip.h"

/* What an array in an archive is called: the member's name without ".npy". */
static Bytes array_name(Bytes member)
{
	if (member.n > 4 && memcmp(member.data + member.n - 4, ".npy", 4) == 0)
		member.n -= 4;
	return member;
}

static bool is_called(const ZipMember *member, const char *name)
{
	Bytes wanted = array_name((Bytes){(const uint8_t *)name, strlen(name)});
	Bytes own = array_name(member->name);
	return own.n == wanted.n && memcmp(own.data, wanted.data, own.n) == 0;
}

/* Say that there is no such array, and which there are. */
static void list_members(const Zip *zip, const char *wanted, Error *err)
{
	char list[160] = "";
	size_t used = 0;
	for (size_t i = 0; i < zip->n_members && used < sizeof list - 1; i++) {
		Bytes name = array_name(zip->members[i].name);
		int length = snprintf(list + used, sizeof list - used, "%s%.*s", i ? ", " : "",
			(int)name.n, (const char *)name.data);
		used += (size_t)length;
	}
	if (zip->n_members == 0)
		failed(err, "no array '%s'; the file is empty", wanted);
	else
		failed(err, "no array '%s'; there are: %s%s", wanted, list,
			used < sizeof list ? "" : " ...");
}

static const ZipMember *find(const Zip *zip, const char *name, Error *err)
{
	const ZipMember *found = NULL;
	for (size_t i = 0; i < zip->n_members; i++) {
		if (!is_called(&zip->members[i], name))
			continue;
		if (found) {
			failed(err, "two arrays '%s'", name);
			return NULL;
		}
		found = &zip->members[i];
	}
	if (!found)
		list_members(zip, name, err);
	return found;
}

/* Read an array's header, and hold the length that the directory gives against it. */
static bool read_header(const Zip *zip, const ZipMember *member, NpyHeader *header,
	Error *err)
{
	Arena scratch = {0};
	uint8_t *start = arena_alloc(&scratch, NPY_START_BYTES);
	size_t n;
	bool ok = zip_read_start(zip, member, start, NPY_START_BYTES, &n, err) &&
		npy_header_read((Bytes){start, n}, header, err);
	arena_finish(&scratch);
	if (!ok)
		return false;
	size_t needed = header->header_bytes + header->data_bytes;
	if (member->bytes != needed)
		return failed(err, "%llu bytes, shape and type need %zu",
			(unsigned long long)member->bytes, needed);
	return true;
}

static bool open_member(const Zip *zip, const ZipMember *member, const char *label,
	Arena *arena, Array *array, Error *err)
{
	NpyHeader header;
	Stored stored;
	if (!read_header(zip, member, &header, err) ||
		!zip_extract(zip, member, &stored.fd, &stored.start, err))
		return failed_in(err, "%s: ", label);
	stored.start += header.header_bytes;
	stored.type = header.type;
	stored.shape = header.shape;
	stored.is_big_endian = false;
	stored_open(&stored, label, arena, array);
	return true;
}

bool npz_open(int fd, const char *path, const char *name, Arena *arena, Array *array,
	Error *err)
{
	Arena scratch = {0};
	Zip zip;
	const ZipMember *member =
		zip_open(fd, &scratch, &zip, err) ? find(&zip, name, err) : NULL;
	bool ok = member || failed_in(err, "%s: ", path);
	if (ok) {
		Bytes own = array_name(member->name);
		const char *label =
			arena_text(arena, "%s:%.*s", path, (int)own.n, (const char *)own.data);
		ok = open_member(&zip, member, label, arena, array, err);
	}
	arena_finish(&scratch);
	close(fd);
	return ok;
}

bool npz_has(int fd, const char *name)
{
	Arena scratch = {0};
	Error ignored = {0};
	Zip zip;
	bool has = zip_open(fd, &scratch, &zip, &ignored) && find(&zip, name, &ignored);
	arena_finish(&scratch);
	return has;
}
