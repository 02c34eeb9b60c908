/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of a zip archive. Format: PKWARE's APPNOTE.TXT, of it what archives of arrays
 * use: stored and deflated members, zip64, one disk, no encryption.
 *
 * The central directory is what counts; local headers are only held against it. No error
 * names the archive or the member, as they are the caller's to put in front.
 */
#ifndef DATA_ZIP_H
#define DATA_ZIP_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

typedef struct ZipMember {
	Bytes name;      /* any bytes, no '\0' after them; in the arena */
	uint64_t offset; /* of its local header */
	uint64_t packed_bytes, bytes;
	uint32_t crc;
	uint16_t method, flags;
} ZipMember;

typedef struct Zip {
	int fd;             /* of a file that can be read at any place */
	uint64_t n_bytes;   /* of the file */
	uint64_t directory; /* where it starts: members end there at the latest */
	ZipMember *members; /* in the directory's order; in the arena */
	size_t n_members;
} Zip;

/* Whether a file starts as a zip archive does. */
bool zip_sniff(Bytes start);

/* Read the central directory. The descriptor stays the caller's, and open. */
bool zip_open(int fd, Arena *arena, Zip *zip, Error *err);

/*
 * Unpack the first room bytes of a member, or all where it has fewer. Fails where the
 * member is encrypted, packed in an unknown way, overlaps another, is not all there, or
 * claims a length that its packed bytes cannot hold.
 */
bool zip_read_start(const Zip *zip, const ZipMember *member, uint8_t *start, size_t room,
	size_t *n_bytes, Error *err);

/*
 * A whole member, with the checks above and of length and checksum, as member->bytes from
 * *start on of a file that can be read at any place, to be closed by the caller: the archive
 * itself where the member is stored, else a temporary one that it is unpacked to.
 */
bool zip_extract(const Zip *zip, const ZipMember *member, int *fd, uint64_t *start,
	Error *err);

#endif
