/* SPDX-License-Identifier: Apache-2.0 */
/* A model as C that runs by itself. */
#ifndef FORMATS_C_C_EXPORT_H
#define FORMATS_C_C_EXPORT_H

#include "formats/c/c_files.h"
#include "src/base/error.h"
#include "src/lower/program.h"

typedef struct CExportSettings {
	const char *name;      /* a C identifier */
	const char *made_from; /* what the model is called, for comments */
	bool cmake;            /* a CMakeLists.txt too */
	bool arduino;          /* laid out as an Arduino library, with an example */
} CExportSettings;

/*
 * The files of a folder: NAME.h, NAME.c and kernels/, the kernels that the program calls. With
 * cmake also CMakeLists.txt, whose target is the library NAME; with arduino these lie in src/,
 * beside library.properties and examples/NAME/NAME.ino. Everything lies in the files' arena.
 *
 * The code is C99 and C++, without warnings under -Wall -Wextra -Wconversion; it asks nothing of
 * the C library but memcpy and memset, and (float32 alone) its <math.h> for macros.
 */
bool c_export(const Program *program, const CExportSettings *settings, CFiles *files,
	Error *err);

#endif
