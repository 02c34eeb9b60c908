/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables in text: a row a line, values separated by commas, semicolons or tabs, whichever the
 * first line has. A first line that holds something else than numbers is a header, unless
 * that is a class's name in the last column, which the second line has too. Numbers and names
 * may stand in quotes; lines may end in CRLF; blank ones may follow the last.
 */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/data/array.h"

/* Whether a file starts as text does. */
bool csv_sniff(Bytes start);

/*
 * The features of a regular file that is open for reading, as float32 in a temporary file
 * (spool.h): x is [rows, n_features]. A column more than n_features is the label: unless y
 * is NULL, *y is then [rows] in memory, float32, or int32 where classes are called by names
 * (class_names.h); without it, y->data is NULL.
 *
 * Where n_features is 0, all columns are features: x is [rows, columns], or [rows] where
 * there is one, which may hold the names of classes, in memory as above. Of such a column
 * alone the first line is a header if its word does not come again.
 *
 * The descriptor is taken over, also where this fails. Fails, naming the file, line and
 * column, for what is no finite float32, for rows of other lengths than the first, and for
 * more than MAX_CLASS_NAMES names.
 */
bool csv_open(int fd, const char *name, size_t n_features, Arena *arena, Array *x,
	Array *y, Error *err);

#endif
