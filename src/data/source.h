/* SPDX-License-Identifier: Apache-2.0 */
/* What --data SOURCE and --labels SOURCE say. */
#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"
#include "src/data/images.h"

/* What is known of a source before it is opened. */
typedef struct SourceSettings {
	const char *member; /* of a .npz file, where the source names none: "x", "y" */
	size_t
		n_features; /* values of a sample, which tells a table's label; 0: none is one */
	bool is_raw;    /* whatever it looks like, it is samples of what follows */
	Shape raw_sample;
	DataType raw_type;
	ImageSettings images;
	int64_t *n_skipped; /* images that were left out; may be NULL */
} SourceSettings;

/*
 * Open what source says: a .npy file (npy.h), an array of a .npz file (npz.h), the member or
 * "file.npz:NAME", an IDX file, plain or gzip'd (idx.h), a table (csv.h), or raw samples
 * (raw.h), or a folder or list of images (images.h). Files are recognised by content, whatever they are called; "-" is standard input.
 * A file whose own name has a ':' is found before the part after it is taken for an array's
 * name.
 *
 * Elements stay in a file, this one or a temporary one, and x is to be closed by array_close,
 * also where this fails; what else there is, is in the arena.
 *
 * y, unless it is NULL, is what comes with x: a table's labels, the classes of images, or the
 * array y of a .npz file of which the member was taken. Where there is nothing, y->name is NULL. To be closed too.
 */
bool source_open(const char *source, const SourceSettings *settings, Arena *arena,
	Array *x, Array *y, Error *err);

/* The same, of an array alone, with its elements in memory. */
bool array_open(const char *source, const char *member, Arena *arena, Array *array,
	Error *err);

#endif
