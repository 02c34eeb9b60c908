/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a text file of separated values, the fields of a line, and numbers in them. */
#ifndef DATA_CSV_TEXT_H
#define DATA_CSV_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/error.h"

/* Characters that may be changed, and that one may be written behind. */
typedef struct Text {
	char *at;
	size_t n;
} Text;

/* Lines come one after the other, from a window that grows with the longest. Start from
 * zeros, fd and arena set. */
typedef struct CsvLines {
	int fd;
	Arena *arena; /* for the window */
	uint64_t offset;
	char *window;
	size_t room, start, end; /* of the window; of what is in it and was not given out */
	bool at_end;
	size_t number; /* of the last line given out, from 1 */
} CsvLines;

/*
 * The next line without its end, LF or CRLF; it stays until the next call. Where there is
 * none, line->at is NULL. A byte order mark before the first is left out. Fails for lines
 * over 16 MB.
 */
bool csv_next_line(CsvLines *lines, Text *line, Error *err);

/* The separator of a line: a tab if it has one, else ';' if it has one, else ','. Those in
 * quotes do not count. */
char csv_separator(Text line);

/*
 * Take the next field off a line that is not at its end (rest->at NULL, after the last):
 * without blanks around it, and without quotes, of which two in a row are one. False where
 * quotes do not close, or something follows them.
 */
bool csv_next_field(Text *rest, char separator, Text *field);

/* A decimal number, as 12, -0.5 or 1e-3; false for anything else, nan and inf too. Rounds as
 * strtod does. */
bool csv_number(Text field, double *number);

#endif
