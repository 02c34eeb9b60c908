/* SPDX-License-Identifier: Apache-2.0 */
/* What build systems want beside the sources. */
#ifndef FORMATS_C_C_PROJECT_H
#define FORMATS_C_C_PROJECT_H

#include "formats/c/c_export.h"

/* CMakeLists.txt, for the sources that are in files already, which lie below folder. */
void c_add_cmake(const Program *program, const CExportSettings *settings,
	const char *folder, CFiles *files);

/* library.properties and a sketch that runs the model once. */
void c_add_arduino(const Program *program, const CExportSettings *settings,
	CFiles *files);

#endif
