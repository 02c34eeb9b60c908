/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static const char *temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");
	return folder && *folder ? folder : "/tmp";
}

bool spool_open(Spool *spool, Error *err)
{
	Arena scratch = {0};
	char *path = arena_text(&scratch, "%s/whit-XXXXXX", temporary_folder());
	*spool = (Spool){.fd = mkstemp(path)};
	bool ok = spool->fd >= 0;
	if (!ok)
		failed(err, "no temporary file in %s: %s", temporary_folder(), strerror(errno));
	else if (unlink(path) != 0) {
		ok = failed(err, "temporary file in %s: %s", temporary_folder(), strerror(errno));
		close(spool->fd);
	}
	arena_finish(&scratch);
	return ok;
}

bool spool_write(Spool *spool, const void *bytes, size_t n, Error *err)
{
	const uint8_t *from = bytes;
	while (n > 0) {
		ssize_t put = write(spool->fd, from, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return failed(err, "temporary file in %s: %s", temporary_folder(),
				strerror(errno));
		from += put;
		n -= (size_t)put;
		spool->n_bytes += (uint64_t)put;
	}
	return true;
}

void spool_close(Spool *spool)
{
	close(spool->fd);
	spool->fd = -1;
}

bool spool_read_from(Spool *spool, int fd, Error *err)
{
	Arena scratch = {0};
	uint8_t *block = arena_alloc(&scratch, SPOOL_BLOCK);
	bool ok = true, at_end = false;
	while (ok && !at_end) {
		ssize_t got = read(fd, block, SPOOL_BLOCK);
		if (got < 0 && errno == EINTR)
			continue;
		at_end = got == 0;
		ok = got < 0 ? failed(err, "%s", strerror(errno))
					 : spool_write(spool, block, (size_t)got, err);
	}
	arena_finish(&scratch);
	return ok;
}

bool spool_unpack(Spool *spool, Unpacker *from, uint64_t n_bytes, bool *is_longer,
	uint32_t *crc, Error *err)
{
	Arena scratch = {0};
	uint8_t *block = arena_alloc(&scratch, SPOOL_BLOCK);
	uint64_t left = n_bytes;
	uint32_t sum = 0;
	bool ok = true, at_end = false;
	*is_longer = false;
	while (ok && !at_end && !*is_longer) {
		/* A byte more than there may be shows a stream too long. */
		size_t room = left < SPOOL_BLOCK ? (size_t)left + 1 : SPOOL_BLOCK, n;
		ok = unpacker_read(from, block, room, &n, err);
		*is_longer = ok && n > left;
		at_end = n < room;
		n = *is_longer ? (size_t)left : n;
		left -= n;
		sum = (uint32_t)crc32_z(sum, block, crc ? n : 0);
		ok = ok && spool_write(spool, block, n, err);
	}
	if (crc)
		*crc = sum;
	arena_finish(&scratch);
	return ok;
}
