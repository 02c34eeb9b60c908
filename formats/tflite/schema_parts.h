/* SPDX-License-Identifier: Apache-2.0 */
/* How the schema's C text is written down: a row a field, in order of its id. */
#ifndef FORMATS_TFLITE_SCHEMA_PARTS_H
#define FORMATS_TFLITE_SCHEMA_PARTS_H

#include "formats/flatbuffers/flat.h"

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

/* A field that is one value; _OR: with another default than 0. */
#define FIELD(n, t) .name = #n, .type = FLAT_##t
#define FIELD_OR(n, t, value) FIELD(n, t), .fallback = value
#define DEPRECATED(n, t) FIELD(n, t), .is_deprecated = true
#define ENUM(n, t, e) FIELD(n, t), .names = &tflite_##e
#define ENUM_OR(n, t, e, value) ENUM(n, t, e), .fallback = value
#define TABLE(n, t) FIELD(n, TABLE), .table = &t

/* A union takes two rows, the tag's first. */
#define TAG(n, u) .name = #n "_type", .type = FLAT_UBYTE, .choices = &u
#define UNION(n, u) FIELD(n, UNION), .choices = &u

/* A field that is a vector. */
#define LIST(n, t) FIELD(n, t), .is_vector = true
#define ALIGNED(n, t, bytes) LIST(n, t), .alignment = bytes
#define ENUMS(n, t, e) LIST(n, t), .names = &tflite_##e
#define TABLES(n, t) LIST(n, TABLE), .table = &t

#define TYPE(n, f) .name = #n, .fields = f, .n_fields = COUNT(f)
#define ENUM_TYPE(n, t, v) .name = #n, .base = FLAT_##t, .names = v, .n_names = COUNT(v)
#define UNION_TYPE(n, t) .name = #n, .tables = t, .n_tables = COUNT(t)

/* What a union's tag means: a table of these fields, or of none. */
/* clang-format off */
#define OPTION(tag, n, f) [tag - 1] = &(const FlatTableType){TYPE(n, f)}
#define EMPTY(tag, n) [tag - 1] = &(const FlatTableType){#n, NULL, 0}
/* clang-format on */

extern const FlatEnum tflite_tensor_types, tflite_dimension_types,
	tflite_stablehlo_precisions, tflite_stablehlo_directions,
	tflite_stablehlo_comparisons, tflite_rng_algorithms, tflite_paddings,
	tflite_activations, tflite_lsh_projections, tflite_weights_formats,
	tflite_lstm_kernels, tflite_combiners, tflite_mirror_pad_modes,
	tflite_reduce_window_functions, tflite_custom_options_formats;
extern const FlatEnum tflite_builtin_operators;
extern const FlatUnion tflite_builtin_options, tflite_builtin_options_2;

#endif
