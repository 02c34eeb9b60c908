/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be found out about a model's file, and the two ways of `whit info` to say so. */
#ifndef CMD_INFO_H
#define CMD_INFO_H

#include <cjson/cJSON.h>

#include "formats/tflite/parts.h"
#include "passes/inspect.h"

typedef struct Info {
	const char *name; /* of the file, as messages call it */
	const Model *model;
	bool has_parts; /* false where the file's format has no such account */
	TfliteParts parts;
	Inspection found;
} Info;

/* Read a model from a path (NULL: stdin) and look into it; the caller frees it, and the arena
 * with the rest. NULL on failure. */
Model *info_read(const char *path, Arena *arena, Info *info, Error *err);

/* The same from the bytes of a file. */
Model *info_of(Bytes file, const char *name, Arena *arena, Info *info, Error *err);

/* The parts of a file, as an object. */
cJSON *parts_json(const TfliteParts *parts);

/* Print all of it on stdout. */
void info_print_table(const Info *info);
void info_print_json(const Info *info);

#endif
