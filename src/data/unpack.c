/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/unpack.h"

#include <zlib.h>

#include "src/data/stored.h"

enum { BLOCK = 1 << 16 };

struct Unpacker {
	z_stream zlib; /* its next_in is in block */
	int fd;
	uint64_t at, end; /* packed bytes of the file that are still to be read */
	Packing packing;
	bool at_end;
	uint8_t *block;
};

bool gzip_sniff(Bytes start)
{
	/* The last is the method, of which there is one. */
	return start.n > 2 && start.data[0] == 0x1f && start.data[1] == 0x8b &&
		start.data[2] == 8;
}

Unpacker *unpacker_new(int fd, uint64_t at, uint64_t n_bytes, Packing packing,
	Arena *arena, Error *err)
{
	Unpacker *unpacker = arena_alloc(arena, sizeof *unpacker);
	*unpacker = (Unpacker){.fd = fd, .at = at, .end = at + n_bytes, .packing = packing};
	unpacker->block = arena_alloc(arena, BLOCK);
	int window = packing == PACKING_GZIP ? 16 + MAX_WBITS : -MAX_WBITS;
	if (inflateInit2(&unpacker->zlib, window) == Z_OK)
		return unpacker;
	failed(err, "zlib cannot start");
	return NULL;
}

uint64_t unpacker_left(const Unpacker *unpacker)
{
	return unpacker->end - unpacker->at + unpacker->zlib.avail_in;
}

void unpacker_finish(Unpacker *unpacker)
{
	if (unpacker)
		inflateEnd(&unpacker->zlib);
}

static bool refill(Unpacker *unpacker, Error *err)
{
	uint64_t left = unpacker->end - unpacker->at;
	size_t n = left < BLOCK ? (size_t)left : BLOCK, n_read;
	if (!stored_bytes(unpacker->fd, unpacker->at, n, unpacker->block, &n_read, err))
		return false;
	if (n_read == 0)
		return failed(err, "packed data ends early");
	unpacker->at += n_read;
	unpacker->zlib.next_in = unpacker->block;
	unpacker->zlib.avail_in = (uInt)n_read;
	return true;
}

/* A stream has ended: it may be one member of several. */
static void end_member(Unpacker *unpacker)
{
	unpacker->at_end = unpacker->packing != PACKING_GZIP || unpacker_left(unpacker) == 0;
	if (!unpacker->at_end)
		inflateReset(&unpacker->zlib);
}

bool unpacker_read(Unpacker *unpacker, uint8_t *to, size_t room, size_t *n_bytes,
	Error *err)
{
	enum { STEP = 1 << 30 }; /* zlib counts in unsigned int */
	z_stream *zlib = &unpacker->zlib;
	*n_bytes = 0;
	while (!unpacker->at_end && *n_bytes < room) {
		if (zlib->avail_in == 0 && unpacker->at < unpacker->end && !refill(unpacker, err))
			return false;
		size_t space = room - *n_bytes < STEP ? room - *n_bytes : STEP;
		zlib->next_out = to + *n_bytes;
		zlib->avail_out = (uInt)space;
		int status = inflate(zlib, Z_NO_FLUSH);
		*n_bytes += space - zlib->avail_out;
		if (status == Z_STREAM_END)
			end_member(unpacker);
		else if (status == Z_BUF_ERROR && unpacker_left(unpacker) == 0)
			return failed(err, "packed data ends early");
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return failed(err, "damaged packed data (%s)",
				zlib->msg ? zlib->msg : "zlib gives no reason");
	}
	return true;
}
