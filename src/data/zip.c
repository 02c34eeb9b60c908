/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/zip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "src/data/spool.h"
#include "src/data/stored.h"
#include "src/data/unpack.h"

enum { STORED = 0, DEFLATED = 8 };
enum { FLAGS_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13 };
enum { LOCAL_BYTES = 30, LOCAL_SIGNATURE = 0x04034b50 };

static bool signature_is(Bytes bytes, size_t at, uint32_t expected)
{
	uint32_t value;
	return bytes_u32(bytes, at, &value) && value == expected;
}

bool zip_sniff(Bytes start)
{
	return signature_is(start, 0, LOCAL_SIGNATURE) ||
		signature_is(start, 0, 0x06054b50); /* the end record: an empty archive */
}

/* Whether two members cover a byte in common, the second's local name not counted. */
static bool overlap(const ZipMember *a, uint64_t a_end, const ZipMember *b)
{
	return a->offset < b->offset + LOCAL_BYTES + b->packed_bytes && b->offset < a_end;
}

static bool check_overlap(const Zip *zip, const ZipMember *member, uint64_t end,
	Error *err)
{
	for (size_t i = 0; i < zip->n_members; i++) {
		const ZipMember *other = &zip->members[i];
		if (other != member && overlap(member, end, other))
			return failed(err, "overlaps member %zu of the archive", i + 1);
	}
	return true;
}

static bool check_lengths(const ZipMember *member, Error *err)
{
	uint64_t most = member->packed_bytes;
	if (member->method == DEFLATED)
		most *= UNPACK_BEST_RATIO;
	if (member->bytes > most || (member->method == STORED && member->bytes != most))
		return failed(err, "%llu bytes cannot come of %llu packed ones",
			(unsigned long long)member->bytes, (unsigned long long)member->packed_bytes);
	return true;
}

/* Where a member's packed bytes start. zip_open has bounded offset and packed_bytes. */
static bool locate(const Zip *zip, const ZipMember *member, uint64_t *start, Error *err)
{
	if (member->flags & FLAGS_ENCRYPTED)
		return failed(err, "encrypted");
	if (member->method != STORED && member->method != DEFLATED)
		return failed(err, "compression method %d; stored (0) and deflate (8) are read",
			member->method);

	uint8_t header[LOCAL_BYTES + UINT16_MAX];
	uint64_t room = zip->directory - member->offset;
	size_t most = LOCAL_BYTES + member->name.n;
	Bytes local = {header, 0};
	if (!stored_bytes(zip->fd, member->offset, room < most ? (size_t)room : most, header,
			&local.n, err))
		return false;
	uint16_t method, name_bytes, extra_bytes;
	if (!signature_is(local, 0, LOCAL_SIGNATURE) || !bytes_u16(local, 8, &method) ||
		!bytes_u16(local, 26, &name_bytes) || !bytes_u16(local, 28, &extra_bytes))
		return failed(err, "no local header at byte %llu",
			(unsigned long long)member->offset);
	if (method != member->method || name_bytes != member->name.n || local.n < most ||
		memcmp(header + LOCAL_BYTES, member->name.data, name_bytes) != 0)
		return failed(err, "its local header and the directory disagree");

	*start = member->offset + most + extra_bytes;
	if (*start > zip->directory || member->packed_bytes > zip->directory - *start)
		return failed(err, "runs into the directory");
	return check_lengths(member, err) &&
		check_overlap(zip, member, *start + member->packed_bytes, err);
}

static bool unpack_start(const Zip *zip, const ZipMember *member, uint64_t at,
	uint8_t *start, size_t room, size_t *n_bytes, Error *err)
{
	Arena scratch = {0};
	Unpacker *unpacker =
		unpacker_new(zip->fd, at, member->packed_bytes, PACKING_DEFLATE, &scratch, err);
	bool ok = unpacker && unpacker_read(unpacker, start, room, n_bytes, err);
	unpacker_finish(unpacker);
	arena_finish(&scratch);
	return ok;
}

bool zip_read_start(const Zip *zip, const ZipMember *member, uint8_t *start, size_t room,
	size_t *n_bytes, Error *err)
{
	uint64_t at;
	if (!locate(zip, member, &at, err))
		return false;
	if (member->method == DEFLATED)
		return unpack_start(zip, member, at, start, room, n_bytes, err);
	size_t n = member->bytes < room ? (size_t)member->bytes : room;
	return stored_bytes(zip->fd, at, n, start, n_bytes, err);
}

static bool check_sum(const ZipMember *member, uint32_t crc, Error *err)
{
	return crc == member->crc ||
		failed(err, "checksum does not match: the file is damaged");
}

/* Read a stored member through once. */
static bool check_stored(const Zip *zip, const ZipMember *member, uint64_t at, Error *err)
{
	Arena scratch = {0};
	uint8_t *block = arena_alloc(&scratch, SPOOL_BLOCK);
	uint64_t left = member->bytes;
	uint32_t crc = 0;
	bool ok = true;
	while (ok && left > 0) {
		size_t n = left < SPOOL_BLOCK ? (size_t)left : SPOOL_BLOCK, n_read;
		ok = stored_bytes(zip->fd, at, n, block, &n_read, err) &&
			(n_read == n || failed(err, "the file has become shorter"));
		crc = (uint32_t)crc32_z(crc, block, ok ? n : 0);
		at += n;
		left -= n;
	}
	arena_finish(&scratch);
	return ok && check_sum(member, crc, err);
}

static bool unpack_to(Spool *spool, const ZipMember *member, Unpacker *from, Error *err)
{
	bool is_longer;
	uint32_t crc;
	unsigned long long n = member->bytes;
	if (!spool_unpack(spool, from, n, &is_longer, &crc, err))
		return false;
	if (is_longer)
		return failed(err, "unpacks to more than the %llu bytes announced", n);
	if (spool->n_bytes < n)
		return failed(err, "unpacks to %llu bytes, not the %llu announced",
			(unsigned long long)spool->n_bytes, n);
	if (unpacker_left(from) > 0)
		return failed(err, "packed data ends %llu bytes early",
			(unsigned long long)unpacker_left(from));
	return check_sum(member, crc, err);
}

static bool unpack_member(const Zip *zip, const ZipMember *member, uint64_t at, int *fd,
	Error *err)
{
	Arena scratch = {0};
	Spool spool;
	Unpacker *unpacker =
		unpacker_new(zip->fd, at, member->packed_bytes, PACKING_DEFLATE, &scratch, err);
	bool is_open = unpacker && spool_open(&spool, err);
	bool ok = is_open && unpack_to(&spool, member, unpacker, err);
	if (is_open && !ok)
		spool_close(&spool);
	if (ok)
		*fd = spool.fd;
	unpacker_finish(unpacker);
	arena_finish(&scratch);
	return ok;
}

bool zip_extract(const Zip *zip, const ZipMember *member, int *fd, uint64_t *start,
	Error *err)
{
	uint64_t at;
	if (!locate(zip, member, &at, err))
		return false;
	*start = member->method == STORED ? at : 0;
	if (member->method == DEFLATED)
		return unpack_member(zip, member, at, fd, err);
	if (!check_stored(zip, member, at, err))
		return false;
	*fd = dup(zip->fd);
	return *fd >= 0 || failed(err, "%s", strerror(errno));
}
