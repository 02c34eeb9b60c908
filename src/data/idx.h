/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arrays in IDX files, as MNIST comes in them: two zeros, the type, how many dimensions; the
 * dimensions, 32 bits each; the values, in C order; all of it big-endian. Format:
 * yann.lecun.com/exdb/mnist, "THE IDX FILE FORMAT". Plain, or gzip'd.
 */
#ifndef DATA_IDX_H
#define DATA_IDX_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/data/array.h"

/* Whether a file starts as a plain IDX file does. */
bool idx_sniff(Bytes start);

/*
 * The array of a regular file that is open for reading. A plain file's elements stay there;
 * what is gzip'd goes to a temporary file (spool.h), which does not grow beyond what the
 * header says. The descriptor is taken over, also where this fails; name must live as long
 * as the array. Fails, naming the file, for what is no IDX file, for an empty array, one of
 * more than MAX_RANK dimensions, and where header and length disagree.
 */
bool idx_open(int fd, const char *name, Arena *arena, Array *array, Error *err);
bool idx_open_gzip(int fd, const char *name, Arena *arena, Array *array, Error *err);

#endif
