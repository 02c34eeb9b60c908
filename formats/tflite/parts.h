/* SPDX-License-Identifier: Apache-2.0 */
/* What the bytes of a TFLite file are spent on. */
#ifndef FORMATS_TFLITE_PARTS_H
#define FORMATS_TFLITE_PARTS_H

#include "src/base/bytes.h"
#include "src/base/error.h"

/* Each byte of a file counts in one part, so that together they are the file. */
typedef struct TfliteParts {
	size_t weight_bytes;       /* values of constant tensors: weights, biases, shapes */
	size_t quantization_bytes; /* scales, zero points and ranges */
	size_t name_bytes;         /* texts with the zero at their end, and metadata */
	size_t table_bytes;        /* the rest: tables, vtables, lists, counts, padding */
} TfliteParts;

/*
 * Count the parts of a whole file. What several tables share counts once; where things of
 * different parts overlap (no known writer does that), the one that begins first has the
 * bytes. Constants that no tensor refers to are of the rest. Fails where flat_read does.
 */
bool tflite_parts(Bytes file, TfliteParts *parts, Error *err);

#endif
