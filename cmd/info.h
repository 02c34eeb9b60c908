/* SPDX-License-Identifier: Apache-2.0 */
/* What `whit info` found out, and its two ways of saying so. */
#ifndef CMD_INFO_H
#define CMD_INFO_H

#include "formats/tflite/parts.h"
#include "passes/inspect.h"

typedef struct Info {
	const char *name; /* of the file, as messages call it */
	const Model *model;
	bool has_parts; /* false where the file's format has no such account */
	TfliteParts parts;
	Inspection found;
} Info;

/* Print all of it on stdout. */
void info_print_table(const Info *info);
void info_print_json(const Info *info);

#endif
