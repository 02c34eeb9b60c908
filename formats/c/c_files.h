/* SPDX-License-Identifier: Apache-2.0 */
/* The files of an export, in memory. */
#ifndef FORMATS_C_C_FILES_H
#define FORMATS_C_C_FILES_H

#include "src/base/arena.h"
#include "src/base/bytes.h"

typedef struct CFile {
	const char *path; /* below the folder that is written, "kernels/conv_s8.c" */
	Bytes bytes;
} CFile;

typedef struct CFiles {
	Arena *arena;
	CFile *list;
	int n;
	size_t capacity;
} CFiles;

/* The path is copied, the bytes are not. */
void c_add_file(CFiles *files, const char *folder, const char *name, Bytes bytes);

#endif
