/* SPDX-License-Identifier: Apache-2.0 */
/* Deflate streams in a file (RFC 1951), bare as zip archives hold them or framed as gzip does
 * (RFC 1952), unpacked from their start to their end. */
#ifndef DATA_UNPACK_H
#define DATA_UNPACK_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

/* No byte of a stream unpacks to more than this many. */
enum { UNPACK_BEST_RATIO = 1032 };

typedef enum Packing { PACKING_DEFLATE, PACKING_GZIP } Packing;

typedef struct Unpacker Unpacker;

/* Whether a file starts as a gzip'd one does. */
bool gzip_sniff(Bytes start);

/*
 * Start on the n_bytes of a file from a place on. A gzip'd file may have several members one
 * behind the other; their checksums are held against what comes out. The unpacker's memory,
 * which does not depend on the stream, is in the arena; to be finished before that is. No
 * error names the file.
 */
Unpacker *unpacker_new(int fd, uint64_t at, uint64_t n_bytes, Packing packing,
	Arena *arena, Error *err);

/* The next room bytes, or all that are left: less than room only at the end. Fails where
 * the packed bytes end before their stream, and for damage. */
bool unpacker_read(Unpacker *unpacker, uint8_t *to, size_t room, size_t *n_bytes,
	Error *err);

/* Packed bytes that lie behind the end of the stream. */
uint64_t unpacker_left(const Unpacker *unpacker);

void unpacker_finish(Unpacker *unpacker);

#endif
