/* SPDX-License-Identifier: Apache-2.0 */
/* What tables say of layers. Functions fill the text they are given, and return it. */
#ifndef CMD_LAYER_TEXT_H
#define CMD_LAYER_TEXT_H

#include "src/graph/model.h"

/* The longest name of an operator that is shown whole. */
enum { LONGEST_OPERATOR = 24 };

/* "1x49x10x1", with "?" for what is not known before run time. */
enum { DIMS_TEXT_BYTES = 64 };
const char *dims_text(const Tensor *tensor, char text[DIMS_TEXT_BYTES]);

/* The first output's dimensions, and how many outputs there are more: "1x10 +1". */
const char *output_text(const Graph *graph, const Op *op, char text[DIMS_TEXT_BYTES]);

/* "int8"; where they differ "float32>int8" (in and out), "float32/int8" (and weights, which
 * may be NULL). */
enum { TYPES_TEXT_BYTES = 48 };
const char *types_text(const Graph *graph, const Op *op, const Tensor *weights,
	char text[TYPES_TEXT_BYTES]);

#endif
