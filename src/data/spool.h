/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that come once, one behind the other, kept in a temporary file so that they can be
 * read at any place: data that need not fit in memory. The file, in TMPDIR or /tmp, has no
 * name from the start, so that nothing is left of it, however the program ends.
 */
#ifndef DATA_SPOOL_H
#define DATA_SPOOL_H

#include "src/base/error.h"
#include "src/data/unpack.h"

/* How much to move at a time. */
enum { SPOOL_BLOCK = 1 << 18 };

typedef struct Spool {
	int fd; /* to read at any place; whoever takes it over does not call spool_close */
	uint64_t n_bytes;
} Spool;

/* No error names what is spooled: that is the caller's to put in front. */
bool spool_open(Spool *spool, Error *err);
bool spool_write(Spool *spool, const void *bytes, size_t n, Error *err);
void spool_close(Spool *spool);

/* All that can be read from a descriptor, from where it stands. */
bool spool_read_from(Spool *spool, int fd, Error *err);

/*
 * What a packed stream holds, if it is no more than n_bytes: *is_longer says whether it goes
 * on after that many, and spool->n_bytes where it ends otherwise. *crc, unless it is NULL, is
 * the CRC-32 of what was written.
 */
bool spool_unpack(Spool *spool, Unpacker *from, uint64_t n_bytes, bool *is_longer,
	uint32_t *crc, Error *err);

#endif
