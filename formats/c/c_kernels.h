/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels that a program calls, as files. */
#ifndef FORMATS_C_C_KERNELS_H
#define FORMATS_C_C_KERNELS_H

#include "formats/c/c_files.h"
#include "src/base/error.h"
#include "src/lower/program.h"

/*
 * Add the sources of src/kernels/ that a program needs, and no others, as folder/NAME: those its
 * steps name, the headers that these include, and the sources of the headers' names where there
 * are any. They are the very files that the host runs, but for where they find each other.
 *
 * Fails where one is not there, which is a mistake of ours.
 */
bool c_add_kernels(const Program *program, const char *folder, CFiles *files, Error *err);

#endif
