/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/unpack.h"

#define ZLIB_CONST
#include <zlib.h>

typedef struct Unpacker {
	z_stream zlib;
	Bytes packed;
	size_t n_taken;
	bool at_end;
} Unpacker;

/* zlib counts in unsigned int: larger arrays go through it in steps. */
static uInt step(size_t bytes)
{
	enum { STEP = 1 << 30 };
	return bytes < STEP ? (uInt)bytes : STEP;
}

static bool unpacker_init(Unpacker *unpacker, Bytes packed, Error *err)
{
	*unpacker = (Unpacker){.packed = packed};
	return inflateInit2(&unpacker->zlib, -MAX_WBITS) == Z_OK ||
		failed(err, "zlib cannot start");
}

/* Go on until out holds room bytes or the stream ends; *n_bytes of out are filled already. */
static bool fill(Unpacker *unpacker, uint8_t *out, size_t room, size_t *n_bytes,
	Error *err)
{
	z_stream *zlib = &unpacker->zlib;
	while (!unpacker->at_end && *n_bytes < room) {
		uInt in = step(unpacker->packed.n - unpacker->n_taken);
		uInt space = step(room - *n_bytes);
		zlib->next_in = unpacker->packed.data + unpacker->n_taken;
		zlib->avail_in = in;
		zlib->next_out = out + *n_bytes;
		zlib->avail_out = space;
		int status = inflate(zlib, Z_NO_FLUSH);
		unpacker->n_taken += in - zlib->avail_in;
		*n_bytes += space - zlib->avail_out;
		if (status == Z_BUF_ERROR)
			return failed(err, "packed data ends early");
		if (status != Z_OK && status != Z_STREAM_END)
			return failed(err, "damaged packed data (%s)",
				zlib->msg ? zlib->msg : "zlib gives no reason");
		unpacker->at_end = status == Z_STREAM_END;
	}
	return true;
}

bool unpack_start(Bytes packed, uint8_t *start, size_t room, size_t *n_bytes, Error *err)
{
	Unpacker unpacker;
	*n_bytes = 0;
	if (!unpacker_init(&unpacker, packed, err))
		return false;
	bool ok = fill(&unpacker, start, room, n_bytes, err);
	inflateEnd(&unpacker.zlib);
	return ok;
}

/* As fill, into memory that grows. A byte more than expected shows a stream too long. */
static bool fill_growing(Unpacker *unpacker, size_t expected, Arena *arena, Bytes *bytes,
	Error *err)
{
	size_t room = expected + 1;
	if (room / 16 > unpacker->packed.n)
		room = 16 * (unpacker->packed.n + 1);
	uint8_t *data = arena_alloc(arena, room);
	size_t n = 0;
	while (!unpacker->at_end && n <= expected) {
		if (n == room)
			data = arena_grow(arena, data, n, &room, 1);
		if (!fill(unpacker, data, room, &n, err))
			return false;
	}
	*bytes = (Bytes){data, n};
	return true;
}

bool unpack(Bytes packed, size_t n_bytes, Arena *arena, Bytes *bytes, Error *err)
{
	Unpacker unpacker;
	Bytes out = {0};
	if (!unpacker_init(&unpacker, packed, err))
		return false;
	bool ok = fill_growing(&unpacker, n_bytes, arena, &out, err);
	inflateEnd(&unpacker.zlib);
	if (!ok)
		return false;
	if (out.n > n_bytes)
		return failed(err, "unpacks to more than the %zu bytes announced", n_bytes);
	if (out.n < n_bytes)
		return failed(err, "unpacks to %zu bytes, not the %zu announced", out.n, n_bytes);
	if (unpacker.n_taken != packed.n)
		return failed(err, "packed data ends %zu bytes early",
			packed.n - unpacker.n_taken);
	*bytes = out;
	return true;
}
