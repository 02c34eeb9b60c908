/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands before the values in a .npy file: magic, version, and a Python dictionary as
 * text. Format: numpy/lib/format.py, versions 1, 2 and 3.
 */
#ifndef DATA_NPY_HEADER_H
#define DATA_NPY_HEADER_H

#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/base/types.h"

typedef struct NpyHeader {
	DataType type;
	Shape shape;
	size_t header_bytes; /* where the values start */
	size_t data_bytes;   /* what type and shape need: above 0; the sum fits in size_t */
} NpyHeader;

/* The longest header that is read, and the bytes of a file that are sure to hold it. */
enum { NPY_MAX_HEADER = 65535, NPY_START_BYTES = NPY_MAX_HEADER + 12 };

/* Whether a file starts as a .npy file does. */
bool npy_sniff(Bytes start);

/*
 * Read the header from the first bytes of a file. Fails for what whit does not read
 * (big-endian values, Fortran order, structures, text, empty arrays, more than MAX_RANK
 * dimensions), naming it. The error does not name the file: that is the caller's.
 */
bool npy_header_read(Bytes start, NpyHeader *header, Error *err);

/*
 * Write the header, version 1, into text: padded with spaces so that the values start at a
 * multiple of 64. Fails for types that .npy has no name for.
 */
enum { NPY_HEADER_ROOM = 256 };
bool npy_header_write(DataType type, Shape shape, char text[NPY_HEADER_ROOM],
	size_t *n_bytes, Error *err);

#endif
