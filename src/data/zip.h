/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of a zip archive in memory. Format: PKWARE's APPNOTE.TXT, of it what archives
 * of arrays use: stored and deflated members, zip64, one disk, no encryption.
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
	Bytes name;      /* in the file: any bytes, no '\0' after them */
	uint64_t offset; /* of its local header */
	uint64_t packed_bytes, bytes;
	uint32_t crc;
	uint16_t method, flags;
} ZipMember;

typedef struct Zip {
	Bytes file;
	size_t directory;   /* where it starts: members end there at the latest */
	ZipMember *members; /* in the directory's order; in the arena */
	size_t n_members;
} Zip;

/* Whether a file starts as a zip archive does. */
bool zip_sniff(Bytes start);

/* Read the central directory. The file's bytes must live as long as the Zip. */
bool zip_open(Bytes file, Arena *arena, Zip *zip, Error *err);

/*
 * Unpack the first room bytes of a member, or all where it has fewer. Fails where the
 * member is encrypted, packed in an unknown way, overlaps another, is not all there, or
 * claims a length that its packed bytes cannot hold.
 */
bool zip_read_start(const Zip *zip, const ZipMember *member, uint8_t *start, size_t room,
	size_t *n_bytes, Error *err);

/* A whole member, with the checks above and of length and checksum: the file's own bytes
 * where it is stored, else in the arena (see unpack.h). */
bool zip_read(const Zip *zip, const ZipMember *member, Arena *arena, Bytes *bytes,
	Error *err);

#endif
