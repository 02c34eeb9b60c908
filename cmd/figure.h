/* SPDX-License-Identifier: Apache-2.0 */
/* A picture as the file that an option, or an operand, named. */
#ifndef CMD_FIGURE_H
#define CMD_FIGURE_H

#include "cmd/canvas.h"

/* Fail for a path that no picture is written to, as the option calls it: one that does not end in
 * .png, or where writing would fail. NULL, no picture, is fine. */
bool figure_check(const char *option, const char *path, Error *err);

/* Write a canvas as PNG, whole or not at all; NULL is standard output. */
bool figure_write(const Canvas *canvas, const char *path, Error *err);

/* Write one that was made a file's bytes before; NULL is no picture, and writes nothing. */
bool figure_write_bytes(Bytes file, const char *path, Error *err);

#endif
