/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/data/spool.h"
#include "src/data/stored.h"

/* Whether a descriptor is of a regular file, and stands at its start, as standard input does
 * not where somebody has read from it. */
static bool is_all_there(int fd)
{
	struct stat info;
	return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && lseek(fd, 0, SEEK_CUR) == 0;
}

/* A descriptor like this one that can be read at any place, which takes its stead. */
static bool make_regular(int *fd, Error *err)
{
	Spool spool;
	bool ok = spool_open(&spool, err);
	if (ok && !spool_read_from(&spool, *fd, err)) {
		spool_close(&spool);
		ok = false;
	}
	close(*fd);
	*fd = ok ? spool.fd : -1;
	return ok;
}

static bool read_start(int fd, bool is_stdin, Arena *arena, Bytes *start, Error *err)
{
	uint8_t *bytes = arena_alloc(arena, INPUT_START_BYTES);
	start->data = bytes;
	if (!stored_bytes(fd, 0, INPUT_START_BYTES, bytes, &start->n, err))
		return false;
	if (start->n == 0 && is_stdin)
		return failed(err, "empty input; did the command before it fail?");
	return start->n > 0 || failed(err, "empty file");
}

bool input_open(const char *path, Arena *arena, Input *input, Error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	input->name = arena_text(arena, "%s", input_name(path));
	input->fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY);
	if (input->fd < 0)
		return failed(err, "%s: %s", input->name, strerror(errno));
	if ((is_all_there(input->fd) || make_regular(&input->fd, err)) &&
		read_start(input->fd, is_stdin, arena, &input->start, err))
		return true;
	if (input->fd >= 0)
		close(input->fd);
	return failed_in(err, "%s: ", input->name);
}
