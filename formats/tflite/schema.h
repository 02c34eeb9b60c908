/* SPDX-License-Identifier: Apache-2.0 */
/* The TFLite schema (version 3, revision 3d), all of it, as data. */
#ifndef FORMATS_TFLITE_SCHEMA_H
#define FORMATS_TFLITE_SCHEMA_H

#include "formats/flatbuffers/flat.h"

extern const FlatSchema tflite_schema;

/* BuiltinOperator: "CONV_2D" = 3 ... */
extern const FlatEnum tflite_builtin_operators;

#endif
