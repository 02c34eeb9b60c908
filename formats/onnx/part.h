/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of arrays. */
#ifndef FORMATS_ONNX_PART_H
#define FORMATS_ONNX_PART_H

#include "formats/onnx/import.h"

/* Along axis i, size.dims[i] places from begin[i] on, step[i] apart; a negative step goes
 * backwards. */
typedef struct Part {
	Shape size;
	int begin[MAX_RANK], step[MAX_RANK];
} Part;

Part whole_part(Shape shape);

/* SLICE, or STRIDED_SLICE where there are steps; the array itself where that is the part. An empty
 * part can be one of a constant only. -1 on failure. */
int make_part(Import *import, int tensor, const Part *part, Error *err);

#endif
