/* SPDX-License-Identifier: Apache-2.0 */
/* export -f c: the folder. */
#ifndef CMD_EXPORT_C_H
#define CMD_EXPORT_C_H

#include "src/lower/lower.h"

typedef struct ExportC {
	const char *name;   /* --name; NULL: like the file */
	const char *folder; /* -o */
	const char *in;     /* the model's path; NULL: standard input */
	bool arduino, cmake, allow_float;
} ExportC;

/* Fail where the options make no sense with a model yet to be read: no folder, no identifier. */
bool export_c_check(const ExportC *options, Error *err);

/* Write the program's files: all of them, or none; folders that were made for nothing go again. */
bool export_c_write(const ExportC *options, const Program *program, Arena *arena,
	Error *err);

#endif
