/* SPDX-License-Identifier: Apache-2.0 */
/* The files of src/kernels/, built into the program (see the Makefile). */
#ifndef FORMATS_C_KERNEL_FILES_H
#define FORMATS_C_KERNEL_FILES_H

typedef struct KernelFile {
	const char *name; /* "conv_s8.c" */
	const char *text;
} KernelFile;

/* In the order of their names; behind the last one, a name of NULL. */
extern const KernelFile kernel_files[];

#endif
