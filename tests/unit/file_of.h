/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as a file, for readers that want one. */
#ifndef TESTS_UNIT_FILE_OF_H
#define TESTS_UNIT_FILE_OF_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/base/bytes.h"

/* A descriptor of a file without a name that holds these bytes; whoever reads it closes it. */
static inline int file_of(Bytes bytes)
{
	FILE *file = tmpfile();
	if (!file || (bytes.n && fwrite(bytes.data, 1, bytes.n, file) != bytes.n) ||
		fflush(file) != 0)
		abort();
	int fd = dup(fileno(file));
	fclose(file);
	if (fd < 0)
		abort();
	return fd;
}

#endif
