/* SPDX-License-Identifier: Apache-2.0 */
/* NAME.c of an export: constants, and the calls of kernels. */
#ifndef FORMATS_C_C_SOURCE_H
#define FORMATS_C_C_SOURCE_H

#include "formats/c/c_text.h"
#include "src/lower/program.h"

/* The whole text; made_from is the model's name, for the comment. */
Bytes c_source_text(const Program *program, const char *name, const char *made_from,
	Arena *arena);

#endif
