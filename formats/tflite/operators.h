/* SPDX-License-Identifier: Apache-2.0 */
/* How TFLite's operators, and options map to whit's. */
#ifndef FORMATS_TFLITE_OPERATORS_H
#define FORMATS_TFLITE_OPERATORS_H

#include "formats/flatbuffers/flat.h"
#include "src/graph/model.h"

/* The operator type of a TFLite builtin's name ("CONV_2D"), or of a custom operator's own one;
 * OP_OTHER for those not known. */
OpType tflite_op_type(const char *name, bool is_custom);

/*
 * Fill an operator's attributes from its options table (NULL: every field its default).
 * Fails where the table is another operator's, or an enumeration is out of range.
 */
bool tflite_read_attrs(OpType type, const FlatTable *options, OpAttrs *attrs,
	Arena *arena, Error *err);

/* The options table of an operator: a copy of source (NULL: none) with the attributes set;
 * NULL where the operator has none. */
FlatTable *tflite_write_attrs(OpType type, const OpAttrs *attrs, const FlatTable *source,
	Arena *arena);

/*
 * Whether two operators, read from files, have the same options there. For those whose
 * attributes whit does not know; others may have been changed since.
 */
bool tflite_same_options(const Op *a, const Op *b);

#endif
