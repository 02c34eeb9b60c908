/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/zip.h"

#include "src/data/unpack.h"

#include <string.h>
#include <zlib.h>

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
static bool overlap(const ZipMember *a, size_t a_end, const ZipMember *b)
{
	return a->offset < b->offset + LOCAL_BYTES + b->packed_bytes && b->offset < a_end;
}

static bool check_overlap(const Zip *zip, const ZipMember *member, size_t end, Error *err)
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

/* Find a member's packed bytes in the file. zip_open has bounded offset and packed_bytes. */
static bool locate(const Zip *zip, const ZipMember *member, Bytes *packed, Error *err)
{
	if (member->flags & FLAGS_ENCRYPTED)
		return failed(err, "encrypted");
	if (member->method != STORED && member->method != DEFLATED)
		return failed(err, "compression method %d; stored (0) and deflate (8) are read",
			member->method);

	Bytes body = {zip->file.data, zip->directory};
	size_t at = (size_t)member->offset, name = at + LOCAL_BYTES;
	uint16_t method, name_bytes, extra_bytes;
	if (!signature_is(body, at, LOCAL_SIGNATURE) || !bytes_u16(body, at + 8, &method) ||
		!bytes_u16(body, at + 26, &name_bytes) || !bytes_u16(body, at + 28, &extra_bytes))
		return failed(err, "no local header at byte %zu", at);
	if (method != member->method || name_bytes != member->name.n ||
		!bytes_have(body, name, name_bytes) ||
		memcmp(body.data + name, member->name.data, name_bytes) != 0)
		return failed(err, "its local header and the directory disagree");

	size_t start = name + name_bytes + extra_bytes;
	if (!bytes_have(body, start, (size_t)member->packed_bytes))
		return failed(err, "runs into the directory");
	*packed = (Bytes){body.data + start, (size_t)member->packed_bytes};
	return check_lengths(member, err) &&
		check_overlap(zip, member, start + packed->n, err);
}

bool zip_read_start(const Zip *zip, const ZipMember *member, uint8_t *start, size_t room,
	size_t *n_bytes, Error *err)
{
	Bytes packed = {0};
	if (!locate(zip, member, &packed, err))
		return false;
	if (member->method == DEFLATED)
		return unpack_start(packed, start, room, n_bytes, err);
	*n_bytes = packed.n < room ? packed.n : room;
	memcpy(start, packed.data, *n_bytes);
	return true;
}

bool zip_read(const Zip *zip, const ZipMember *member, Arena *arena, Bytes *bytes,
	Error *err)
{
	Bytes packed = {0}, plain;
	if (!locate(zip, member, &packed, err))
		return false;
	plain = packed;
	if (member->method == DEFLATED &&
		!unpack(packed, (size_t)member->bytes, arena, &plain, err))
		return false;
	if (crc32_z(0, plain.data, plain.n) != member->crc)
		return failed(err, "checksum does not match: the file is damaged");
	*bytes = plain;
	return true;
}
